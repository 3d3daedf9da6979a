import Foundation
import Numerics
import Reports
import Scenarios

extension SoCFlowRecord {
  init(_ findings: SoCFlowValidation.Findings) {
    let assumed = findings.assumed
    self.init(
      claims: findings.claims, speedUps: findings.speedUps, yardsticks: findings.yardsticks,
      sensitivities: findings.sensitivities, influences: findings.influences(of: assumed.varied),
      accuracies: findings.accuracies, accuracyNotes: findings.accuracyNotes,
      varied: assumed.varied, held: assumed.held,
      method: findings.method, draws: findings.request.draws, seed: findings.request.seed,
      workloads: findings.workloads.map(\.scenario.name))
  }
}

extension SoCFlowValidation.Findings {
  // MARK: Ratios

  private func ratio(_ row: WorldRatios.Row, bound: SoCFlowRecord.Ratio.Bound = .exact)
    -> SoCFlowRecord.Ratio?
  {
    ratios[0].values[row].map {
      SoCFlowRecord.Ratio($0, bound: bound, interval: interval { $0.values[row] })
    }
  }

  /// Nil when neither side reached its target: nothing can be said then.
  private func bound(
    own: RecordedRounds.Rounds, other: RecordedRounds.Rounds
  ) -> SoCFlowRecord.Ratio.Bound? {
    switch (own.isReached, other.isReached) {
    case (true, true): .exact
    case (true, false): .atLeast
    case (false, true): .atMost
    case (false, false): nil
    }
  }

  var speedUps: [SoCFlowRecord.SpeedUp] {
    workloads.enumerated().flatMap { number, workload in
      workload.baselines.enumerated().compactMap { strategy, choice in
        guard
          let costs = catalogue.costs[.baseline(workload: number, strategy: strategy)]
        else { return nil }
        let other = rounds.baselines[number][strategy]
        let own = rounds.own[number]
        func ratio(_ isMixed: Bool) -> SoCFlowRecord.Ratio? {
          bound(own: isMixed ? own.mixed : own.floating, other: other).flatMap {
            self.ratio(
              .speedUp(workload: number, strategy: strategy, isMixed: isMixed), bound: $0)
          }
        }
        return SoCFlowRecord.SpeedUp(
          workload: workload.scenario.name, baseline: choice.label, rounds: other,
          seconds: costs.after(other.count).seconds, communicationShare: costs.communicationShare,
          floatingRounds: own.floating, mixedRounds: own.mixed, floating: ratio(false),
          mixed: ratio(true))
      }
    }
  }

  var yardsticks: [SoCFlowRecord.Yardstick] {
    var rows: [SoCFlowRecord.Yardstick] = []
    for (number, workload) in workloads.enumerated() {
      for (gpu, yardstick) in gpus.enumerated() {
        for equal in EqualPower.allCases {
          let run = WorldRuns.Run.equalPower(workload: number, gpu: gpu, equal)
          guard let bought = catalogue.bought[run],
            let own = catalogue.costs[run]?.after(rounds.own[number].mixed.count),
            let bound = bound(own: rounds.own[number].mixed, other: rounds.gpu[number])
          else { continue }
          for (strategy, choice) in yardstick.strategies.enumerated() {
            guard
              let alone = catalogue.costs[.gpu(workload: number, gpu: gpu, strategy: strategy)]?
                .after(rounds.gpu[number].count),
              let sooner = ratio(
                .time(workload: number, gpu: gpu, strategy: strategy, equal), bound: bound),
              let cheaper = ratio(
                .energy(workload: number, gpu: gpu, strategy: strategy, equal), bound: bound)
            else { continue }
            rows.append(
              SoCFlowRecord.Yardstick(
                workload: workload.scenario.name, gpu: yardstick.name, strategy: choice.label,
                boundary: equal.rawValue, budget_W: bought.budget_W, price_W: bought.price_W,
                groups: bought.groups, devices: bought.devices, gpuSeconds: alone.seconds,
                seconds: own.seconds,
                gpuEnergy_J: equal == .card ? alone.devices_J : alone.used_J,
                energy_J: equal == .card ? own.devices_J : own.used_J, sooner: sooner,
                cheaper: cheaper))
          }
        }
      }
    }
    return rows
  }

  // MARK: Sensitivity

