import Foundation
import Reports
import Scenarios
import Simulation

extension Experiment {
  /// Where the bundle goes unless told otherwise: `Results/<scenario>/<run id>`.
  public var defaultFolder: URL {
    URL(filePath: "Results").appending(path: scenario.name).appending(path: runID)
  }

  /// Checks that the bundle can go to a folder, before any time is spent on computing it.
  ///
  /// - Throws: `BundleError`. Nothing is written, whatever the outcome.
  public func checkPlace(_ folder: URL, force: Bool) throws(BundleError) {
    try BundlePlace.check(folder, for: runID, force: force)
  }

  /// Everything that is kept of a run.
  public func bundle(_ outcome: Outcome, jobs: Int, started: Date) throws -> BundleFolder {
    let manifest = Manifest(self, outcome, jobs: jobs, started: started)
    var files = [
      BundleFolder.scenarioName: Data(scenario.effectiveText.utf8),
      BundleFolder.manifestName: try manifest.json(),
    ]
    let command = "tidewatt run \(BundleFolder.scenarioName)"
    for file in try Comparison(of: outcome.record).files(command: command) {
      files[file.name] = Data(file.text.utf8)
    }
    return BundleFolder(files: files)
  }
}
