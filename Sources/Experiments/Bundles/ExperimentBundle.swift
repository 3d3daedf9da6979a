import Foundation
import Reports
import Scenarios
import Simulation

extension Experiment {
  static let effectiveScenarioName = "scenario.effective.yaml"

  /// Where the bundle goes unless told otherwise: `Results/<scenario>/<run id>`.
  public var defaultFolder: URL {
    URL(filePath: "Results").appending(path: scenario.name).appending(path: runID)
  }

  /// Everything that is kept of a run.
  public func bundle(_ outcome: Outcome, jobs: Int, started: Date) throws -> BundleFolder {
    let record = outcome.record
    let comparison = Comparison(of: record)
    let manifest = Manifest(self, outcome, jobs: jobs, started: started)
    return BundleFolder(files: [
      Self.effectiveScenarioName: Data(scenario.effectiveText.utf8),
      BundleFolder.manifestName: try manifest.json(),
      "summary.json": Data(comparison.run.summaryJSON.utf8),
      "rounds.csv": Data(record.roundsCSV.utf8),
      "devices.csv": Data(record.devicesCSV.utf8),
      "links.csv": Data(record.linksCSV.utf8),
      "records.json": Data(try record.recordsJSON().utf8),
    ])
  }
}
