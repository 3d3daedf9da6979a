import Foundation
import Reports

/// The published claims, with what became of them.
///
/// Xu et al., "SoCFlow: efficient and scalable DNN training on SoC-clustered edge servers", ASPLOS
/// 2024, abstract.
extension SoCFlowValidation.Findings {
  private static let speedUp = 1.6...740
  private static let energy = 2.31...10.23
  /// Points of accuracy on small images that are still called none.
  private static let noLoss = 0.01

  var claims: [SoCFlowRecord.Claim] {
    [speedUpClaim] + EqualPower.allCases.map(energyClaim) + [accuracyClaim]
  }

  // MARK: Speed-up

  private var speedUpClaim: SoCFlowRecord.Claim {
    let rows = speedUps.compactMap { row in row.mixed.map { (row: row, ratio: $0) } }
    let published = "\(Self.text(Self.speedUp)) on 32 SoCs"
    guard let least = rows.min(by: { $0.ratio.value < $1.ratio.value }),
      let greatest = rows.max(by: { $0.ratio.value < $1.ratio.value })
    else { return none("Convergence speed-up over the baselines", published) }
    var finding = [
      "The least is over \(least.row.baseline) on \(least.row.workload), the greatest over "
        + "\(greatest.row.baseline) on \(greatest.row.workload).",
      recorded == nil
        ? "Every strategy is taken to need the same number of rounds, so this is the ratio of seconds "
          + "per round. In the paper convergence differs as well: a strategy that learns less in a "
          + "round falls further behind."
        : "Rounds to the target are those of the recorded runs.",
    ]
    let (low, high) = (Self.speedUp.lowerBound, Self.speedUp.upperBound)
    if greatest.ratio.value < high {
      finding.append(
        "\(Self.number(high))x is not reached: \(greatest.row.baseline) takes "
          + "\(Self.number(greatest.row.seconds)) s for \(Self.number(greatest.row.rounds)) rounds, "
          + "\(Self.percent(greatest.row.communicationShare)) of it in sending, which is what the "
          + "modelled links allow. It would need \(Self.number(high / greatest.ratio.value)) times as "
          + "much: by more rounds to the target, or by losses in the network that are not modelled, "
          + "such as TCP's when many send to one.")
    }
    if least.ratio.value < low {
      finding.append(
        "\(Self.number(low))x is not kept: \(least.row.baseline) spends "
          + "\(Self.percent(least.row.communicationShare)) of its time in sending, and "
          + (recorded == nil
            ? "a round of it counts as much as one of SoCFlow's. The published least would take "
              + "\(Self.number(low / least.ratio.value)) times as many rounds of it."
            : "the recorded rounds do not make up for it."))
    }
    return claim(
      "Convergence speed-up over the baselines", published, Self.speedUp, least.ratio,
      greatest.ratio, [.leastSpeedUp, .greatestSpeedUp], finding)
  }

  // MARK: Energy

  private func energyClaim(_ equal: EqualPower) -> SoCFlowRecord.Claim {
    let name = "Joules of a V100 over SoCFlow's at equal power, \(equal.rawValue)"
    let published = Self.text(Self.energy)
    let own = yardsticks.filter { $0.boundary == equal.rawValue && $0.gpu == gpus.first?.name }
    guard let least = own.min(by: { $0.cheaper.value < $1.cheaper.value }),
      let greatest = own.max(by: { $0.cheaper.value < $1.cheaper.value })
    else { return none(name, published) }
    let sooner = own.map(\.sooner.value)
    var finding = [
      "The least is on \(least.workload) (\(least.strategy)), the greatest on \(greatest.workload) "
        + "(\(greatest.strategy)).",
      "SoCs take \(Self.number(1 / (sooner.max() ?? 1))) to \(Self.number(1 / (sooner.min() ?? 1))) times as long "
        + "as the V100; the paper has comparable speed.",
    ]
    if least.cheaper.value < Self.energy.lowerBound {
      finding.append(
        "On \(least.workload) the V100 takes \(Self.number(least.gpuSeconds)) s and "
          + "\(Self.number(least.gpuEnergy_J)) J, \(least.devices) SoCs \(Self.number(least.seconds)) s and "
          + "\(Self.number(least.energy_J)) J. Fewer joules at equal power need less time or less "
          + "than the budget drawn. The V100's rate on these networks was not measured either: the "
          + "assumptions below say by how much each of them moves this ratio.")
    }
    return claim(
      name, published, Self.energy, least.cheaper, greatest.cheaper,
      [.leastEnergy(equal), .greatestEnergy(equal)], finding)
  }

  // MARK: Accuracy

