import CKernels

/// The three products of a convolution or full connection: exact sums of products of int8 values.
///
/// Images lie channels last; filters are [output][filter row][filter column][input channel].
struct IntegerSums {
  let shape: IntegerShape
  let products: IntegerProducts
  let scratch: IntegerScratch

  /// One sum for each output; valid until the next product.
  func forward(
    _ input: IntegerBuffer, filters: IntegerBuffer, images: Int
  ) throws -> UnsafeMutablePointer<Int32> {
    let outputs = shape.output.channels
    let sums = scratch.sums(images * shape.output.elementCount)
    for part in parts(of: images, bytesPerImage: shape.pixels * shape.fanIn) {
      try products.times(
        columns(of: input, part), filters.base,
        into: sums + part.lowerBound * shape.pixels * outputs, m: part.count * shape.pixels,
        n: outputs, k: shape.fanIn)
    }
    return sums
  }

  /// Images whose gradients together fit into 32 bits.
  var mostImages: Int { max(1, IntegerProducts.mostAddends / max(1, shape.pixels)) }

  /// The products of errors and inputs, one sum for each weight; valid until the next product.
  ///
  /// - Precondition: no more than `mostImages`.
  func gradient(
    _ input: IntegerBuffer, error: IntegerBuffer, images: Range<Int>
  ) throws -> UnsafeMutablePointer<Int32> {
    precondition(images.count <= mostImages, "sums over the images do not fit into 32 bits")
    let outputs = shape.output.channels
    let sums = scratch.sums(shape.weightCount)
    // Every part reads and writes all sums: columns may take as much memory as those do.
    let parts = parts(
      of: images, bytesPerImage: shape.pixels * shape.fanIn, cache: 4 * shape.weightCount)
    for part in parts {
      try products.transposed(
        error.base + part.lowerBound * shape.pixels * outputs, times: columns(of: input, part),
        into: sums, adds: part.lowerBound > images.lowerBound, m: part.count * shape.pixels,
        n: outputs, k: shape.fanIn)
    }
    return sums
  }

  /// Adds the products of errors and inputs to `sums`, one for each weight.
  func addGradient(
    _ input: IntegerBuffer, error: IntegerBuffer, images: Int,
    to sums: UnsafeMutablePointer<Int64>
  ) throws {
    for first in stride(from: 0, to: images, by: mostImages) {
      let products = try gradient(
        input, error: error, images: first..<min(first + mostImages, images))
      tidewatt_integer_widen(sums, products, shape.weightCount)
    }
  }

  /// One sum for each input, of errors and filters that `IntegerShape.turn` has turned; valid until
  /// the next product.
  func backward(
    _ error: IntegerBuffer, turned: IntegerBuffer, images: Int
  ) throws -> UnsafeMutablePointer<Int32> {
    let outputs = shape.output.channels
    let inputs = shape.input.elementCount
    let sums = scratch.sums(images * inputs)
    if shape.isFull {
      try products.times(
        error.base, turned.base, into: sums, m: images, n: shape.fanIn, k: outputs)
      return sums
    }
    if shape.spreadsBack {
      sums.update(repeating: 0, count: images * inputs)
      for part in parts(of: images, bytesPerImage: 4 * shape.pixels * shape.fanIn) {
        let rows = part.count * shape.pixels
        let spread = scratch.spread(rows * shape.fanIn)
        try products.times(
          error.base + part.lowerBound * shape.pixels * outputs, turned.base, into: spread,
          m: rows, n: shape.fanIn, k: outputs)
        tidewatt_integer_add_columns(
          shape.geometry(images: part.count), spread, sums + part.lowerBound * inputs)
      }
      return sums
    }
    let perFilter = shape.filterHeight * shape.filterWidth * outputs
    let pixels = shape.input.height * shape.input.width
    for part in parts(of: images, bytesPerImage: pixels * perFilter) {
      let errors = UnsafePointer(error.base + part.lowerBound * shape.pixels * outputs)
      var columns = errors
      if !shape.isPointwise {
        let copies = scratch.columns(part.count * pixels * perFilter)
        tidewatt_integer_columns(shape.backward(images: part.count), errors, copies.base)
        columns = UnsafePointer(copies.base)
      }
      try products.times(
        columns, turned.base, into: sums + part.lowerBound * inputs, m: part.count * pixels,
        n: shape.input.channels, k: perFilter)
    }
    return sums
  }

  // MARK: Parts of a batch

  /// As many images at once as keep the columns in the cache, or in so many bytes if those are more.
  ///
  /// Sums are whole numbers, so the parts have no influence on the result.
  private func parts(of images: Range<Int>, bytesPerImage: Int, cache: Int = 0) -> [Range<Int>] {
    let size = max(1, max(1 << 21, cache) / bytesPerImage)
    return stride(from: images.lowerBound, to: images.upperBound, by: size).map {
      $0..<min($0 + size, images.upperBound)
    }
  }

  private func parts(of images: Int, bytesPerImage: Int) -> [Range<Int>] {
    parts(of: 0..<images, bytesPerImage: bytesPerImage)
  }

  private func columns(of values: IntegerBuffer, _ part: Range<Int>) -> UnsafePointer<Int8> {
    let first = UnsafePointer(values.base + part.lowerBound * shape.input.elementCount)
    if shape.isFull || shape.isPointwise { return first }
    let columns = scratch.columns(part.count * shape.pixels * shape.fanIn)
    tidewatt_integer_columns(shape.geometry(images: part.count), first, columns.base)
    return UnsafePointer(columns.base)
  }
}

extension IntegerShape {
  /// The filters as the way back needs them.
  ///
  /// [input][filter row][filter column][output] turned round, or where every error is a product of its
  /// own, [filter row][filter column][input][output].
  func turn(_ filters: IntegerBuffer, into result: IntegerBuffer) {
    let (inputs, outputs) = (input.channels, output.channels)
    if isFull || spreadsBack {
      return tidewatt_integer_transpose(filters.base, result.base, outputs, fanIn)
    }
    tidewatt_integer_turn(filters.base, result.base, outputs, filterHeight * filterWidth, inputs)
  }
}
