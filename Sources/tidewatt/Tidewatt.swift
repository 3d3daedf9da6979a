import ArgumentParser
import Experiments

@main
struct Tidewatt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tidewatt",
    abstract: "Simulates training on edge clusters: modelled time and joules, real gradients.",
    discussion: """
      A scenario file names a cluster, a model with its data, and the strategies to compare:

        tidewatt run Scenarios/quickstart.yaml
        tidewatt run Scenarios/quickstart.yaml --set cluster.use=16
        tidewatt compare Scenarios/quickstart.yaml --baseline ring-all-reduce

      Exit codes: 0 done, 1 failed, 2 bad input.
      """,
    version: "tidewatt \(BuildIdentity.version), sources \(BuildIdentity.sources.prefix(12))",
    subcommands: [
      Run.self, Compare.self, Report.self, Train.self, Replaying.self, Check.self, Devices.self,
      Workloads.self,
      Strategies.self, Modes.self, Calibrate.self, Validate.self, Store.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Failure.exit(with: error)
    }
  }
}
