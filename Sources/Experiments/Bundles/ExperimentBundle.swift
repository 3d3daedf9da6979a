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
    let manifest = Manifest(self, outcome, jobs: jobs, started: started)
    var files = [
      Self.effectiveScenarioName: Data(scenario.effectiveText.utf8),
      BundleFolder.manifestName: try manifest.json(),
    ]
    let command = "tidewatt run \(Self.effectiveScenarioName)"
    for file in try Comparison(of: outcome.record).files(command: command) {
      files[file.name] = Data(file.text.utf8)
    }
    return BundleFolder(files: files)
  }
}
