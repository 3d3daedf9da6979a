import CKernels

/// The three products of a convolution or full connection: exact sums of products of int8 values.
///
/// Images lie channels last, in `order`; filters are [output][filter row][filter column][input channel].
/// Pixels below a filter are copied side by side for large products, or where that is faster, each tap
/// of the filters is multiplied with runs of pixels as they lie.
struct IntegerSums {
  let shape: IntegerShape
  let products: IntegerProducts
  let scratch: IntegerScratch
  private let order: PixelRows.Order?

  /// - Parameter order: For tests; by speed if not given.
  ///
  /// - Precondition: only shapes with `hasTapRuns` may be ordered by pixel.
  init(
    shape: IntegerShape, products: IntegerProducts, scratch: IntegerScratch,
    order: PixelRows.Order? = nil
  ) {
    precondition(order != .byPixel || shape.hasTapRuns, "no runs of pixels meet a filter's taps")
    self.shape = shape
    self.products = products
    self.scratch = scratch
    self.order = order
  }

  /// How inputs and outputs of so many images lie.
  func order(images: Int) -> PixelRows.Order {
    if images > mostImages { return .bySample }
    return order ?? (shape.prefersTapRuns(images: images) ? .byPixel : .bySample)
  }

  /// One sum for each output; valid until the next product.
  func forward(
    _ input: IntegerBuffer, filters: IntegerBuffer, images: Int
  ) throws -> UnsafeMutablePointer<Int32> {
    let outputs = shape.output.channels
    let sums = scratch.sums(images * shape.output.elementCount)
    if order(images: images) == .byPixel {
      try addLines(input, filters, to: sums, images: images)
      return sums
    }
    for part in parts(of: images, bytesPerImage: shape.pixels * shape.fanIn) {
      try products.times(
        columns(of: input, part), transposed: filters.base,
        into: sums + part.lowerBound * shape.pixels * outputs, m: part.count * shape.pixels,
        n: outputs, k: shape.fanIn)
    }
    return sums
  }

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

  /// One sum for each input; valid until the next product.
  ///
  /// - Parameter turned: The filters turned round (`IntegerShape.turn`), made if they are needed.
  func backward(
    _ error: IntegerBuffer, filters: IntegerBuffer, turned: @autoclosure () -> IntegerBuffer,
    images: Int
  ) throws -> UnsafeMutablePointer<Int32> {
    let outputs = shape.output.channels
    let inputs = shape.input.elementCount
    let sums = scratch.sums(images * inputs)
    if order(images: images) == .byPixel {
      try addLinesBack(error, filters, to: sums, images: images)
      return sums
    }
    if shape.isFull {
      try products.times(
        error.base, filters.base, into: sums, m: images, n: shape.fanIn, k: outputs)
      return sums
    }
    if shape.spreadsBack {
      sums.update(repeating: 0, count: images * inputs)
      for part in parts(of: images, bytesPerImage: 4 * shape.pixels * shape.fanIn) {
        let rows = part.count * shape.pixels
        let spread = scratch.spread(rows * shape.fanIn)
        try products.times(
          error.base + part.lowerBound * shape.pixels * outputs, filters.base, into: spread,
          m: rows, n: shape.fanIn, k: outputs)
        tidewatt_integer_add_columns(
          shape.geometry(images: part.count), spread, sums + part.lowerBound * inputs)
      }
      return sums
    }
    let perFilter = shape.filterHeight * shape.filterWidth * outputs
    let pixels = shape.input.height * shape.input.width
    let turned = turned()
    for part in parts(of: images, bytesPerImage: pixels * perFilter) {
      let errors = UnsafePointer(error.base + part.lowerBound * shape.pixels * outputs)
      var columns = errors
      if !shape.isPointwise {
        let copies = scratch.columns(part.count * pixels * perFilter)
        tidewatt_integer_columns(shape.backward(images: part.count), errors, copies.base)
        columns = UnsafePointer(copies.base)
      }
      try products.times(
        columns, transposed: turned.base, into: sums + part.lowerBound * inputs,
        m: part.count * pixels, n: shape.input.channels, k: perFilter)
    }
    return sums
  }

  // MARK: Runs of pixels

  private var runs: TapRuns { TapRuns(height: shape.output.height, width: shape.output.width) }

  /// The sums of each pixel of the output over its neighbours.
  private func addLines(
    _ input: IntegerBuffer, _ filters: IntegerBuffer, to sums: UnsafeMutablePointer<Int32>,
    images: Int
  ) throws {
    let (inputs, outputs) = (shape.input.channels, shape.output.channels)
    precondition(shape.fanIn <= IntegerProducts.mostAddends, "sums do not fit into 32 bits")
    for line in 0..<runs.height {
      for (number, run) in runs.runs(ofLine: line).enumerated() {
        try products.times(
          input.base + run.input * images * inputs,
          transposed: filters.base + run.tap * inputs, stride: shape.fanIn,
          into: sums + run.output * images * outputs, adds: number > 0, m: run.count * images,
          n: outputs, k: inputs)
      }
    }
  }

  /// The sums of each pixel of the input over the outputs that it is a neighbour of: what lies to the
  /// right met it to their left.
  private func addLinesBack(
    _ error: IntegerBuffer, _ filters: IntegerBuffer, to sums: UnsafeMutablePointer<Int32>,
    images: Int
  ) throws {
    let (inputs, outputs) = (shape.input.channels, shape.output.channels)
    precondition(
      TapRuns.taps * outputs <= IntegerProducts.mostAddends, "sums do not fit into 32 bits")
    for line in 0..<runs.height {
      for (number, run) in runs.runs(ofLine: line).enumerated() {
        let opposite = TapRuns.taps - 1 - run.tap
        try products.times(
          error.base + run.input * images * outputs, filters.base + opposite * inputs,
          stride: shape.fanIn, into: sums + run.output * images * inputs, adds: number > 0,
          m: run.count * images, n: inputs, k: outputs)
      }
    }
  }

  /// The sums of each weight over all pixels that meet its tap.
  private func addTaps(
    _ input: IntegerBuffer, _ error: IntegerBuffer, to sums: UnsafeMutablePointer<Int32>,
    images: Int
  ) throws {
    let (inputs, outputs) = (shape.input.channels, shape.output.channels)
    for tap in 0..<TapRuns.taps {
      for (number, run) in runs.runs(of: tap).enumerated() {
        try products.transposed(
          error.base + run.output * images * outputs,
          times: input.base + run.input * images * inputs, into: sums + tap * inputs,
          stride: shape.fanIn, adds: number > 0, m: run.count * images, n: outputs,
          k: inputs)
      }
    }
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
        error.base + part.lowerBound * shape.pixels * outputs, times: columns(of: input, part),
        into: sums, adds: part.lowerBound > images.lowerBound, m: part.count * shape.pixels,
        n: outputs, k: shape.fanIn)
    }
  }

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
  /// The filters as the way back multiplies them with errors side by side: [input][filter row]
  /// [filter column][output], turned round.
  func turn(_ filters: IntegerBuffer, into result: IntegerBuffer) {
    tidewatt_integer_turn(
      filters.base, result.base, output.channels, filterHeight * filterWidth, input.channels)
  }
}
