import Hardware

/// A number without a unit as files write it: the shortest decimal that reads back the same.
func fractionText(_ fraction: Double) -> String { DecimalNumber(fraction).text }

extension Jitter {
  /// `none` or `{ cv: 4 % }`.
  var text: String {
    switch self {
    case .none: "none"
    case .lognormal(let coefficient):
      "{ cv: \(DecimalNumber(coefficient).shifted(by: 2).text) % }"
    }
  }
}
