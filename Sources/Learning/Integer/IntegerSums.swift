import CKernels

/// The three products of a convolution or full connection: exact sums of products of int8 values.
///
/// Images lie channels last, in `order`; filters are [output][filter row][filter column][input
/// channel]. Pixels below a filter are copied side by side for large products, or where that is
/// faster, each tap of the filters is multiplied with runs of pixels as they lie.
struct IntegerSums {
  let shape: IntegerShape
  let products: IntegerProducts
  let scratch: IntegerScratch
  private let order: PixelRows.Order?

  /// - Parameter order: For tests; by speed if not given.
  ///
  /// - Precondition: only shapes with `hasTapRuns` may be ordered by pixel, for oneDNN's products.
  init(
    shape: IntegerShape, products: IntegerProducts, scratch: IntegerScratch,
    order: PixelRows.Order? = nil
  ) {
    precondition(
      order != .byPixel || (shape.hasTapRuns && products.path == .library),
      "no runs of pixels are multiplied with a filter's taps")
    self.shape = shape
    self.products = products
    self.scratch = scratch
    self.order = order
  }

  /// How inputs and outputs of so many images lie.
  func order(images: Int) -> PixelRows.Order {
    if images > mostImages { return .bySample }
    let isFaster = products.path == .library && shape.prefersTapRuns(images: images)
    return order ?? (isFaster ? .byPixel : .bySample)
  }

  // MARK: Rows of pixels

  /// Rows of outputs to compute at once: whole images, few enough for what they take to stay in the
  /// cache, or lines; all of a full connection.
  func outputParts(images: Int) -> [Range<Int>] {
    parts(images: images, of: shape.output, bytesPerImage: shape.pixels * shape.fanIn)
  }

  /// The same of the inputs' errors.
  func inputParts(images: Int) -> [Range<Int>] {
    let bytes =
      shape.spreadsBack
      ? MemoryLayout<Int32>.size * shape.pixels * shape.fanIn
      : shape.input.height * shape.input.width * perInput
    return parts(images: images, of: shape.input, bytesPerImage: bytes)
  }

  /// Sums for some rows of outputs.
  func forward(
    _ rows: Range<Int>, of images: Int, _ input: IntegerBuffer, filters: IntegerBuffer,
    into sums: UnsafeMutablePointer<Int32>
  ) throws {
    if order(images: images) == .byPixel {
      return try addLine(rows, of: images, input, filters, to: sums)
    }
    try products.times(
      columns(of: input, images: rows.lowerBound / shape.pixels..<rows.upperBound / shape.pixels),
      transposed: filters.base, into: sums, m: rows.count, n: shape.output.channels,
      k: shape.fanIn)
  }

  /// Sums for some rows of inputs.
  ///
  /// - Parameter turned: The filters turned round (`IntegerShape.turn`) if they are needed.
  func backward(
    _ rows: Range<Int>, of images: Int, _ error: IntegerBuffer, filters: IntegerBuffer,
    turned: IntegerBuffer?, into sums: UnsafeMutablePointer<Int32>
  ) throws {
    let outputs = shape.output.channels
    if order(images: images) == .byPixel {
      return try addLineBack(rows, of: images, error, filters, to: sums)
    }
    let pixels = shape.input.height * shape.input.width
    let part = rows.lowerBound / pixels..<rows.upperBound / pixels
    let errors = UnsafePointer(error.base + part.lowerBound * shape.pixels * outputs)
    if shape.isFull {
      return try products.times(
        errors, filters.base, into: sums, m: part.count, n: shape.fanIn, k: outputs)
    }
    if shape.spreadsBack {
      let spread = scratch.spread(part.count * shape.pixels * shape.fanIn)
      try products.times(
        errors, filters.base, into: spread, m: part.count * shape.pixels, n: shape.fanIn,
        k: outputs)
      sums.update(repeating: 0, count: part.count * shape.input.elementCount)
      return tidewatt_integer_add_columns(shape.geometry(images: part.count), spread, sums)
    }
    guard let turned else { preconditionFailure("the way back needs the filters turned round") }
    var columns = errors
    if !shape.isPointwise {
      let copies = scratch.columns(rows.count * perInput)
      tidewatt_integer_columns(shape.backward(images: part.count), errors, copies.base)
      columns = UnsafePointer(copies.base)
    }
    try products.times(
      columns, transposed: turned.base, into: sums, m: rows.count, n: shape.input.channels,
      k: perInput)
  }

