import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios
import Simulation

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare strategies against a baseline: speed-ups, joules, Pareto front, pictures.",
    discussion: """
      Takes the folder of a bundle, which is read back from its files, or a scenario file, which is \
      run first and leaves its bundle as 'run' does. The table says how much sooner and at how many \
      joules fewer than the baseline each strategy gets to the target; a strategy that never did \
      gives bounds, such as > 12x. Below it stand the seconds and joules of each strategy by what \
      they were spent on, the strategies that no other beats in both time and joules, and what is \
      assumed.

      Over several seeds ('repeat: 5' in the file) each seed is compared with the same seed of the \
      baseline, and every number has its 95 % confidence interval.

      Several bundles are compared with each other, strategy by strategy: with different numbers of \
      devices, that is how each strategy scales.

      Examples:
        tidewatt compare Scenarios/quickstart.yaml --baseline ring-all-reduce
        tidewatt compare Results/quickstart/3f9ac21b07d1 --format json
        tidewatt compare my.yaml --set repeat=5 --page compared.html
        tidewatt compare Results/scaling-8/* Results/scaling-16/* --page scaling.html
      """)

  @Argument(help: "Folders of bundles, and scenario files.")
  var inputs: [String]

  @Option(
    help: "The label of the strategy that the others are compared with; the first if not given.")
  var baseline: String?

  @Option(help: "What is printed on standard output: table or json.")
  var format = OutputFormat.table

  @Option(
    help: ArgumentHelp(
      "Write the page with the pictures here, with this baseline.", valueName: "file"))
  var page: String?

  @OptionGroup var scenarios: ScenarioRunning

  func validate() throws {
    if inputs.isEmpty { throw ValidationError("name a bundle or a scenario file") }
    if let change = scenarios.changes.first, inputs.allSatisfy(RecordedRun.isBundle) {
      throw ValidationError("\(change) changes a scenario that is run, and only bundles are named")
    }
  }

  func run() throws {
    // Whatever can be wrong is found before anything is run.
    let files = inputs.filter { !RecordedRun.isBundle($0) }
    let experiments = try scenarios.read(files)
    var records: [String: RunRecord] = [:]
    for input in inputs where RecordedRun.isBundle(input) {
      records[input] = try RecordedRun.read(input)
    }
    for experiment in experiments { try check(experiment.scenario.strategies.map(\.label)) }
    for record in records.values { _ = try Comparison(of: record, baseline: baseline) }
    var fresh: [RunRecord] = []
    try scenarios.run(experiments) { fresh.append($0) }
    for (file, record) in zip(files, fresh) { records[file] = record }

    let comparisons = try inputs.compactMap { records[$0] }.map {
      try Comparison(of: $0, baseline: baseline)
    }
    if comparisons.count == 1, let only = comparisons.first {
      show(only.comparedText(), only.comparedJSON)
      try write(only.html(command: command))
    } else {
      let across = AcrossRuns(comparisons)
      show(across.text(), across.json)
      try write(across.html(command: command))
    }
  }

  private func check(_ labels: [String]) throws {
    if let baseline, !labels.contains(baseline) {
      throw UnknownBaseline(name: baseline, known: labels)
    }
  }

  private func show(_ text: String, _ json: String) {
    switch format {
    case .table: print(text, terminator: "")
    case .json: print(json, terminator: "")
    }
  }

  private func write(_ html: String) throws {
    guard let page else { return }
    do {
      try Data(html.utf8).write(to: URL(filePath: page), options: .atomic)
    } catch {
      throw BundleError.unwritable(page, reason: error.localizedDescription)
    }
    Progress(isQuiet: scenarios.options.quiet).say("written: \(page)")
  }

  /// How to make the page again.
  private var command: String {
    let others = baseline.map { ["--baseline", $0] } ?? []
    return ShellWords.line(["tidewatt", "compare"] + inputs + others + scenarios.changes)
  }
}
