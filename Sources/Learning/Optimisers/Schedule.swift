import Foundation

/// How the learning rate changes over a training.
public struct Schedule: Sendable, Hashable {
  public enum Shape: Sendable, Hashable {
    case constant
    /// Multiplied by `factor` after every so many epochs.
    case step(epochs: Int, factor: Double)
    /// Half a cosine from the full rate to zero (I. Loshchilov and F. Hutter, ICLR 2017).
    case cosine(epochs: Int)
  }

  public let shape: Shape
  /// The rate grows in equal steps over the first so many epochs; 0 for none.
  public let warmUp: Double

  public init(_ shape: Shape, warmUp: Double = 0) {
    self.shape = shape
    self.warmUp = warmUp
  }

  public static let constant = Schedule(.constant)

  public var isConstant: Bool { self == .constant }

  /// What the learning rate is multiplied by after so many epochs, which need not be whole.
  public func factor(at epochs: Double) -> Double {
    let start = warmUp > 0 && epochs < warmUp ? epochs / warmUp : 1
    switch shape {
    case .constant:
      return start
    case .step(let every, let factor):
      return start * pow(factor, (epochs / Double(every)).rounded(.down))
    case .cosine(let total):
      return start * (1 + cos(.pi * min(1, epochs / Double(total)))) / 2
    }
  }
}
