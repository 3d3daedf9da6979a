/// SoCFlow's published claims beside what the models give.
public struct SoCFlowRecord: Sendable {
  /// A ratio with what the draws make of it.
  public struct Ratio: Sendable {
    public enum Bound: String, Sendable {
      case exact, atLeast, atMost
    }

    /// With the catalogue's values.
    public var value: Double
    /// Where a target was not reached.
    public var bound: Bound
    /// From the 5 % to the 95 % quantile of the draws; nil without draws.
    public var interval: ClosedRange<Double>?

    public init(_ value: Double, bound: Bound = .exact, interval: ClosedRange<Double>? = nil) {
      self.value = value
      self.bound = bound
      self.interval = interval
    }
  }

  /// A published sentence and what became of it.
  public struct Claim: Sendable {
    public var name: String
    public var published: String
    /// The least and the greatest; empty where nothing can be said.
    public var ratios: [Ratio]
    /// What stands in the place of ratios where there are none.
    public var words: String?
    /// In a word or two: whether it comes out.
    public var verdict: String
    /// Why, in sentences.
    public var finding: [String]

    public init(
      name: String, published: String, ratios: [Ratio], words: String? = nil, verdict: String,
      finding: [String]
    ) {
      self.name = name
      self.published = published
      self.ratios = ratios
      self.words = words
      self.verdict = verdict
      self.finding = finding
    }
  }

  /// SoCFlow against one baseline on one workload.
  public struct SpeedUp: Sendable {
    public var workload: String
    public var baseline: String
    /// Of the baseline, to the target or for equal rounds.
    public var rounds: Rounds
    public var seconds: Double
    /// Of the baseline's devices, in sending that no computation hides.
    public var communicationShare: Double
    /// Of group-wise training in FP32, and of that in mixed precision.
    public var floatingRounds: Rounds
    public var mixedRounds: Rounds
    /// How many times sooner they are; nil where neither side reached its target.
    public var floating: Ratio?
    public var mixed: Ratio?

    public init(
      workload: String, baseline: String, rounds: Rounds, seconds: Double,
      communicationShare: Double, floatingRounds: Rounds, mixedRounds: Rounds, floating: Ratio?,
      mixed: Ratio?
    ) {
      self.workload = workload
      self.baseline = baseline
      self.rounds = rounds
      self.seconds = seconds
      self.communicationShare = communicationShare
      self.floatingRounds = floatingRounds
      self.mixedRounds = mixedRounds
      self.floating = floating
      self.mixed = mixed
    }
  }

  /// SoCFlow against a GPU on as many SoCs as its power buys.
  public struct Yardstick: Sendable {
    public var workload: String
    public var gpu: String
    /// What the GPU runs.
    public var strategy: String
    /// `card` or `server`.
    public var boundary: String
    public var budget_W: Double
    public var price_W: Double
    public var groups: Int
    public var devices: Int
    public var gpuSeconds: Double
    public var seconds: Double
    public var gpuEnergy_J: Double
    public var energy_J: Double
    public var sooner: Ratio
    public var cheaper: Ratio

    public init(
      workload: String, gpu: String, strategy: String, boundary: String, budget_W: Double,
      price_W: Double, groups: Int, devices: Int, gpuSeconds: Double, seconds: Double,
      gpuEnergy_J: Double, energy_J: Double, sooner: Ratio, cheaper: Ratio
    ) {
      self.workload = workload
      self.gpu = gpu
      self.strategy = strategy
      self.boundary = boundary
      self.budget_W = budget_W
      self.price_W = price_W
      self.groups = groups
      self.devices = devices
      self.gpuSeconds = gpuSeconds
      self.seconds = seconds
      self.gpuEnergy_J = gpuEnergy_J
      self.energy_J = energy_J
      self.sooner = sooner
      self.cheaper = cheaper
    }
  }

  /// The headline ratios when one thing is changed.
  public struct Sensitivity: Sendable {
    public var name: String
    /// What exactly is changed.
    public var words: String
    public var factor: Double
    public var speedUp: ClosedRange<Double>?
    public var card: ClosedRange<Double>?
    public var server: ClosedRange<Double>?

    public init(
      name: String, words: String, factor: Double, speedUp: ClosedRange<Double>?,
      card: ClosedRange<Double>?, server: ClosedRange<Double>?
    ) {
      self.name = name
      self.words = words
      self.factor = factor
      self.speedUp = speedUp
      self.card = card
      self.server = server
    }
  }

  /// How a headline ratio goes with an assumed number over the draws.
  public struct Influence: Sendable {
    public var headline: String
    public var path: String
    /// Spearman's coefficient.
    public var correlation: Double

    public init(headline: String, path: String, correlation: Double) {
      self.headline = headline
      self.path = path
      self.correlation = correlation
    }
  }

  /// An assumed number with the range that draws take it from.
  public struct Varied: Hashable, Sendable {
    public var path: String
    public var value: String
    /// Over the value; of temperatures the differences in kelvin.
    public var least: Double
    public var greatest: Double
    /// Where the range comes from.
    public var rule: String
    public var isDifference: Bool

    public init(
      path: String, value: String, least: Double, greatest: Double, rule: String,
      isDifference: Bool
    ) {
      self.path = path
      self.value = value
      self.least = least
      self.greatest = greatest
      self.rule = rule
      self.isDifference = isDifference
    }
  }

  /// An assumed number that stays as it is.
  public struct Held: Hashable, Sendable {
    public var path: String
    public var value: String
    public var why: String

    public init(path: String, value: String, why: String) {
      self.path = path
      self.value = value
      self.why = why
    }
  }

  public var claims: [Claim]
  public var speedUps: [SpeedUp]
  public var yardsticks: [Yardstick]
  public var sensitivities: [Sensitivity]
  public var influences: [Influence]
  public var accuracies: [Accuracy]
  /// What accuracies were not compared, and why, in sentences.
  public var accuracyNotes: [String]
  public var varied: [Varied]
  public var held: [Held]
  /// How it was computed and what was taken in the place of what is not known, in sentences.
  public var method: [String]
  public var draws: Int
  public var seed: UInt64
  public var workloads: [String]

  public init(
    claims: [Claim], speedUps: [SpeedUp], yardsticks: [Yardstick], sensitivities: [Sensitivity],
    influences: [Influence], accuracies: [Accuracy], accuracyNotes: [String], varied: [Varied],
    held: [Held],
    method: [String], draws: Int, seed: UInt64, workloads: [String]
  ) {
    self.claims = claims
    self.speedUps = speedUps
    self.yardsticks = yardsticks
    self.sensitivities = sensitivities
    self.influences = influences
    self.accuracies = accuracies
    self.accuracyNotes = accuracyNotes
    self.varied = varied
    self.held = held
    self.method = method
    self.draws = draws
    self.seed = seed
    self.workloads = workloads
  }

  public static let title = "SoCFlow: published claims and what the models give"

  /// One sentence: what comes out.
  public var verdict: String {
    claims.map { "\($0.name): \($0.verdict)" }.joined(separator: "; ") + "."
  }
}
