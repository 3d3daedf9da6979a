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

  /// Adds the products of errors and inputs to `sums`, one for each weight.
  func addGradient(
    _ input: IntegerBuffer, error: IntegerBuffer, images: Int,
    to sums: UnsafeMutablePointer<Int64>
  ) throws {
    let outputs = shape.output.channels
    let products32 = scratch.sums(shape.weightCount)
    for part in parts(of: images, bytesPerImage: shape.pixels * shape.fanIn) {
      try products.transposed(
        error.base + part.lowerBound * shape.pixels * outputs, times: columns(of: input, part),
        into: products32, m: part.count * shape.pixels, n: outputs, k: shape.fanIn)
      tidewatt_integer_widen(sums, products32, shape.weightCount)
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

  /// As many images at once as keep the columns in the cache and the sums within 32 bits.
  ///
  /// Sums are whole numbers, so the parts have no influence on the result.
  private func parts(of images: Int, bytesPerImage: Int) -> [Range<Int>] {
    let inCache = max(1, (1 << 21) / bytesPerImage)
    let exact = max(1, IntegerProducts.mostAddends / max(1, shape.pixels))
    let size = min(inCache, exact)
    return stride(from: 0, to: images, by: size).map { $0..<min($0 + size, images) }
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