  var sensitivities: [SoCFlowRecord.Sensitivity] {
    func range(
      _ ratios: WorldRatios, _ least: WorldRatios.Headline, _ greatest: WorldRatios.Headline
    ) -> ClosedRange<Double>? {
      guard let low = ratios.value(least), let high = ratios.value(greatest) else { return nil }
      return low...high
    }
    return zip(worlds, ratios).compactMap { world, ratios in
      let (name, words, factor): (String, String, Double)
      switch world {
      case .catalogue: (name, words, factor) = ("nothing", "the catalogue's values", 1)
      case .scaled(let changed, let by):
        (name, words, factor) = (changed.rawValue, changed.words, by)
      case .draw: return nil
      }
      return SoCFlowRecord.Sensitivity(
        name: name, words: words, factor: factor,
        speedUp: range(ratios, .leastSpeedUp, .greatestSpeedUp),
        card: range(ratios, .leastEnergy(.card), .greatestEnergy(.card)),
        server: range(ratios, .leastEnergy(.server), .greatestEnergy(.server)))
    }
  }

  /// For each headline the assumed numbers that go with it most.
  func influences(of varied: [SoCFlowRecord.Varied]) -> [SoCFlowRecord.Influence] {
    // With few draws every correlation is large by chance.
    guard draws.count >= Self.fewestDraws else { return [] }
    let paths = Set(varied.map(\.path)).sorted()
    return WorldRatios.Headline.allCases.flatMap { headline -> [SoCFlowRecord.Influence] in
      let known = draws.compactMap { draw in
        draw.ratios.value(headline).map { (draw.number, $0) }
      }
      guard known.count >= Self.fewestDraws, Set(known.map(\.1)).count > 1 else { return [] }
      let all = paths.map { path in
        SoCFlowRecord.Influence(
          headline: headline.words, path: path,
          correlation: Statistics.rankCorrelation(
            known.map { World.place(of: path, inDraw: $0.0, seed: request.seed) },
            known.map(\.1)))
      }
      // What has nothing to do with a headline correlates by chance, beyond this in one case of 100.
      let chance = Self.chanceQuantile / Double(known.count - 1).squareRoot()
      return Array(
        all.filter { $0.correlation.magnitude > chance }.sorted {
          ($1.correlation.magnitude, $0.path) < ($0.correlation.magnitude, $1.path)
        }.prefix(Self.shownInfluences))
    }
  }

  private static let fewestDraws = 20
  private static let shownInfluences = 5
  /// Of the normal distribution, 99 % within: a rank correlation by chance has variance 1/(n-1).
  private static let chanceQuantile = 2.576

  // MARK: Assumptions

  /// Every assumed number of every scenario, once.
  var assumed: (varied: [SoCFlowRecord.Varied], held: [SoCFlowRecord.Held]) {
    var varied: [SoCFlowRecord.Varied] = []
    var held: [SoCFlowRecord.Held] = []
    let scenarios = workloads.map(\.scenario) + gpus.prefix(1).flatMap(\.scenarios)
    for scenario in scenarios {
      let numbers = AssumedNumbers(of: scenario)
      let texts = Dictionary(
        Scenarios.assumptions(of: scenario).map { ($0.path, $0.value) },
        uniquingKeysWith: { a, _ in a })
      for number in numbers.varied {
        let isDifference = number.isTemperature || number.value == 0
        let row = SoCFlowRecord.Varied(
          path: number.path, value: texts[number.path] ?? "",
          least: isDifference ? number.least - number.value : number.least / number.value,
          greatest: isDifference
            ? number.greatest - number.value : number.greatest / number.value,
          rule: number.rule.words, isDifference: isDifference)
        if !varied.contains(row) { varied.append(row) }
      }
      for (number, why) in numbers.held {
        let row = SoCFlowRecord.Held(path: number.path, value: number.value, why: why)
        if !held.contains(row) { held.append(row) }
      }
    }
    return (varied, held)
  }
}

extension WorldRatios.Headline {
  /// For people.
  var words: String {
    switch self {
    case .leastSpeedUp: "least speed-up"
    case .greatestSpeedUp: "greatest speed-up"
    case .leastEnergy(let equal): "least energy ratio, \(equal.rawValue)"
    case .greatestEnergy(let equal): "greatest energy ratio, \(equal.rawValue)"
    }
  }
}
