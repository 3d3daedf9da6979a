import ArgumentParser
import Foundation
import Reports
import Validation

struct ValidateSoCFlow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "socflow",
    abstract: "SoCFlow's published claims against the models, over a folder of scenarios.",
    discussion: """
      Times and joules of a round come from runs without learning. Speed-ups over the baselines and \
      joules against a GPU at equal power stand beside the published ranges, with what halving and \
      doubling the links, the CPU, the NPU and the groups does to them, and with the 5-95 % interval \
      of draws over the ranges of all that is assumed. Rounds to the target are those of recorded \
      runs (--bundles), else equal for all strategies.

      The same as a page, socflow.html, goes to the folder --out. Claims that do not come out are \
      told, with why; the exit code is 0 all the same.
      """)

  @Option(help: "A folder of scenarios with gpu-yardstick.yaml among them.")
  var scenarios = "Scenarios/soc-cluster"

  @Option(
    parsing: .upToNextOption,
    help: "Bundles of runs that learned, or folders of them, for rounds and accuracies.")
  var bundles: [String] = []

  @Option(help: "How many times all that is assumed is drawn anew.")
  var draws = 200

  @Option(help: "Seed of the draws.")
  var seed: UInt64 = 1

  @Option(help: "What is printed on standard output: table or json.")
  var format = OutputFormat.table

  @Option(help: "Folder for the page, socflow.html.")
  var out = Validate.usualFolder

  @OptionGroup var options: RunOptions

  func validate() throws {
    if !(0...100_000).contains(draws) {
      throw ValidationError("--draws takes a whole number from 0 to 100000")
    }
  }

  func run() throws {
    let progress = Progress(isQuiet: options.quiet)
    let start = ContinuousClock.now
    let record = try SoCFlowValidation(
      SoCFlowValidation.Request(
        scenarios: scenarios, bundles: bundles, draws: draws, seed: seed, jobs: options.jobs)
    ) { done, all in
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let left = seconds / Double(done) * Double(all - done)
      progress.say(
        String(
          format: "%6.1f s  %d of %d sets of values, about %.0f s left", seconds, done, all, left))
    }.record
    switch format {
    case .table: print(record.text(), terminator: "")
    case .json: print(record.json, terminator: "")
    }
    progress.say(
      try Validate.write(record.html(command: command), as: "socflow.html", to: out))
  }

  /// How to make the page again.
  private var command: String {
    var words = ["tidewatt", "validate", "socflow", "--scenarios", scenarios]
    if !bundles.isEmpty { words += ["--bundles"] + bundles }
    words += ["--draws", "\(draws)"]
    if seed != 1 { words += ["--seed", "\(seed)"] }
    return ShellWords.line(words)
  }
}
