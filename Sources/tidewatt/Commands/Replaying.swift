import ArgumentParser
import Experiments
import Foundation

struct Replaying: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run a bundle again from its effective scenario and compare byte by byte.",
    discussion: "Says the first difference and exits with 1 if there is one.")

  @Argument(help: "The folder of a bundle.")
  var bundle: String

  @OptionGroup var options: RunOptions

  func run() throws {
    let replay = try Replay(of: URL(filePath: bundle))
    let progress = Progress(isQuiet: options.quiet)
    if replay.isOtherBuild {
      progress.say(
        "note: the bundle is of another build (sources \(replay.manifest.sources.prefix(12)), "
          + "this is \(BuildIdentity.sources.prefix(12)))")
    }
    let rounds = replay.experiment.scenario.training.goal.rounds
    let difference = try replay.firstDifference(
      Experiment.Options(jobs: options.jobs) { strategy, round in
        progress.report(round, of: strategy, atMost: rounds)
      })
    progress.finish()
    if let difference {
      Failure.say("error: the replay differs from the bundle: \(difference)")
      throw ExitCode(Failure.failed)
    }
    print("\(bundle): the replay gives the same bytes")
  }
}
