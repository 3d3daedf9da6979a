/// How the duration of a piece of work varies from piece to piece, around its expected time.
public enum Jitter: Hashable, Sendable {
  /// Every step takes its expected time. Barriers are then free of stragglers.
  case none
  /// Lognormal with this coefficient of variation (standard deviation / mean).
  case lognormal(coefficientOfVariation: Double)
  /// Lognormal, and now and then a piece that takes much longer.
  case tailed(coefficientOfVariation: Double, tail: JitterTail)
}

/// The rare pieces of work that take much longer: interrupts, collections of garbage, page faults.
public struct JitterTail: Hashable, Sendable {
  /// How many of all pieces, in (0, 1].
  public var probability: Double
  /// How much longer such a piece takes on average, over the expected time.
  public var mean: Double
  /// The index of a Pareto (Lomax) law of the excess, above 1; nil for an exponential law.
  public var index: Double?

  public init(probability: Double, mean: Double, index: Double? = nil) {
    self.probability = probability
    self.mean = mean
    self.index = index
  }
}
