import Experiments
import Foundation
import Numerics
import Reports
import Scenarios

/// SoCFlow's published claims held against the models, over every workload of a folder.
public struct SoCFlowValidation: Sendable {
  public struct Request: Sendable {
    /// Holds the workloads and `gpu-yardstick.yaml`.
    public var scenarios: String
    /// Bundles, or folders of them, with recorded learning; rounds are equal without.
    public var bundles: [String]
    public var draws: Int
    public var seed: UInt64
    public var jobs: Int

    public init(
      scenarios: String, bundles: [String] = [], draws: Int = 200, seed: UInt64 = 1, jobs: Int = 1
    ) {
      self.scenarios = scenarios
      self.bundles = bundles
      self.draws = draws
      self.seed = seed
      self.jobs = jobs
    }
  }

  public let record: SoCFlowRecord

  /// - Parameter progress: Called on several threads with the number of worlds done and of all.
  /// - Throws: `Diagnostics`, `ValidationFailure`, and what a run may throw.
  public init(
    _ request: Request, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws {
    let workloads = try SoCFlowWorkload.workloads(in: request.scenarios)
    guard !workloads.isEmpty else { throw ValidationFailure.noWorkload(request.scenarios) }
    // The first is that of the claim; another stands beside it with the catalogue's values alone.
    let gpus = try [
      SoCFlowYardstick(in: request.scenarios, workloads),
      SoCFlowYardstick(in: request.scenarios, device: "nvidia-a100", workloads),
    ].compactMap { $0 }
    let recorded = request.bundles.isEmpty ? nil : try RecordedRounds(request.bundles)
    let rounds = ConvergenceRounds(workloads, recorded: recorded)

    let scaled = World.Sensitivity.allCases.flatMap { changed in
      [0.5, 2].map { World.scaled(changed, factor: $0) }
    }
    let draws = (0..<request.draws).map { World.draw($0 + 1, seed: request.seed) }
    let worlds = [.catalogue] + scaled + draws
    let count = worlds.count
    let done = Counter()
    let runs = try sideBySide(count, atOnce: request.jobs) { index in
      let world = worlds[index]
      let runs = try WorldRuns(world, workloads, world == .catalogue ? gpus : Array(gpus.prefix(1)))
      progress(done.next(), count)
      return runs
    }
    let ratios = zip(worlds, runs).map { world, runs in
      WorldRatios(
        runs, workloads, gpus: world == .catalogue ? gpus : Array(gpus.prefix(1)), rounds: rounds)
    }
    record = SoCFlowRecord(
      Findings(
        request: request, workloads: workloads, gpus: gpus, rounds: rounds, recorded: recorded,
        worlds: worlds, catalogue: runs[0], ratios: ratios))
  }

  /// What the record is made of.
  struct Findings {
    let request: Request
    let workloads: [SoCFlowWorkload]
    let gpus: [SoCFlowYardstick]
    let rounds: ConvergenceRounds
    let recorded: RecordedRounds?
    let worlds: [World]
    /// The runs with the catalogue's values.
    let catalogue: WorldRuns
    /// Of every world.
    let ratios: [WorldRatios]

    /// The worlds that are draws, with their numbers.
    var draws: [(number: Int, ratios: WorldRatios)] {
      zip(worlds, ratios).compactMap { world, ratios in
        if case .draw(let number, _) = world { return (number, ratios) }
        return nil
      }
    }

    /// From the 5 % to the 95 % quantile of the draws.
    func interval(_ value: (WorldRatios) -> Double?) -> ClosedRange<Double>? {
      let values = draws.compactMap { value($0.ratios) }
      guard values.count >= 2 else { return nil }
      return Statistics.quantile(values, 0.05)...Statistics.quantile(values, 0.95)
    }
  }
}
