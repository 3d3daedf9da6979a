/// What workers send in place of their gradients, and keep back for the next step.
///
/// What is not sent is never lost: it stays in the worker's memory and is added to its next gradient
/// (error feedback).
public enum GradientCompression: Sendable, Hashable {
  case none
  /// The largest values with their places, and momentum kept by each worker.
  ///
  /// Y. Lin et al., "Deep Gradient Compression", ICLR 2018, without its warm-up and clipping.
  /// - share: of the parameters that are sent, above 0, at most 1.
  case topK(share: Double)
  /// One sign for each value, and the means of both signs for each tensor.
  ///
  /// F. Seide et al., "1-bit stochastic gradient descent", Interspeech 2014.
  case oneBit
  /// -1, 0 or 1 for each value, and one scale for each tensor.
  ///
  /// The threshold of F. Li et al., "Ternary weight networks", 2016: 0.7 of the mean magnitude.
  case ternary

  /// Values that a worker sends of so many.
  func sentCount(of values: Int) -> Int {
    guard case .topK(let share) = self else { return values }
    return min(values, max(1, Int((share * Double(values)).rounded(.up))))
  }

  /// The largest of so many values are looked for among every so manieth first; an odd number, so
  /// that rows of a matrix are met at different places.
  static func samplingStride(of count: Int) -> Int { count / 65_536 | 1 }

  /// Bytes that one worker sends in a step.
  ///
  /// - Parameters:
  ///   - parameters: Trained parameters of the model.
  ///   - tensors: Tensors that they are in, each of which has scales of its own.
  public func bytes(parameters: Int, tensors: Int) -> Int {
    switch self {
    case .none: 4 * parameters
    case .topK: 8 * sentCount(of: parameters)  // a place of 32 bits and a value of 32
    case .oneBit: (parameters + 7) / 8 + 8 * tensors
    case .ternary: (parameters + 3) / 4 + 4 * tensors
    }
  }

  /// Whether what so many workers send is at least as many bytes as their sum in floats.
  public func isMoreThanFloats(from workers: Int, parameters: Int) -> Bool {
    workers * bytes(parameters: parameters, tensors: 0) >= 4 * parameters
  }

  /// Buffers, each as large as the weights, that every worker keeps.
  public var memories: Int {
    switch self {
    case .none: 0
    case .topK: 2
    case .oneBit, .ternary: 1
    }
  }

  /// Its name and parameter, for keys.
  var signature: String {
    switch self {
    case .none: "none"
    case .topK(let share): "top \(share)"
    case .oneBit: "one bit"
    case .ternary: "ternary"
    }
  }
}
