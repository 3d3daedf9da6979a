/// An estimate over seeds, or all that can be said where some seeds did not get there.
public struct BoundedEstimate: Hashable, Sendable {
  /// The mean, or a bound of the mean over all seeds.
  public var value: Bounded
  /// With a confidence of 95 %; nil of a bound and of a single seed.
  public var interval: ClosedRange<Double>?

  public init(_ value: Bounded, interval: ClosedRange<Double>? = nil) {
    self.value = value
    self.interval = interval
  }

  init(_ estimate: Estimate) { self.init(.exactly(estimate.mean), interval: estimate.interval) }

  /// The mean cost of seeds of which some did not reach their goal and cost more than they show.
  ///
  /// - Parameters:
  ///   - reached: The cost of each seed to its goal; nil where it was not reached.
  ///   - atLeast: What each seed cost as far as it came.
  /// - Returns: Nil where a number is missing or not finite.
  static func cost(reached: [Double?], atLeast: [Double]) -> BoundedEstimate? {
    if reached.allSatisfy({ $0 != nil }) {
      return Estimate(reached.compactMap { $0 }).map { BoundedEstimate($0) }
    }
    return Estimate(zip(reached, atLeast).map { $0 ?? $1 })
      .map { BoundedEstimate(.moreThan($0.mean)) }
  }

  /// The geometric mean of ratios of which some are only bounds.
  ///
  /// - Returns: Nil where nothing can be said: a ratio is missing, or bounds point both ways.
  static func ratio(_ ratios: [Bounded?]) -> BoundedEstimate? {
    let known = ratios.compactMap { $0 }
    guard known.count == ratios.count, let mean = Estimate.geometric(known.map(\.number)) else {
      return nil
    }
    switch (known.contains { $0.isLower }, known.contains { $0.isUpper }) {
    case (false, false): return BoundedEstimate(mean)
    case (true, false): return BoundedEstimate(.moreThan(mean.mean))
    case (false, true): return BoundedEstimate(.lessThan(mean.mean))
    case (true, true): return nil
    }
  }
}

extension Bounded {
  /// The known number, whether it is the value or a bound.
  public var number: Double {
    switch self {
    case .exactly(let value), .moreThan(let value), .lessThan(let value): value
    }
  }

  var isLower: Bool { if case .moreThan = self { true } else { false } }
  var isUpper: Bool { if case .lessThan = self { true } else { false } }
}
