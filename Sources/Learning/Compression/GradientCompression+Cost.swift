/// Bytes that a worker moves through its memory to compress and to take in, which is what it takes
/// time: the arithmetic between them is little.
///
/// Counted from the loops of `WorkerMemory`: a vector is one value of 4 bytes for each parameter,
/// read or written once.
extension GradientCompression {
  /// Bytes moved to make one worker's gradient into what it sends.
  public func compressingBytes(parameters: Int) -> Double {
    let vectors: Double =
      switch self {
      case .none: 0
      // Momentum and residual take the gradient in (3 each), magnitudes are copied and partitioned
      // around the threshold (2 and about 3), and what is sent is moved out (2).
      case .topK: 13
      // The residual takes the gradient in (3), the means of both signs (1), the rest stays (2).
      case .oneBit: 6
      // The same with one more pass for the scale of what is above the threshold.
      case .ternary: 7
      }
    return vectors * 4 * Double(parameters)
  }

  /// Bytes moved to add what one worker has sent to the sum.
  public func addingBytes(parameters: Int) -> Double {
    switch self {
    case .none: 12 * Double(parameters)
    // Place and value are read, and the sum's value is read and written.
    case .topK: 16 * Double(sentCount(of: parameters))
    // The sum is read and written; the signs are next to nothing beside it.
    case .oneBit: 8.125 * Double(parameters)
    case .ternary: 8.25 * Double(parameters)
    }
  }
}

extension ModelDescription {
  /// All trained parameters as -1, 0 or 1, with a scale for each tensor.
  public var ternaryBytes: Int {
    GradientCompression.ternary.bytes(
      parameters: parameterCount, tensors: layers.reduce(0) { $0 + $1.tensorCount })
  }
}
