import Hardware

/// A number without a unit as files write it: the shortest decimal that reads back the same.
func fractionText(_ fraction: Double) -> String { DecimalNumber(fraction).text }

/// An exponent as files write it: `maximum` for infinity.
func exponentText(_ exponent: Double) -> String {
  exponent == .infinity ? "maximum" : fractionText(exponent)
}

private func percentText(_ fraction: Double) -> String {
  "\(DecimalNumber(fraction).shifted(by: 2).text) %"
}

extension Jitter {
  /// `none`, `{ cv: 4 % }` or `{ cv: 4 %, tail: { probability: 0.5 %, mean: 50 % } }`.
  var text: String {
    switch self {
    case .none: "none"
    case .lognormal(let coefficient): "{ cv: \(percentText(coefficient)) }"
    case .tailed(let coefficient, let tail):
      "{ cv: \(percentText(coefficient)), tail: \(tail.text) }"
    }
  }
}

extension JitterTail {
  fileprivate var text: String {
    let index = index.map { ", index: \(fractionText($0))" } ?? ""
    return "{ probability: \(percentText(probability)), mean: \(percentText(mean))\(index) }"
  }
}

extension SupplyEfficiency {
  /// `0.94`, or the points of a curve.
  var text: String {
    switch self {
    case .constant(let efficiency): fractionText(efficiency)
    case .curve(let points):
      "[\(points.map { "{ load: \($0.load.text), efficiency: \(fractionText($0.efficiency)) }" }.joined(separator: ", "))]"
    }
  }
}

/// A list as files write it.
func listText<Amount: Quantity>(_ amounts: [Amount]) -> String {
  "[\(amounts.map(\.text).joined(separator: ", "))]"
}

/// A list of rising amounts in a few words.
func rangeText<Amount: Quantity>(_ amounts: [Amount]) -> String {
  guard let first = amounts.first, let last = amounts.last, amounts.count > 1 else {
    return listText(amounts)
  }
  return "\(amounts.count) from \(first.text) to \(last.text)"
}
