/// A number that is known, or known only to be above or below another.
///
/// What a strategy that never reached the target can still say about speed and joules.
public enum Bounded: Hashable, Sendable {
  case exactly(Double)
  case moreThan(Double)
  case lessThan(Double)

  /// Text such as `> 12x`: bounds are rounded so that they stay true.
  func text(_ format: (Double, RoundingDirection) -> String) -> String {
    switch self {
    case .exactly(let value): format(value, .nearest)
    case .moreThan(let value): "> " + format(value, .down)
    case .lessThan(let value): "< " + format(value, .up)
    }
  }
}
