import Numerics

/// What is claimed, as ratios: of a world, row by row.
struct WorldRatios: Sendable {
  enum Row: Hashable, Sendable {
    /// How many times sooner than a baseline.
    case speedUp(workload: Int, strategy: Int, isMixed: Bool)
    /// How many times fewer joules than a GPU at equal power.
    case energy(workload: Int, gpu: Int, strategy: Int, EqualPower)
    /// How many times sooner than a GPU at equal power.
    case time(workload: Int, gpu: Int, strategy: Int, EqualPower)
  }

  private(set) var values: [Row: Double] = [:]

  init(
    _ runs: WorldRuns, _ workloads: [SoCFlowWorkload], gpus: [SoCFlowYardstick],
    rounds: ConvergenceRounds
  ) {
    for (number, workload) in workloads.enumerated() {
      let own = rounds.own[number]
      for strategy in workload.baselines.indices {
        let needed = rounds.baselines[number][strategy]
        let other = runs.costs[.baseline(workload: number, strategy: strategy)]?.after(needed.count)
        for (run, isMixed) in [
          (WorldRuns.Run.groupWise(workload: number), false), (.socFlow(workload: number), true),
        ] {
          let ours = isMixed ? own.mixed : own.floating
          // Of two that did not reach their target nothing can be said.
          guard let other, ours.isReached || needed.isReached,
            let cost = runs.costs[run]?.after(ours.count)
          else { continue }
          values[.speedUp(workload: number, strategy: strategy, isMixed: isMixed)] =
            other.seconds / cost.seconds
        }
      }
      guard own.mixed.isReached || rounds.gpu[number].isReached else { continue }
      for (gpu, yardstick) in gpus.enumerated() {
        for (strategy, _) in yardstick.strategies.enumerated() {
          let run = WorldRuns.Run.gpu(workload: number, gpu: gpu, strategy: strategy)
          guard let alone = runs.costs[run]?.after(rounds.gpu[number].count) else { continue }
          for equal in EqualPower.allCases {
            let socs = WorldRuns.Run.equalPower(workload: number, gpu: gpu, equal)
            guard let cost = runs.costs[socs]?.after(own.mixed.count) else { continue }
            values[.time(workload: number, gpu: gpu, strategy: strategy, equal)] =
              alone.seconds / cost.seconds
            values[.energy(workload: number, gpu: gpu, strategy: strategy, equal)] =
              equal == .card ? alone.devices_J / cost.devices_J : alone.used_J / cost.used_J
          }
        }
      }
    }
  }

  /// The headlines: the least and the greatest of all workloads.
  enum Headline: Hashable, CaseIterable, Sendable {
    case leastSpeedUp, greatestSpeedUp
    case leastEnergy(EqualPower)
    case greatestEnergy(EqualPower)

    static var allCases: [Headline] {
      [.leastSpeedUp, .greatestSpeedUp]
        + EqualPower.allCases.flatMap { [.leastEnergy($0), .greatestEnergy($0)] }
    }
  }

  /// Of the claims' own comparison: SoCFlow in mixed precision, and the first GPU.
  func value(_ headline: Headline) -> Double? {
    switch headline {
    case .leastSpeedUp: speedUps.min()
    case .greatestSpeedUp: speedUps.max()
    case .leastEnergy(let equal): energies(equal).min()
    case .greatestEnergy(let equal): energies(equal).max()
    }
  }

  private var speedUps: [Double] {
    values.compactMap { row, value in
      if case .speedUp(_, _, true) = row { return value }
      return nil
    }
  }

  private func energies(_ equal: EqualPower) -> [Double] {
    values.compactMap { row, value in
      if case .energy(_, 0, _, equal) = row { return value }
      return nil
    }
  }
}
