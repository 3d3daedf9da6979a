import Randomness

/// How the first weights are drawn.
enum Initialisation: String, Sendable {
  /// Uniform with variance 2 / fan-in, for layers before a ReLU.
  ///
  /// K. He et al., "Delving deep into rectifiers", ICCV 2015.
  case heUniform = "he-uniform"
  /// Normal with variance 2 / fan-in.
  case heNormal = "he-normal"
  /// Uniform with variance 2 / (fan-in + fan-out).
  ///
  /// X. Glorot and Y. Bengio, AISTATS 2010.
  case xavierUniform = "xavier-uniform"

  /// The next weight of a tensor whose weights connect so many inputs and outputs.
  func draw(from stream: RandomStream, fanIn: Int, fanOut: Int) -> Float {
    switch self {
    case .heUniform:
      let bound = (6 / Double(fanIn)).squareRoot()
      return Float(stream.uniform(from: -bound, to: bound))
    case .heNormal:
      return Float(stream.gaussian(standardDeviation: (2 / Double(fanIn)).squareRoot()))
    case .xavierUniform:
      let bound = (6 / Double(fanIn + fanOut)).squareRoot()
      return Float(stream.uniform(from: -bound, to: bound))
    }
  }
}
