import ArgumentParser
import Experiments
import Foundation
import Reports

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make tables and pictures again from the records of bundles; nothing is run.",
    discussion: """
      Prints what 'run' printed. With --out, every table and report.html are written there as well, \
      as this version makes them, with --baseline against another strategy than the first.

      Examples:
        tidewatt report Results/quickstart/3f9ac21b07d1
        tidewatt report Results/quickstart/* --out again --baseline ring-all-reduce
      """)

  @Argument(help: "Folders of bundles.")
  var bundles: [String]

  @Option(help: "Folder for the files; of several bundles, one folder each in it.")
  var out: String?

  @Option(
    help: "The label of the strategy that the others are compared with; the first if not given.")
  var baseline: String?

  func run() throws {
    let comparisons = try bundles.map {
      try Comparison(of: RecordedRun.read($0), baseline: baseline)
    }
    var folders: [URL] = []
    for comparison in comparisons {
      guard let out else { continue }
      let run = comparison.run
      let folder = URL(filePath: out)
      let own =
        bundles.count == 1 ? folder : folder.appending(path: "\(run.scenario)-\(run.run_id)")
      if folders.contains(own) { throw BundleError.samePlace(own.relativePath) }
      folders.append(own)
    }
    for (index, (bundle, comparison)) in zip(bundles, comparisons).enumerated() {
      print(comparison.text(), terminator: index == comparisons.count - 1 ? "" : "\n")
      guard folders.indices.contains(index) else { continue }
      try write(comparison, of: bundle, to: folders[index])
    }
  }

  private func write(_ comparison: Comparison, of bundle: String, to folder: URL) throws {
    let command = ShellWords.line(
      ["tidewatt", "report", bundle] + (baseline.map { ["--baseline", $0] } ?? []))
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for file in try comparison.files(command: command) {
        try Data(file.text.utf8).write(to: folder.appending(path: file.name), options: .atomic)
      }
    } catch {
      throw BundleError.unwritable(folder.relativePath, reason: error.localizedDescription)
    }
    Failure.say("written: \(folder.relativePath)/report.html")
  }
}
