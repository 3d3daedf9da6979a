import Foundation
import Reports
import Scenarios
import Simulation
import Testing

@testable import Validation

/// Rounds and accuracies of recorded runs, in the place of equal rounds.
@Suite struct RecordedRunsTests {
  /// What a strategy learned with one seed: its test accuracies, round by round.
  private func run(
    _ name: String, _ parameters: String, seed: UInt64, _ accuracies: [Double]
  ) -> StrategyRecord {
    StrategyRecord(
      name: name, seed: seed, parameters: parameters,
      rounds: accuracies.enumerated().map { index, accuracy in
        RoundRecord(
          round: index + 1, time_s: Double(index + 1), energy_server_J: 1, energy_used_J: 1,
          samples: 1, steps: 1, bytes: 1, loss: 1, accuracy: accuracy)
      }, devices: [], links: [], components: [], simulated_time_s: 10, energy_server_J: 1,
      energy_used_J: 1, peak_power_server_W: 1, peak_power_used_W: 1, fingerprint: "")
  }

  /// Ten rounds that reach 90 % with the `reached`th and end at `final`; never reached for nil.
  private func course(_ reached: Int?, final: Double) -> [Double] {
    (1...10).map { $0 == 10 ? final : $0 >= reached ?? 99 ? 0.91 : 0.5 }
  }

  private func record(_ workload: SoCFlowWorkload, _ runs: [StrategyRecord]) -> RunRecord {
    RunRecord(
      scenario: "small", seed: 1, run_id: "abc", fingerprint: "", boundary: "server",
      description: workload.headline, target_accuracy: 0.9, maximum_rounds: 10, assumptions: [],
      strategies: runs)
  }

  /// Writes a bundle beside the scenarios.
  private func write(_ record: RunRecord, to name: String, in folder: SmallFolder) throws -> URL {
    let bundle = URL(filePath: folder.path).appending(path: "results/\(name)")
    try FileManager.default.createDirectory(at: bundle, withIntermediateDirectories: true)
    try record.write(to: bundle.appending(path: "records.json"))
    for name in ["manifest.json", "scenario.effective.yaml"] {
      try Data("{}".utf8).write(to: bundle.appending(path: name))
    }
    return bundle
  }

  /// Writes a bundle beside the scenarios and validates with all that are there.
  private func validate(
    _ folder: SmallFolder, _ record: RunRecord
  ) throws -> (record: SoCFlowRecord, bundle: String) {
    let bundle = try write(record, to: "here", in: folder)
    return (
      try SoCFlowValidation(
        SoCFlowValidation.Request(
          scenarios: folder.path, bundles: ["\(folder.path)/results"], draws: 2, jobs: 2)
      ).record, bundle.path
    )
  }

  /// The texts of parameters as runs write them.
  private static let ring = "global-batch: 64, overlap: off, buckets: 4"
  private static let groups = "groups: 2, batch: 64"

  private func runs(whole: Bool = true) -> [StrategyRecord] {
    let cut = { (all: [Double]) -> [Double] in
      whole ? all : Array(all.prefix((all.firstIndex { $0 >= 0.9 } ?? 9) + 1))
    }
    return [
      run("ring-all-reduce", Self.ring, seed: 1, cut(course(4, final: 0.95))),
      run("ring-all-reduce", Self.ring, seed: 2, cut(course(6, final: 0.96))),
      run("federated-averaging", "batch: 16", seed: 1, course(nil, final: 0.85)),
      run("federated-averaging", "batch: 16", seed: 2, course(8, final: 0.92)),
      run("group-wise", Self.groups, seed: 1, cut(course(5, final: 0.945))),
      run("group-wise", Self.groups, seed: 2, cut(course(7, final: 0.958))),
    ]
  }

