import CKernels

/// A convolution or full connection in integers, with what it keeps from the way there for the way
/// back.
final class IntegerProductLayer {
  let weights: IntegerWeights
  /// Where its weights stand in a state, in floats.
  let offset: Int
  private let products: IntegerProducts
  private var shape: IntegerShape { weights.shape }
  private var input: IntegerTensor?
  private let scratch: IntegerScratch

  init(_ shape: IntegerShape, offset: Int, products: IntegerProducts, scratch: IntegerScratch) {
    weights = IntegerWeights(shape)
    self.offset = offset
    self.products = products
    self.scratch = scratch
  }

  func forward(_ input: IntegerTensor, images: Int) throws -> IntegerTensor {
    self.input = input
    let outputs = shape.output.channels
    let output = IntegerBuffer(count: images * shape.pixels * outputs)
    let sums = scratch.sums(output.count)
    try forEachPart(of: images) { part in
      let rows = part.count * shape.pixels
      let columns = columns(of: input.values, part)
      try products.times(
        columns, weights.values.base, into: sums + part.lowerBound * shape.pixels * outputs,
        m: rows, n: outputs, k: shape.fanIn)
    }
    let shift = IntegerRounding.fit(sums, into: output)
    return IntegerTensor(
      values: output, exponent: input.exponent + weights.exponent + shift)
  }

  /// Adds the products of errors and inputs to `sums`, one for each weight.
  func addGradient(
    _ error: IntegerBuffer, images: Int, to sums: UnsafeMutablePointer<Int64>
  ) throws {
    guard let input else { preconditionFailure("no way back without the way there") }
    let outputs = shape.output.channels
    let products32 = scratch.sums(shape.weightCount)
    try forEachPart(of: images) { part in
      try products.transposed(
        error.base + part.lowerBound * shape.pixels * outputs,
        times: columns(of: input.values, part), into: products32, m: part.count * shape.pixels,
        n: outputs, k: shape.fanIn)
      tidewatt_integer_widen(sums, products32, shape.weightCount)
    }
  }

  /// The error of its input.
  func backward(_ error: IntegerBuffer, images: Int) throws -> IntegerBuffer {
    let result = IntegerBuffer(count: images * shape.input.elementCount)
    let sums = scratch.sums(result.count)
    let turned = scratch.filters(shape.weightCount)
    if shape.isFull {
      tidewatt_integer_transpose(
        weights.values.base, turned.base, shape.output.channels, shape.fanIn)
      try products.times(
        error.base, turned.base, into: sums, m: images, n: shape.fanIn, k: shape.output.channels)
    } else {
      weights.turned(into: turned)
      let perFilter = shape.filterHeight * shape.filterWidth * shape.output.channels
      let pixels = shape.input.height * shape.input.width
      for part in parts(of: images, bytesPerImage: pixels * perFilter) {
        let columns = scratch.columns(part.count * pixels * perFilter)
        tidewatt_integer_columns(
          shape.backward(images: part.count),
          error.base + part.lowerBound * shape.pixels * shape.output.channels, columns.base)
        try products.times(
          columns.base, turned.base,
          into: sums + part.lowerBound * pixels * shape.input.channels,
          m: part.count * pixels, n: shape.input.channels, k: perFilter)
      }
    }
    _ = IntegerRounding.fit(sums, into: result)
    return result
  }

  // MARK: Parts of a batch

  private func forEachPart(of images: Int, _ body: (Range<Int>) throws -> Void) rethrows {
    for part in parts(of: images, bytesPerImage: shape.pixels * shape.fanIn) { try body(part) }
  }

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
    if shape.isFull { return first }
    let columns = scratch.columns(part.count * shape.pixels * shape.fanIn)
    tidewatt_integer_columns(shape.geometry(images: part.count), first, columns.base)
    return UnsafePointer(columns.base)
  }
}

/// Memory that the layers of a network use one after the other.
final class IntegerScratch {
  private var columnBuffer = IntegerBuffer(count: 0)
  private var filterBuffer = IntegerBuffer(count: 0)
  private var sumBuffer = FloatBuffer(count: 0)

  func columns(_ count: Int) -> IntegerBuffer {
    if columnBuffer.count < count { columnBuffer = IntegerBuffer(count: count) }
    return columnBuffer
  }

  func filters(_ count: Int) -> IntegerBuffer {
    if filterBuffer.count < count { filterBuffer = IntegerBuffer(count: count) }
    return filterBuffer
  }

  /// 32-bit sums, in memory that is aligned as that of floats.
  func sums(_ count: Int) -> UnsafeMutablePointer<Int32> {
    if sumBuffer.count < count { sumBuffer = FloatBuffer(uninitialized: count) }
    return UnsafeMutableRawPointer(sumBuffer.base).assumingMemoryBound(to: Int32.self)
  }
}
