import Simulation

/// Several runs beside each other, strategy by strategy: how each scales with the devices, or what
/// else differs between the scenarios does to it.
public struct AcrossRuns: Sendable {
  public let comparisons: [Comparison]
  /// What each run is called here, each another.
  let names: [String]

  /// - Precondition: There is at least one run.
  public init(_ comparisons: [Comparison]) {
    self.comparisons = comparisons
    names = Self.names(of: comparisons.map(\.run))
  }

  /// The scenarios' names; where these are alike, with the number of devices, and then the run id.
  private static func names(of runs: [RunRecord]) -> [String] {
    func devices(_ run: RunRecord) -> Int {
      run.strategies.map { $0.devices.count(where: \.used) }.max() ?? 0
    }
    let ways: [(RunRecord) -> String] = [
      { $0.scenario }, { "\($0.scenario), \(Readable.count(devices($0), "device"))" },
      { "\($0.scenario), \($0.run_id)" },
    ]
    for way in ways {
      let names = runs.map(way)
      if Set(names).count == names.count { return names }
    }
    return runs.enumerated().map { "\($1.scenario), \($1.run_id) (\($0 + 1))" }
  }

  /// One strategy in one of the runs.
  struct Entry {
    var run: Int
    var strategy: RepeatedStrategy
    /// How many devices it trains on.
    var devices: Int
    /// Against the same strategy in the run of fewest devices, the first of these; 1 there.
    var scaling: BoundedEstimate?
    /// How many times as many devices as there.
    var growth: Double
  }

  /// The entries of every strategy, by growing number of devices.
  var strategies: [(name: String, entries: [Entry])] {
    var seen: Set<String> = []
    let names = comparisons.flatMap { $0.strategies.map(\.name) }
      .filter { seen.insert($0).inserted }
    return names.map { name in
      let found = comparisons.indices.compactMap { run -> (run: Int, strategy: RepeatedStrategy)? in
        comparisons[run].strategies.first { $0.name == name }.map { (run, $0) }
      }.sorted { ($0.strategy.devices, $0.run) < ($1.strategy.devices, $1.run) }
      let first = found[0]
      return (
        name,
        found.map { run, strategy in
          Entry(
            run: run, strategy: strategy, devices: strategy.devices,
            scaling: scaling(strategy, in: run, from: first.strategy, in: first.run),
            growth: Double(strategy.devices) / Double(max(first.strategy.devices, 1)))
        }
      )
    }
  }

  /// How much sooner a strategy gets to the goal in one run than in another, paired over seeds.
  ///
  /// Nil where the goals or the seeds differ.
  private func scaling(
    _ strategy: RepeatedStrategy, in run: Int, from first: RepeatedStrategy, in firstRun: Int
  ) -> BoundedEstimate? {
    let goal = comparisons[run].run.target_accuracy
    guard goal == comparisons[firstRun].run.target_accuracy,
      strategy.runs.map(\.seed) == first.runs.map(\.seed)
    else { return nil }
    return .ratio(
      zip(strategy.runs, first.runs).map {
        CostRatio.time($0, over: $1, hasTarget: goal != nil)
      })
  }

  /// Whether any strategy has runs on different numbers of devices.
  var isScaling: Bool {
    strategies.contains { Set($0.entries.map(\.devices)).count > 1 }
  }

  /// Whether the numbers rest on values that nobody measured.
  var marks: AssumedColumns { AssumedColumns(comparisons.flatMap(\.run.assumptions)) }

  /// The goal in words, if all runs have the same.
  var goal: String {
    let goals = Set(comparisons.map(\.goal))
    return goals.count == 1 ? goals.first ?? "" : "goal"
  }
}

extension RepeatedStrategy {
  /// How many devices it trains on.
  var devices: Int { runs.map(\.devices_used).max() ?? 0 }
}
