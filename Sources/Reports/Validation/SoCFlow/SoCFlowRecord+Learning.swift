extension SoCFlowRecord {
  /// How many rounds a strategy needs.
  public struct Rounds: Hashable, Sendable {
    /// Mean of the seeds.
    public var count: Double
    /// Else the target was not reached within them with every seed.
    public var isReached: Bool
    /// Of how many recorded seeds; nil where nothing was recorded, so that the number is taken from
    /// another strategy or from the file.
    public var seeds: Int?

    public init(_ count: Double, isReached: Bool = true, seeds: Int? = nil) {
      self.count = count
      self.isReached = isReached
      self.seeds = seeds
    }
  }

  /// Test accuracy of group-wise training against synchronous training in FP32, seed by seed.
  public struct Accuracy: Sendable {
    public var workload: String
    public var strategy: String
    /// Whether it found its number of groups itself, by early accuracy.
    public var countsGroups: Bool
    /// After the last round, in the mean of the seeds.
    public var own: Double
    public var synchronous: Double
    /// Own less synchronous, over the seeds of both.
    public var difference: Estimate
    /// The same after the best round of each, which the test set itself chooses.
    public var bestDifference: Estimate
    public var seeds: Int
    /// How much may be lost to count as none.
    public var allowedLoss: Double

    public init(
      workload: String, strategy: String, countsGroups: Bool = false, own: Double,
      synchronous: Double, difference: Estimate, bestDifference: Estimate, seeds: Int,
      allowedLoss: Double
    ) {
      self.workload = workload
      self.strategy = strategy
      self.countsGroups = countsGroups
      self.own = own
      self.synchronous = synchronous
      self.difference = difference
      self.bestDifference = bestDifference
      self.seeds = seeds
      self.allowedLoss = allowedLoss
    }

    /// Such as `3 seeds: met`.
    public var judgement: String { "\(Readable.count(seeds, "seed")): \(verdict.rawValue)" }

    /// Whether the bar is met.
    public enum Verdict: String, Sendable {
      /// By the whole interval.
      case met = "met"
      /// By the mean alone: the interval reaches beyond, or one seed has none.
      case meanOnly = "met in the mean, not by the interval"
      /// Not by the mean, but the interval holds the bar.
      case unsure = "missed in the mean, within the interval"
      case missed = "missed"
    }

    public var verdict: Verdict {
      let bar = -allowedLoss
      if difference.mean >= bar {
        return difference.interval.map { $0.lowerBound >= bar } ?? false ? .met : .meanOnly
      }
      return difference.interval.map { $0.upperBound >= bar } ?? false ? .unsure : .missed
    }
  }
}