  private var accuracyClaim: SoCFlowRecord.Claim {
    let name = "No loss of accuracy"
    let published = "as accurate as synchronous training"
    let rows = accuracies
    guard let worst = rows.min(by: { $0.difference.mean < $1.difference.mean }) else {
      return SoCFlowRecord.Claim(
        name: name, published: published, ratios: [], verdict: "not judged",
        finding: [
          "Nothing is learned here. With --bundles the accuracies of recorded runs are compared."
        ])
    }
    let holds = worst.difference.mean >= -Self.noLoss
    return SoCFlowRecord.Claim(
      name: name, published: published, ratios: [],
      verdict: holds ? "comes out" : "does not come out",
      finding: [
        "The greatest loss is \(Self.number(max(0, -worst.difference.mean) * 100)) points, of "
          + "\(worst.strategy) on \(worst.workload), against \(Self.number(Self.noLoss * 100)) that are "
          + "counted as none."
      ])
  }

  // MARK: Words

  private func none(_ name: String, _ published: String) -> SoCFlowRecord.Claim {
    SoCFlowRecord.Claim(
      name: name, published: published, ratios: [], verdict: "not judged",
      finding: ["Nothing was run that it could be judged by."])
  }

  /// Both ends judged by the catalogue's values; the draws' intervals are those of the ends.
  private func claim(
    _ name: String, _ published: String, _ range: ClosedRange<Double>,
    _ least: SoCFlowRecord.Ratio, _ greatest: SoCFlowRecord.Ratio,
    _ headlines: [WorldRatios.Headline], _ finding: [String]
  ) -> SoCFlowRecord.Claim {
    var ends = [least, greatest]
    for (index, headline) in headlines.enumerated() {
      ends[index].interval = interval { $0.value(headline) }
    }
    var finding = finding
    for (end, published, word) in [
      (ends[0], range.lowerBound, "least"), (ends[1], range.upperBound, "greatest"),
    ] {
      guard let interval = end.interval else { continue }
      finding.append(
        "The published \(word), \(Self.number(published))x, lies "
          + (interval.contains(published)
            ? "within"
            : interval.upperBound < published ? "above" : "below")
          + " the 5-95 % interval of the draws, \(Self.number(interval.lowerBound))x to "
          + "\(Self.number(interval.upperBound))x.")
    }
    let isLow = least.value >= range.lowerBound
    let isHigh = greatest.value >= range.upperBound
    let verdict =
      switch (isLow, isHigh) {
      case (true, true): "comes out"
      case (true, false): "its least comes out, its greatest does not"
      case (false, true): "its greatest comes out, its least does not"
      case (false, false): "does not come out"
      }
    return SoCFlowRecord.Claim(
      name: name, published: published, ratios: ends, verdict: verdict, finding: finding)
  }

  private static func text(_ range: ClosedRange<Double>) -> String {
    "\(number(range.lowerBound))x to \(number(range.upperBound))x"
  }

  /// With four significant digits at most, without trailing zeros.
  private static func number(_ value: Double) -> String {
    let text = String(format: "%.4g", value)
    guard text.contains("e"), let exact = Double(text) else { return text }
    return String(format: "%.0f", exact)
  }

  private static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }

  /// How it was computed, in sentences.
  var method: [String] {
    [
      "Workloads: every scenario of the folder that learns, with group-wise training on all its "
        + "devices and at least three of the published baselines: "
        + "\(workloads.map(\.scenario.name).joined(separator: ", ")).",
      "Seconds and joules of a round come from runs of two rounds that learn nothing: the first with "
        + "the distribution of the data, the second for every further one.",
      recorded == nil
        ? "Rounds: as many for every strategy as the scenario allows (target.rounds); no recorded run "
          + "was given (--bundles), so convergence is taken to be equal."
        : "Rounds: to the target accuracy in recorded runs, in the mean of their seeds; a bound where "
          + "a seed did not reach it.",
      "SoCFlow is the scenario's group-wise training in mixed precision; baselines train in FP32, as "
        + "the file has them. At equal power the size of a group stays and their number changes; "
        + "rounds are those of the file's number of groups.",
      "The GPU is \(gpus.first?.name ?? "not there: the folder has no \(SoCFlowYardstick.file)"); "
        + "it trains the same network on the same data with the strategies of \(SoCFlowYardstick.file). "
        + "A larger batch is taken to need the same rounds.",
      "Joules of devices alone are their mean power over the run times the time.",
      "Draws: \(request.draws), seed \(request.seed); every number has a stream of its own, named by "
        + "the draw and its path. Numbers are the same for any number of jobs.",
    ] + rounds.notes + failedNotes
  }

  private var failedNotes: [String] {
    let expected = ratios[0].values.keys.filter { row in
      switch row {
      case .speedUp: true
      case .energy(_, let gpu, _, _), .time(_, let gpu, _, _): gpu == 0
      }
    }
    let failed = draws.count { draw in expected.contains { draw.ratios.values[$0] == nil } }
    return failed == 0
      ? [] : ["In \(failed) draws a run did not get through two rounds; its ratios are left out."]
  }
}
