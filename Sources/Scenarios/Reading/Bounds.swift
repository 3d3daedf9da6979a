/// Which amounts a key takes: conditions in the order in which they are told.
struct Bounds<Amount>: Hashable, Sendable {
  /// One condition on a number in the base unit.
  enum Condition: Hashable, Sendable {
    case positive
    case notNegative
    /// In (0, 1].
    case share
    /// In [0, 1).
    case belowOne
    case atLeast(Double, words: String)
    case atMost(Double, words: String)
  }

  let conditions: [Condition]

  init(_ conditions: Condition...) { self.conditions = conditions }

  /// What the number would have to be, in words; nil when it is taken.
  func complaint(about number: Double) -> String? {
    conditions.first { !$0.holds(for: number) }?.words
  }
}

extension Bounds.Condition {
  func holds(for number: Double) -> Bool {
    switch self {
    case .positive: number > 0
    case .notNegative: number >= 0
    case .share: number > 0 && number <= 1
    case .belowOne: number >= 0 && number < 1
    case .atLeast(let least, _): number >= least
    case .atMost(let most, _): number <= most
    }
  }

  /// What follows `must be`.
  var words: String {
    switch self {
    case .positive: "above zero"
    case .notNegative: "zero or more"
    case .share: "above 0 and at most 1"
    case .belowOne: "at least 0 and below 1"
    case .atLeast(_, let words): "at least \(words)"
    case .atMost(_, let words): "at most \(words)"
    }
  }
}

extension Bounds.Condition where Amount: Quantity {
  static func least(_ amount: Amount) -> Self { .atLeast(amount.baseNumber, words: amount.text) }

  static func most(_ amount: Amount) -> Self { .atMost(amount.baseNumber, words: amount.text) }

  /// For an amount that other words say better than its canonical text.
  static func most(_ amount: Amount, words: String) -> Self {
    .atMost(amount.baseNumber, words: words)
  }
}
