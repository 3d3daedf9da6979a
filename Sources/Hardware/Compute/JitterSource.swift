import Foundation
import Randomness

/// Draws the factor, of mean 1, by which a piece of work takes longer or shorter than expected.
struct JitterSource {
  private let stream: RandomStream
  private let shape: (zeta: Double, sigma: Double)?
  private let tail: JitterTail?
  /// The mean of what is drawn before it is divided by this.
  private let mean: Double

  init(_ jitter: Jitter, stream: RandomStream) {
    self.stream = stream
    switch jitter {
    case .none:
      (shape, tail) = (nil, nil)
    case .lognormal(let variation):
      (shape, tail) = (Self.lognormal(variation), nil)
    case .tailed(let variation, let tail):
      (shape, self.tail) = (Self.lognormal(variation), tail)
    }
    mean = tail.map { 1 + $0.probability * $0.mean } ?? 1
  }

  /// A lognormal of mean 1: sigma^2 = ln(1 + cv^2), zeta = -sigma^2 / 2.
  private static func lognormal(_ variation: Double) -> (zeta: Double, sigma: Double) {
    let variance = log1p(variation * variation)
    return (-variance / 2, variance.squareRoot())
  }

  func next() -> Double {
    guard let shape else { return 1 }
    let body = stream.lognormal(zeta: shape.zeta, sigma: shape.sigma)
    guard let tail else { return body }
    return (stream.uniform() < tail.probability ? body + excess(of: tail) : body) / mean
  }

  private func excess(of tail: JitterTail) -> Double {
    guard let index = tail.index else { return stream.exponential(mean: tail.mean) }
    // Lomax: mean scale / (index - 1); its survival function is (1 + x / scale)^-index.
    return tail.mean * (index - 1) * (pow(1 - stream.uniform(), -1 / index) - 1)
  }
}