  @Test("speed-ups are those of the recorded rounds, and bounds where a target was not reached")
  func rounds() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    let (found, _) = try validate(folder, record(workload, runs()))
    let equal = try SoCFlowValidation(
      SoCFlowValidation.Request(scenarios: folder.path, draws: 0, jobs: 2)
    ).record
    func row(_ record: SoCFlowRecord, _ name: String) throws -> SoCFlowRecord.SpeedUp {
      try #require(record.speedUps.first { $0.baseline == name })
    }
    let ring = try row(found, "ring-all-reduce")
    #expect(ring.rounds == SoCFlowRecord.Rounds(5, seeds: 2))
    #expect(ring.floatingRounds == SoCFlowRecord.Rounds(6, seeds: 2))
    #expect(ring.floating?.bound == .exact)
    // Mixed precision was not recorded.
    #expect(ring.mixedRounds == SoCFlowRecord.Rounds(6))
    let averaging = try row(found, "federated-averaging")
    #expect(averaging.rounds == SoCFlowRecord.Rounds(9, isReached: false, seeds: 2))
    #expect(averaging.floating?.bound == .atLeast)
    // Nobody recorded the parameter server.
    let server = try row(found, "parameter-server")
    #expect(server.rounds == SoCFlowRecord.Rounds(6) && server.rounds.seeds == nil)
    // A round of either costs what it does with equal rounds.
    let (own, other) = (try #require(ring.floating).value, try #require(averaging.floating).value)
    let (a, b) = (try row(equal, "ring-all-reduce"), try row(equal, "federated-averaging"))
    let seconds = (ring.seconds, averaging.seconds)
    #expect(abs(seconds.0 / a.seconds - 0.5) < 0.1 && abs(seconds.1 / b.seconds - 0.9) < 0.1)
    #expect(abs(own / other - seconds.0 / seconds.1) < 1e-9 * own / other)

    let text = found.text(width: 200)
    #expect(text.contains("> 9.00") || text.contains("> 9 "))
    #expect(
      text.contains("results/here (small, run abc), target 90 % within 10 rounds, seeds 1, 2."))
    #expect(text.contains("small: parameter-server was not recorded; its rounds are SoCFlow's."))
    #expect(found.html(command: "x").contains("&gt; "))
    #expect(found.json.contains("\"recorded_seeds\": 2"))
  }

  @Test("a run is known by its strategy's name, whatever its label")
  func labels() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    let labelled = runs().map { run in
      var run = run
      run.strategy = run.name
      // Two labels that say something else.
      run.name =
        ["group-wise": "SoCFlow", "ring-all-reduce": "federated-averaging, not"][run.name]
        ?? run.name
      return run
    }
    let found = try validate(folder, record(workload, labelled)).record
    let plain = try validate(folder, record(workload, runs())).record
    #expect(found.speedUps.map(\.rounds) == plain.speedUps.map(\.rounds))
    #expect(found.accuracies.map(\.seeds) == [2])
    // Records that do not say the name are known by labels that begin with it.
    let unsaid = labelled.map { run in
      var run = run
      run.strategy = nil
      return run
    }
    #expect(try validate(folder, record(workload, unsaid)).record.accuracies.isEmpty)
  }

  @Test("accuracy is compared seed by seed after the last round, with its interval and its bar")
  func accuracy() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    let (found, _) = try validate(folder, record(workload, runs()))
    let row = try #require(found.accuracies.first)
    #expect(found.accuracies.count == 1 && row.seeds == 2 && row.allowedLoss == 0.01)
    #expect(abs(row.own - 0.9515) < 1e-12 && abs(row.synchronous - 0.955) < 1e-12)
    #expect(abs(row.difference.mean + 0.0035) < 1e-12)
    // Differences of -0.5 and -0.2 points; t(0.975, 1) = 12.706.
    let half = 12.7062 * 0.0015 * 2.0.squareRoot() / 2.0.squareRoot()
    let interval = try #require(row.difference.interval)
    #expect(abs(interval.upperBound - row.difference.mean - half) < 1e-6)
    #expect(row.verdict == .meanOnly)
    #expect(abs(row.bestDifference.mean + 0.0035) < 1e-12)
    let claim = try #require(found.claims.last)
    #expect(claim.verdict == "comes out in the mean, not for sure")
    #expect(claim.words == "-0.35 points at worst")
    #expect(found.accuracyNotes.count == 1)
    #expect(found.accuracyNotes[0].hasPrefix("small, group-wise, mixed: no seed was recorded"))
    let text = found.text(width: 200)
    #expect(text.contains("-0.35 ± 1.91") && text.contains("met in the mean"))
    #expect(found.json.contains("\"allowed_loss\": 0.01"))
  }

  @Test("groups that are counted by early accuracy have rows of their own where they were recorded")
  func counted() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    var counted = (1...2).map { seed in
      run("group-wise, auto", "groups: auto, batch: 64", seed: UInt64(seed), course(5, final: 0.97))
    }
    for index in counted.indices {
      counted[index].decisions = [
        DecisionRecord(
          parameter: "groups", taken: index == 0 ? "4" : "1", rule: "", time_s: 1,
          trials: [.init(value: "1", accuracy: 0.5)])
      ]
    }
    let found = try validate(folder, record(workload, runs() + counted)).record
    #expect(
      found.accuracies.map(\.strategy)
        == ["group-wise, fp32", "group-wise, fp32, groups: auto (took 1, 4)"])
    let row = try #require(found.accuracies.last)
    #expect(row.seeds == 2 && abs(row.difference.mean - 0.015) < 1e-12)
    #expect(
      found.claims.last?.finding.last
        == "small, group-wise, fp32, groups: auto (took 1, 4): +1.50 points, 2 seeds: "
        + "\(row.verdict.rawValue).")
    // Rounds to the target stay those of the file's number of groups.
    #expect(found.speedUps.allSatisfy { $0.floatingRounds.count == 6 })
  }

  @Test("seeds pair where both sides trained in the same way, whatever bundles they stand in")
  func pairing() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    let all = runs()
    func bundle(_ name: String, rate: String, _ runs: [StrategyRecord]) throws {
      let bundle = try write(record(workload, runs), to: name, in: folder)
      try Data("training:\n  rate: \(rate)\nstrategies:\n  - \(name)\n".utf8)
        .write(to: bundle.appending(path: "scenario.effective.yaml"))
    }
    // Both rings with one rate; groups of seed 1 with it, of seed 2 with another.
    try bundle("a", rate: "1", all.filter { $0.name == "ring-all-reduce" })
    try bundle("b", rate: "1", all.filter { $0.name == "group-wise" && $0.seed == 1 })
    try bundle("c", rate: "2", all.filter { $0.name == "group-wise" && $0.seed == 2 })
    let found = try SoCFlowValidation(
      SoCFlowValidation.Request(
        scenarios: folder.path, bundles: ["\(folder.path)/results"], draws: 0, jobs: 2)
    ).record
    let row = try #require(found.accuracies.first)
    #expect(found.accuracies.count == 1 && row.seeds == 1)
    #expect(abs(row.difference.mean + 0.005) < 1e-12)
  }

  @Test("wished sizes of groups are exchanged for the nearest that divide the devices")
  func groupSizes() {
    #expect([2.0, 4, 8].map { WorldRuns.groupSize(near: $0, of: 32) } == [2, 4, 8])
    #expect([1.0, 2, 4].map { WorldRuns.groupSize(near: $0, of: 10) } == [1, 2, 5])
    #expect(WorldRuns.groupSize(near: 100, of: 12) == 12)
  }

  @Test("the bar is met by the interval, missed in the mean or missed by it")
  func verdicts() throws {
    func verdict(_ mean: Double, _ interval: ClosedRange<Double>?) -> SoCFlowRecord.Accuracy.Verdict
    {
      SoCFlowRecord.Accuracy(
        workload: "", strategy: "", own: 0, synchronous: 0,
        difference: Estimate(mean: mean, interval: interval), bestDifference: Estimate(mean: 0),
        seeds: 3, allowedLoss: 0.01
      ).verdict
    }
    #expect(verdict(-0.002, -0.008...0.004) == .met)
    #expect(verdict(-0.002, -0.012...0.008) == .meanOnly)
    #expect(verdict(-0.002, nil) == .meanOnly)
    #expect(verdict(-0.012, -0.02 ... -0.004) == .unsure)
    #expect(verdict(-0.02, -0.03 ... -0.011) == .missed)
  }

  @Test("another scenario that trains the same tells accuracies that the own one stopped short of")
  func otherScenario() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    _ = try write(record(workload, runs(whole: false)), to: "zero", in: folder)
    var other = record(
      workload,
      runs().map { run in
        var later = run
        // It gets to the target later, which does not count beside the own scenario's.
        for round in 0..<9 { later.rounds[round].accuracy = 0.5 }
        return later
      })
    other.scenario = "small-accuracy"
    other.strategies.append(
      run("federated-averaging", "batch: 16", seed: 3, course(1, final: 0.95)))
    let found = try validate(folder, other).record
    #expect(found.accuracies.map(\.seeds) == [2])
    let averaging = try #require(found.speedUps.first { $0.baseline.contains("federated") })
    #expect(averaging.rounds.count == 9 && averaging.rounds.seeds == 2)
    #expect(found.method.count { $0.hasPrefix("Recorded: ") } == 2)
  }

  @Test(
    "runs that stopped at their target tell no accuracy, and of others' bundles nothing is taken")
  func unusable() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    let stopped = try validate(folder, record(workload, runs(whole: false))).record
    #expect(stopped.accuracies.isEmpty && stopped.claims.last?.verdict == "not judged")
    #expect(stopped.accuracyNotes[0].contains("'training.stop: rounds'"))
    #expect(stopped.speedUps.contains { $0.rounds.seeds == 2 })

    var other = record(workload, runs())
    other.description = "lenet5 on something else"
    let left = try validate(folder, other).record
    #expect(left.method.contains { $0.hasPrefix("Left out: ") && $0.contains("something else") })
    #expect(left.speedUps.allSatisfy { $0.rounds.seeds == nil })

    var timing = record(workload, runs())
    for run in timing.strategies.indices {
      for round in timing.strategies[run].rounds.indices {
        timing.strategies[run].rounds[round].accuracy = nil
      }
    }
    let timed = try validate(folder, timing).record
    #expect(timed.method.contains { $0.contains("it learned nothing") })
  }

  @Test("where neither side reached its target there is no ratio, and no headline rests on it")
  func neither() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workload = try SoCFlowWorkload.workloads(in: folder.path)[0]
    let never = runs().map { run in
      self.run(run.name, run.parameters, seed: run.seed, course(nil, final: 0.8))
    }
    let found = try validate(folder, record(workload, never)).record
    #expect(found.speedUps.allSatisfy { $0.floating == nil && $0.mixed == nil })
    #expect(found.claims[0].verdict == "not judged")
    #expect(
      found.claims[0].finding
        == ["small: cannot be told, as neither SoCFlow nor a baseline reached the target."])
    #expect(found.sensitivities.allSatisfy { $0.speedUp == nil })

    // Beside a workload that has ratios, a sentence says so.
    let small = try String(contentsOfFile: "\(folder.path)/small.yaml", encoding: .utf8)
    try small.replacingOccurrences(of: "scenario: small", with: "scenario: large")
      .replacingOccurrences(of: "use: 8", with: "use: 10")
      .write(toFile: "\(folder.path)/large.yaml", atomically: true, encoding: .utf8)
    let both = try validate(folder, record(workload, never)).record
    #expect(both.claims[0].finding.contains { $0.hasPrefix("small: cannot be told, as neither") })
    #expect(!both.claims[0].finding.contains { $0.hasPrefix("large: cannot") })
  }
}
