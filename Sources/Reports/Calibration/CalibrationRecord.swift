/// What a fit of a model to measurements found, and how well it predicts what it did not see.
public struct CalibrationRecord: Sendable {
  /// One constant of the model.
  public struct Parameter: Sendable {
    public var name: String
    public var value: Double
    /// Empty for a plain number.
    public var unit: String
    public var meaning: String

    public init(name: String, value: Double, unit: String, meaning: String) {
      self.name = name
      self.value = value
      self.unit = unit
      self.meaning = meaning
    }
  }

  /// Errors of rows as shares of the measured values.
  public struct Scores: Sendable {
    public var rows: Int
    /// Mean, median, 95 % quantile and largest of the absolute errors.
    public var mean: Double
    public var median: Double
    public var high: Double
    public var worst: Double
    /// Mean with sign: above zero the model says too much.
    public var bias: Double

    public init(
      rows: Int, mean: Double, median: Double, high: Double, worst: Double, bias: Double
    ) {
      self.rows = rows
      self.mean = mean
      self.median = median
      self.high = high
      self.worst = worst
      self.bias = bias
    }
  }

  /// Errors of the rows that have one setting in common.
  public struct Group: Sendable {
    /// Such as `cores`.
    public var setting: String
    /// Such as `2`, or a range of values.
    public var value: String
    public var rows: Int
    public var mean: Double
    public var bias: Double

    public init(setting: String, value: String, rows: Int, mean: Double, bias: Double) {
      self.setting = setting
      self.value = value
      self.rows = rows
      self.mean = mean
      self.bias = bias
    }
  }

  /// One row of the file against the model.
  public struct Row: Sendable {
    public var line: Int
    /// In the order of `settings`.
    public var settings: [String]
    public var measured: Double
    public var modelled: Double

    public init(line: Int, settings: [String], measured: Double, modelled: Double) {
      self.line = line
      self.settings = settings
      self.measured = measured
      self.modelled = modelled
    }

    public var error: Double { modelled / measured - 1 }
  }

  /// What is predicted: time, power.
  public struct Quantity: Sendable {
    public var name: String
    /// Of measured and modelled values.
    public var unit: String
    public var parameters: [Parameter]
    public var fitted: Scores
    /// Nil when nothing was held out.
    public var heldOut: Scores?
    /// Of the rows that were held out, or of all if none were.
    public var groups: [Group]
    /// The same rows, the worst first, or all in the order of the file where they are few.
    public var rows: [Row]

    public init(
      name: String, unit: String, parameters: [Parameter], fitted: Scores, heldOut: Scores?,
      groups: [Group], rows: [Row]
    ) {
      self.name = name
      self.unit = unit
      self.parameters = parameters
      self.fitted = fitted
      self.heldOut = heldOut
      self.groups = groups
      self.rows = rows
    }
  }

  /// The kind of model, as `--model` names it.
  public var model: String
  public var file: String
  public var rows: Int
  /// In words: which rows were fitted and which judge.
  public var procedure: String
  public var seed: UInt64
  /// What relative clocks are relative to, by name.
  public var reference: [(name: String, value: String)]
  /// Names of the settings of a row.
  public var settings: [String]
  public var quantities: [Quantity]
  /// Whether the rows are the worst only.
  public var listsWorstOnly: Bool

  public init(
    model: String, file: String, rows: Int, procedure: String, seed: UInt64,
    reference: [(name: String, value: String)], settings: [String], quantities: [Quantity],
    listsWorstOnly: Bool
  ) {
    self.model = model
    self.file = file
    self.rows = rows
    self.procedure = procedure
    self.seed = seed
    self.reference = reference
    self.settings = settings
    self.quantities = quantities
    self.listsWorstOnly = listsWorstOnly
  }
}
