/// The products of batches that lie by pixel, run by run and tap by tap.
extension IntegerSums {
  private var runs: TapRuns { TapRuns(height: shape.output.height, width: shape.output.width) }

  /// The sums of a line of the output over the pixels' neighbours.
  func addLine(
    _ rows: Range<Int>, of images: Int, _ input: IntegerBuffer, _ filters: IntegerBuffer,
    to sums: UnsafeMutablePointer<Int32>
  ) throws {
    let (inputs, outputs) = (shape.input.channels, shape.output.channels)
    precondition(shape.fanIn <= IntegerProducts.mostAddends, "sums do not fit into 32 bits")
    for (number, run) in runs.runs(ofLine: rows.lowerBound / rows.count).enumerated() {
      try products.times(
        input.base + run.input * images * inputs, transposed: filters.base + run.tap * inputs,
        stride: shape.fanIn, into: sums + (run.output * images - rows.lowerBound) * outputs,
        adds: number > 0, m: run.count * images, n: outputs, k: inputs)
    }
  }

  /// The sums of a line of the input over the outputs whose neighbours its pixels are: what lies to
  /// their right met them to its left.
  func addLineBack(
    _ rows: Range<Int>, of images: Int, _ error: IntegerBuffer, _ filters: IntegerBuffer,
    to sums: UnsafeMutablePointer<Int32>
  ) throws {
    let (inputs, outputs) = (shape.input.channels, shape.output.channels)
    precondition(perInput <= IntegerProducts.mostAddends, "sums do not fit into 32 bits")
    for (number, run) in runs.runs(ofLine: rows.lowerBound / rows.count).enumerated() {
      let opposite = TapRuns.taps - 1 - run.tap
      try products.times(
        error.base + run.input * images * outputs, filters.base + opposite * inputs,
        stride: shape.fanIn, into: sums + (run.output * images - rows.lowerBound) * inputs,
        adds: number > 0, m: run.count * images, n: inputs, k: outputs)
    }
  }

  /// The sums of each weight over all pixels that meet its tap.
  func addTaps(
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
}
