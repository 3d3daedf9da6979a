import Simulation

/// One file of a bundle.
public struct ReportFile: Hashable, Sendable {
  /// Its name inside the bundle.
  public var name: String
  /// Its text, UTF-8.
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

extension Comparison {
  /// All files that a bundle gets from recorded results, in a fixed order.
  ///
  /// `records.json`, `summary.json`, `rounds.csv`, `devices.csv`, `links.csv`,
  /// `components.csv`, `report.html`; only
  /// the last depends on the baseline and on the command.
  ///
  /// - Throws: `EncodingError`, for records that cannot be written.
  public func files(command: String? = nil) throws -> [ReportFile] {
    [
      ReportFile(name: "records.json", text: try run.recordsJSON()),
      ReportFile(name: "summary.json", text: run.summaryJSON),
      ReportFile(name: "rounds.csv", text: run.roundsCSV),
      ReportFile(name: "devices.csv", text: run.devicesCSV),
      ReportFile(name: "links.csv", text: run.linksCSV),
      ReportFile(name: "components.csv", text: run.componentsCSV),
      ReportFile(name: "report.html", text: html(command: command)),
    ]
  }
}
