/// Models against published measurements, data set by data set.
public struct ValidationRecord: Sendable {
  /// One row: what was measured and what the model says.
  public struct Row: Sendable {
    /// Which row, as the data's readers know it: `1056 MHz`.
    public var label: String
    public var measured: Double
    public var modelled: Double

    public init(label: String, measured: Double, modelled: Double) {
      self.label = label
      self.measured = measured
      self.modelled = modelled
    }

    /// As a share of the measured value.
    public var error: Double { modelled / measured - 1 }
  }

  /// One number that says how good a model is, and the bar that it must stay below.
  public struct Check: Sendable {
    /// How the errors of rows become one number.
    public enum Statistic: String, Sendable {
      case mean, median, worst
      /// The largest difference, in the unit of the rows, where shares of a small value say little.
      case difference
    }

    public var name: String
    /// Of measured and modelled values.
    public var unit: String
    public var statistic: Statistic
    /// Absolute, as a share of the measured values, or for `difference` in their unit.
    public var error: Double
    /// Nil when none is set: the number is then told and judges nothing.
    public var bar: Double?
    /// How many rows are judged.
    public var judged: Int
    /// The row with the largest error.
    public var worst: Row?
    /// All judged rows, or none where there are too many to list.
    public var rows: [Row]
    /// What was fitted, in words with units.
    public var fitted: String

    public init(
      name: String, unit: String, statistic: Statistic, error: Double, bar: Double?, judged: Int,
      worst: Row?, rows: [Row], fitted: String
    ) {
      self.name = name
      self.unit = unit
      self.statistic = statistic
      self.error = error
      self.bar = bar
      self.judged = judged
      self.worst = worst
      self.rows = rows
      self.fitted = fitted
    }

    /// Whether it is below its bar; true without one.
    public var passes: Bool { bar.map { error < $0 } ?? true }
  }

  /// Marks that were measured and a line of the model, in one picture.
  public struct Series: Sendable {
    public var name: String
    public var marks: [(x: Double, y: Double)]
    public var line: [(x: Double, y: Double)]

    public init(
      name: String, marks: [(x: Double, y: Double)], line: [(x: Double, y: Double)]
    ) {
      self.name = name
      self.marks = marks
      self.line = line
    }
  }

  public struct Picture: Sendable {
    public var title: String
    public var caption: String
    /// With its unit, as `frequency, GHz`.
    public var x: String
    public var y: String
    public var series: [Series]

    public init(title: String, caption: String, x: String, y: String, series: [Series]) {
      self.title = title
      self.caption = caption
      self.x = x
      self.y = y
      self.series = series
    }
  }

  public struct DataSet: Sendable {
    /// The folder in which it was found.
    public var folder: String
    public var title: String
    /// Who published it, and under what licence.
    public var citation: String
    /// What was fitted to what and judged on what, or why nothing was.
    public var procedure: String
    public var checks: [Check]
    public var pictures: [Picture]

    public init(
      folder: String, title: String, citation: String, procedure: String, checks: [Check] = [],
      pictures: [Picture] = []
    ) {
      self.folder = folder
      self.title = title
      self.citation = citation
      self.procedure = procedure
      self.checks = checks
      self.pictures = pictures
    }
  }

  public var title: String
  public var dataSets: [DataSet]
  /// Files or folders of the data that no model is for.
  public var unused: [String]

  public init(title: String, dataSets: [DataSet], unused: [String]) {
    self.title = title
    self.dataSets = dataSets
    self.unused = unused
  }

  public var passes: Bool { dataSets.allSatisfy { $0.checks.allSatisfy(\.passes) } }
}