  /// Whether the way back needs the filters turned round.
  func turnsFilters(images: Int) -> Bool {
    order(images: images) == .bySample && !shape.isFull && !shape.spreadsBack
  }

  /// Products for one value of the input.
  var perInput: Int { shape.filterHeight * shape.filterWidth * shape.output.channels }

  /// - Parameter bytesPerImage: Of what is computed besides the sums.
  private func parts(
    images: Int, of side: SampleShape, bytesPerImage: Int
  ) -> [Range<Int>] {
    if order(images: images) == .byPixel {
      let row = side.width * images
      return (0..<side.height).map { $0 * row..<($0 + 1) * row }
    }
    let pixels = side.height * side.width
    if shape.isFull { return [0..<images * pixels] }
    let sums = MemoryLayout<Int32>.size * pixels * side.channels
    return parts(of: 0..<images, bytesPerImage: bytesPerImage + sums).map {
      $0.lowerBound * pixels..<$0.upperBound * pixels
    }
  }

  // MARK: Weights

  /// Sums of products of errors and inputs, one for each weight.
  enum Gradient {
    case sums(UnsafePointer<Int32>)
    /// Of more images than fit into 32 bits.
    case wideSums(UnsafePointer<Int64>)
  }

  /// Images whose gradients together fit into 32 bits.
  private var mostImages: Int { max(1, IntegerProducts.mostAddends / max(1, shape.pixels)) }

  /// The products of errors and inputs; valid until the next product.
  func gradient(
    _ input: IntegerBuffer, error: IntegerBuffer, images: Int
  ) throws -> Gradient {
    if images <= mostImages {
      let sums = scratch.sums(shape.weightCount)
      if order(images: images) == .byPixel {
        try addTaps(input, error, to: sums, images: images)
      } else {
        try addColumns(input, error, to: sums, images: 0..<images)
      }
      return .sums(UnsafePointer(sums))
    }
    let wide = scratch.wide(shape.weightCount)
    wide.update(repeating: 0, count: shape.weightCount)
    for first in stride(from: 0, to: images, by: mostImages) {
      let sums = scratch.sums(shape.weightCount)
      try addColumns(
        input, error, to: sums, images: first..<min(first + mostImages, images))
      tidewatt_integer_widen(wide, sums, shape.weightCount)
    }
    return .wideSums(UnsafePointer(wide))
  }

  // MARK: Pixels side by side

  /// The sums of each weight over a part of the images.
  private func addColumns(
    _ input: IntegerBuffer, _ error: IntegerBuffer, to sums: UnsafeMutablePointer<Int32>,
    images: Range<Int>
  ) throws {
    let outputs = shape.output.channels
    // Every part reads and writes all sums: columns may take as much memory as those do.
    let parts = parts(
      of: images, bytesPerImage: shape.pixels * shape.fanIn, cache: 4 * shape.weightCount)
    for part in parts {
      try products.transposed(
        error.base + part.lowerBound * shape.pixels * outputs,
        times: columns(of: input, images: part), into: sums,
        adds: part.lowerBound > images.lowerBound, m: part.count * shape.pixels, n: outputs,
        k: shape.fanIn)
    }
  }

  /// As many images at once as fit into a cache, or into so many bytes if those are more.
  ///
  /// Sums are whole numbers, so the parts have no influence on the result.
  private func parts(of images: Range<Int>, bytesPerImage: Int, cache: Int = 0) -> [Range<Int>] {
    let size = max(1, max(1 << 20, cache) / bytesPerImage)
    return stride(from: images.lowerBound, to: images.upperBound, by: size).map {
      $0..<min($0 + size, images.upperBound)
    }
  }

  private func columns(
    of values: IntegerBuffer, images part: Range<Int>
  ) -> UnsafePointer<Int8> {
    let first = UnsafePointer(values.base + part.lowerBound * shape.input.elementCount)
    if shape.isFull || shape.isPointwise { return first }
    let columns = scratch.columns(part.count * shape.pixels * shape.fanIn)
    tidewatt_integer_columns(shape.geometry(images: part.count), first, columns.base)
    return UnsafePointer(columns.base)
  }
}

extension IntegerShape {
  /// The filters as the way back multiplies them with errors side by side: [input][filter row]
  /// [filter column][output], turned round.
  func turn(_ filters: IntegerBuffer, into result: IntegerBuffer) {
    tidewatt_integer_turn(
      filters.base, result.base, output.channels, filterHeight * filterWidth, input.channels)
  }
}
