import CKernels

/// The sum of what INT8 workers send of their gradients.
///
/// Each rounds every tensor of weights to int8 values by its own largest, pseudo-stochastically. They
/// add up as 32-bit numbers of a common unit, below the largest of theirs by as much as the sum has
/// room for. Biases and what batch normalisation has are sent in FP32.
final class GradientSum {
  private let layout: ParameterLayout
  private let workers: Int
  private let values: IntegerBuffer
  private let result: FloatBuffer
  /// Exact: int8 values of any units that matter fit into the mantissa of a double.
  private let exact: UnsafeMutablePointer<Double>
  /// Whose memory that is.
  private let sums: FloatBuffer
  private var units: [Float]

  /// - Parameters:
  ///   - sums: Zeros, two for each float of a state.
  ///   - result: Zeros, as many as a state has floats.
  init(_ layout: ParameterLayout, workers: Int, sums: FloatBuffer, result: FloatBuffer) {
    self.layout = layout
    self.workers = workers
    values = IntegerBuffer(count: layout.shapes.map(\.count).max() ?? 0)
    self.result = result
    self.sums = sums
    exact = UnsafeMutableRawPointer(sums.base).assumingMemoryBound(to: Double.self)
    units = [Float](repeating: 0, count: layout.shapes.count)
  }

  /// Takes in one worker's gradient.
  func add(_ gradient: FloatBuffer) {
    for (index, (shape, offset)) in zip(layout.shapes, layout.offsets).enumerated()
    where shape.isTrained {
      let floats = gradient.base + offset
      guard shape.isQuantised else {
        tidewatt_add(result.base + offset, floats, shape.count)
        continue
      }
      let unit = tidewatt_unit(floats, shape.count)
      tidewatt_quantise_pseudo(floats, values.base, shape.count, unit)
      tidewatt_add_quantised(exact + offset, values.base, shape.count, Double(unit))
      // Once one is not finite, the sum is not.
      units[index] = unit.isNaN || units[index].isNaN ? .nan : max(units[index], unit)
    }
  }

  /// The sum as the weights' optimiser sees it.
  func finished() -> FloatBuffer {
    for (index, (shape, offset)) in zip(layout.shapes, layout.offsets).enumerated()
    where shape.isQuantised {
      let unit = Double(units[index]) / Double(1 << Self.headroom(workers: workers))
      tidewatt_common_unit(exact + offset, result.base + offset, shape.count, unit)
    }
    return result
  }

  /// The sum of one worker's gradient alone, in its place: the same bits with less work.
  static func alone(_ gradient: FloatBuffer, _ layout: ParameterLayout) -> FloatBuffer {
    for (shape, offset) in zip(layout.shapes, layout.offsets) where shape.isTrained {
      let floats = gradient.base + offset
      if shape.isQuantised {
        tidewatt_round_pseudo(floats, shape.count, tidewatt_unit(floats, shape.count))
      } else {
        // A sum that began with zero has no negative one.
        for index in 0..<shape.count { floats[index] += 0 }
      }
    }
    return gradient
  }

  /// Bits below the largest unit that sums of so many workers leave room for in 32.
  static func headroom(workers: Int) -> Int {
    let bits = workers.bitWidth - (workers - 1).leadingZeroBitCount
    return 31 - IntegerRounding.bits - bits
  }
}
