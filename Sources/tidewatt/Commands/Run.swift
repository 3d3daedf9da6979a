import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json
}

struct RunOptions: ParsableArguments {
  @Option(help: "Threads that compute gradients. Results do not depend on it.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs takes a whole number of at least 1") }
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run every strategy of scenario files, print the table, write the bundle.",
    discussion: """
      The bundle (tables, records, report.html) goes to Results/<scenario>/<run id>, or to --out. \
      The same scenario, seed and build give the same bytes; a bundle that exists is compared. \
      'repeat: 5' in the file runs five seeds, and tables then show means with their confidence \
      intervals.

      Examples:
        tidewatt run Scenarios/quickstart.yaml --set training.target.rounds=2
        tidewatt run my.yaml --set strategies.group-wise.groups=4 --seed 7 --format json
        tidewatt run my.yaml --set repeat=5
      """)

  @Argument(help: "Scenario files.")
  var files: [String]

  @Option(help: "What is printed on standard output: table or json.")
  var format = OutputFormat.table

  @OptionGroup var scenarios: ScenarioRunning

  func run() throws {
    var printed: [String] = []
    try scenarios.run(files) { record in
      switch format {
      case .table: print(Comparison(of: record).text())
      case .json where files.count == 1: print(record.summaryJSON, terminator: "")
      case .json: printed.append(record.summaryJSON)
      }
    }
    // One file gives one object, several give a list.
    if !printed.isEmpty { print("[\n" + printed.joined(separator: ",\n") + "]") }
  }

  /// Reads all files before any of them is run, and reports what is wrong with all of them.
  static func read(
    _ files: [String], overrides: [String] = [], seed: UInt64? = nil, quick: Bool = false
  ) throws(Diagnostics) -> [Scenario] {
    var scenarios: [Scenario] = []
    var problems: [Diagnostics] = []
    for file in files {
      do {
        scenarios.append(
          try ScenarioReader.standard.read(
            file: file, overrides: overrides, seed: seed, quick: quick))
      } catch {
        problems.append(error)
      }
    }
    if !problems.isEmpty { throw Diagnostics(joining: problems) }
    return scenarios
  }
}
