import Hardware

/// Measurements of a file by column, in base units.
public struct MeasurementTable: Sendable {
  /// A row counts if the column of this heading holds this text.
  public struct Condition: Hashable, Sendable {
    public var heading: String
    public var text: String

    public init(heading: String, text: String) {
      self.heading = heading
      self.text = text
    }
  }

  /// How the file's columns are to be read.
  public struct Reading: Hashable, Sendable {
    public var columns: [MeasuredColumn]
    /// Headings in place of the usual ones, by role.
    public var headings: [String: String] = [:]
    /// Units in place of the usual ones, by role.
    public var units: [String: String] = [:]
    /// Only rows in which these columns hold these texts.
    public var conditions: [Condition] = []
    /// Fewer rows are refused.
    public var fewestRows: Int

    public init(columns: [MeasuredColumn], fewestRows: Int) {
      self.columns = columns
      self.fewestRows = fewestRows
    }
  }

  /// The line of each row in the file, from 1.
  public let lines: [Int]
  private let values: [String: [Double]]

  public var count: Int { lines.count }

  /// The numbers of a column, nil when the table does without it.
  public func optional(_ role: String) -> [Double]? { values[role] }

  /// The numbers of a column that every table has.
  public subscript(role: String) -> [Double] {
    guard let column = values[role] else { preconditionFailure("the table has no \(role)") }
    return column
  }

  /// - Throws: Everything that is wrong with the file and with how it is to be read.
  public init(file: String, _ reading: Reading) throws(Diagnostics) {
    let findings = Findings()
    var lines: [Int] = []
    var values: [String: [Double]] = [:]
    if let text = fileText(file, findings: findings) {
      Self.read(text, file: file, reading, findings, lines: &lines, values: &values)
    }
    guard findings.isEmpty else { throw Diagnostics(findings.diagnostics, of: file) }
    self.lines = lines
    self.values = values
  }

  /// Beyond so many wrong cells a file is of another kind.
  private static let mostProblems = 50

  private static func read(
    _ text: String, file: String, _ reading: Reading, _ findings: Findings, lines: inout [Int],
    values: inout [String: [Double]]
  ) {
    let table = SeparatedText(text, file: file)
    guard let heading = table.heading else {
      findings.report(.empty, at: Place(file: file, line: 1, column: 1))
      return
    }
    let columns = Columns(heading, reading, findings)
    let conditions = columns.conditions(reading, findings)
    // Without its columns no row can be read.
    guard findings.isEmpty else { return }
    for column in columns.found { values[column.column.role] = [] }
    var problems = 0
    for row in table.rows {
      if problems >= mostProblems {
        findings.report(.furtherRows, at: Place(file: file, line: row.end.line, column: 1))
        break
      }
      guard row.cells.count == heading.cells.count else {
        let place =
          row.cells.count > heading.cells.count
          ? row.cells[heading.cells.count].place : row.end
        findings.report(
          .cellCount(expected: heading.cells.count, found: row.cells.count), at: place)
        problems += 1
        continue
      }
      guard conditions.allSatisfy({ row.cells[$0.index].text == $0.text }) else { continue }
      var isGood = true
      for column in columns.found {
        if let number = column.number(row.cells[column.index], findings) {
          values[column.column.role]?.append(number)
        } else {
          isGood = false
          problems += 1
        }
      }
      if isGood { lines.append(row.end.line) }
    }
    if findings.isEmpty, lines.count < reading.fewestRows {
      findings.report(
        .tooFewRows(found: lines.count, fewest: reading.fewestRows), at: Place(file: file))
    }
  }
}
