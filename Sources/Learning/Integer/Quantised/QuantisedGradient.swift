import CKernels

/// Sums for the gradient of one tensor of weights: whole numbers, and then floats.
struct QuantisedGradient {
  private let scratch: IntegerScratch
  /// So many matrices of rows x columns lie in the sums; in the model's order they are turned.
  private let matrices, rows, columns: Int

  var count: Int { matrices * rows * columns }

  /// Of filters [output][filter row][filter column][input], or for depthwise filters [filter row]
  /// [filter column][channel].
  init(_ shape: IntegerShape, isDepthwise: Bool = false, scratch: IntegerScratch) {
    matrices = isDepthwise ? 1 : shape.output.channels
    rows = shape.filterHeight * shape.filterWidth
    columns = shape.input.channels
    self.scratch = scratch
  }

  /// Zeros to add to, valid until the next layer's.
  func clearedSums() -> UnsafeMutablePointer<Int64> {
    let sums = scratch.wide(count)
    sums.update(repeating: 0, count: count)
    return sums
  }

  /// In the model's order, with what a sum of 1 stands for.
  func write(
    _ gradient: IntegerSums.Gradient, into target: UnsafeMutablePointer<Float>, unit: Float
  ) {
    switch gradient {
    case .sums(let sums):
      tidewatt_dequantise_turned(sums, target, matrices, rows, columns, unit)
    case .wideSums(let sums):
      tidewatt_dequantise_turned_wide(sums, target, matrices, rows, columns, unit)
    }
  }
}
