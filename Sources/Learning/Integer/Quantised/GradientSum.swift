import CKernels

/// The sum of what INT8 workers send of their gradients.
///
/// Each rounds every tensor of weights to int8 values by its own largest, pseudo-stochastically. They
/// add up as 32-bit numbers of a common unit, below the largest of theirs by as much as the sum has
/// room for. Biases and what batch normalisation has are sent in FP32.
final class GradientSum {
  /// Of several workers; exact: int8 values of any units that matter fit into a double's mantissa.
  private struct Several {
    let workers: Int
    /// Whose memory `exact` is.
    let sums: FloatBuffer
    let exact: UnsafeMutablePointer<Double>
  }

  private let layout: ParameterLayout
  private let result: FloatBuffer
  private let several: Several?
  /// Of each tensor: the largest of the workers'.
  private var units: [Float]

  /// - Parameters:
  ///   - sums: Zeros, two for each float of a state.
  ///   - result: Zeros, as many as a state has floats.
  init(_ layout: ParameterLayout, workers: Int, sums: FloatBuffer, result: FloatBuffer) {
    self.layout = layout
    self.result = result
    several = Several(
      workers: workers, sums: sums,
      exact: UnsafeMutableRawPointer(sums.base).assumingMemoryBound(to: Double.self))
    units = [Float](repeating: 0, count: layout.shapes.count)
  }

  /// The sum of one worker's gradient alone, which must not change: the same bits with less work.
  init(_ layout: ParameterLayout, of gradient: FloatBuffer) {
    self.layout = layout
    result = gradient
    several = nil
    units = zip(layout.shapes, layout.offsets).map { shape, offset in
      shape.isQuantised ? tidewatt_unit(gradient.base + offset, shape.count) : 0
    }
  }

  /// Takes in one worker's gradient.
  ///
  /// - Precondition: a sum of several.
  func add(_ gradient: FloatBuffer) {
    guard let several else { preconditionFailure("the sum of one gradient takes no other") }
    for (index, (shape, offset)) in zip(layout.shapes, layout.offsets).enumerated()
    where shape.isTrained {
      let floats = gradient.base + offset
      guard shape.isQuantised else {
        tidewatt_add(result.base + offset, floats, shape.count)
        continue
      }
      let unit = tidewatt_unit(floats, shape.count)
      tidewatt_add_pseudo(several.exact + offset, floats, shape.count, unit)
      // Once one is not finite, the sum is not.
      units[index] = unit.isNaN || units[index].isNaN ? .nan : max(units[index], unit)
    }
  }

  /// Writes the sum, as the weights' optimiser sees it, of a piece of one tensor.
  ///
  /// - Parameter piece: Its place in a state.
  func write(
    _ piece: Range<Int>, ofTensor index: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let floats = result.base + piece.lowerBound
    switch (several, layout.shapes[index].isQuantised) {
    case (nil, true):
      tidewatt_round_pseudo(floats, target, piece.count, units[index])
    case (nil, false):
      // A sum that began with zero has no negative one.
      for place in 0..<piece.count { target[place] = floats[place] + 0 }
    case (let several?, true):
      let unit = Double(units[index]) / Double(1 << Self.headroom(workers: several.workers))
      tidewatt_common_unit(several.exact + piece.lowerBound, target, piece.count, unit)
    case (_?, false):
      target.update(from: floats, count: piece.count)
    }
  }

  /// Bits below the largest unit that sums of so many workers leave room for in 32.
  static func headroom(workers: Int) -> Int {
    let bits = workers.bitWidth - (workers - 1).leadingZeroBitCount
    return 31 - IntegerRounding.bits - bits
  }
}
