import Digests
import Foundation
import Scenarios

/// A bundle run again from its effective scenario, and compared.
public struct Replay: Sendable {
  public let experiment: Experiment
  public let bundle: BundleFolder
  /// The manifest of the bundle.
  public let manifest: Manifest

  /// Reads a bundle.
  ///
  /// - Throws: `BundleError` for what is no bundle; `Diagnostics` for a scenario that was damaged.
  public init(of folder: URL) throws {
    bundle = try BundleFolder(reading: folder)
    let text = bundle.files[BundleFolder.scenarioName] ?? Data()
    let data = bundle.files[BundleFolder.manifestName] ?? Data()
    do {
      manifest = try JSONDecoder().decode(Manifest.self, from: data)
    } catch {
      throw BundleError.damaged(
        folder.appending(path: BundleFolder.manifestName).path,
        reason: "it is not a manifest of this version of Tidewatt")
    }
    let file = folder.appending(path: BundleFolder.scenarioName).path
    let scenario = try ScenarioReader.standard.read(
      text: String(decoding: text, as: UTF8.self), named: file)
    guard Digest(of: scenario.effectiveText).description == manifest.inputs["scenario"] else {
      throw BundleError.damaged(file, reason: "it was changed since the run")
    }
    experiment = try Experiment(scenario)
  }

  /// Whether the bundle was made by a build of other sources, which may rightly differ.
  public var isOtherBuild: Bool { manifest.sources != BuildIdentity.sources }

  /// Runs it again and compares byte by byte.
  ///
  /// - Returns: The first difference from the bundle; nil if there is none.
  public func firstDifference(_ options: Experiment.Options) throws -> BundleDifference? {
    var options = options
    options.runID = manifest.run_id
    let outcome = try experiment.run(options)
    return try experiment.bundle(outcome, jobs: options.jobs, started: .now)
      .difference(from: bundle)
  }
}
