import Foundation
import Reports

/// The published claims, with what became of them.
///
/// Xu et al., "SoCFlow: efficient and scalable DNN training on SoC-clustered edge servers", ASPLOS
/// 2024, abstract.
extension SoCFlowValidation.Findings {
  private static let speedUp = 1.6...740
  private static let energy = 2.31...10.23

  var claims: [SoCFlowRecord.Claim] {
    [speedUpClaim] + EqualPower.allCases.map(energyClaim) + [accuracyClaim]
  }

  // MARK: Speed-up

  private var speedUpClaim: SoCFlowRecord.Claim {
    let rows = speedUps.compactMap { row in row.mixed.map { (row: row, ratio: $0) } }
    let published = "\(Self.text(Self.speedUp)) on 32 SoCs"
    guard let least = rows.min(by: { $0.ratio.value < $1.ratio.value }),
      let greatest = rows.max(by: { $0.ratio.value < $1.ratio.value })
    else {
      var claim = none("Convergence speed-up over the baselines", published)
      let reasons = workloads.compactMap { untold($0.scenario.name) }
      if !reasons.isEmpty { claim.finding = reasons }
      return claim
    }
    let ends = Self.ends(rows.map(\.ratio))
    var finding = [
      "The least is over \(least.row.baseline) on \(least.row.workload), the greatest over "
        + "\(greatest.row.baseline) on \(greatest.row.workload)."
    ]
    if workloads.count > 1 {
      finding += workloads.compactMap { workload in
        let name = workload.scenario.name
        let own = rows.filter { $0.row.workload == name }.map(\.ratio)
        if own.isEmpty { return untold(name) }
        let ends = Self.ends(own)
        return "\(name): \(Self.text(ends.least)) to \(Self.text(ends.greatest))."
      }
    }
    finding.append(roundsNote)
    let (low, high) = (Self.speedUp.lowerBound, Self.speedUp.upperBound)
    if greatest.ratio.value < high {
      finding.append(
        ends.greatest.bound == .atLeast
          ? "Whether \(Self.number(high))x is reached cannot be told: a baseline did not reach its "
            + "target, so the greatest is a bound."
          : "\(Self.number(high))x is not reached: \(greatest.row.baseline) takes "
            + "\(Self.number(greatest.row.seconds)) s for \(Self.number(greatest.row.rounds.count)) "
            + "rounds, \(Self.percent(greatest.row.communicationShare)) of it in sending, which is "
            + "what the modelled links allow. It would need \(Self.number(high / greatest.ratio.value)) "
            + "times as much: by more rounds to the target, or by losses in the network that are not "
            + "modelled, such as TCP's when many send to one.")
    }
    if least.ratio.value < low {
      finding.append(
        ends.least.bound == .atLeast
          ? "Whether \(Self.number(low))x is kept cannot be told: \(least.row.baseline) did not reach "
            + "its target, so the least is a bound."
          : "\(Self.number(low))x is not kept: \(least.row.baseline) spends "
            + "\(Self.percent(least.row.communicationShare)) of its time in sending, and "
            + (least.row.rounds.seeds == nil
              ? "a round of it counts as much as one of SoCFlow's. The published least would take "
                + "\(Self.number(low / least.ratio.value)) times as many rounds of it."
              : "needs \(Self.number(least.row.rounds.count)) rounds for SoCFlow's "
                + "\(Self.number(least.row.mixedRounds.count)): the published least would take "
                + "\(Self.number(low / least.ratio.value)) times as many."))
    }
    return claim(
      "Convergence speed-up over the baselines", published, Self.speedUp, ends,
      [.leastSpeedUp, .greatestSpeedUp], finding)
  }

  /// Whose rounds are recorded.
  private var roundsNote: String {
    let all = workloads.map(\.scenario.name)
    let without = all.filter { !rounds.recorded.contains($0) }
    let equal =
      "every strategy is taken to need the same number of rounds, so this is the ratio of seconds per "
      + "round. In the paper convergence differs as well: a strategy that learns less in a round falls "
      + "further behind."
    if rounds.recorded.isEmpty { return "E" + equal.dropFirst() }
    let known =
      "Rounds to the target are those of recorded runs of \(rounds.recorded.joined(separator: ", "))."
    return without.isEmpty ? known : "\(known) On \(without.joined(separator: ", ")) \(equal)"
  }

  /// The least and the greatest of ratios of which some are bounds.
  private static func ends(
    _ ratios: [SoCFlowRecord.Ratio]
  ) -> (least: SoCFlowRecord.Ratio, greatest: SoCFlowRecord.Ratio) {
    func end(
      _ value: Double?, beyond: SoCFlowRecord.Ratio.Bound, within: SoCFlowRecord.Ratio.Bound
    ) -> SoCFlowRecord.Ratio {
      // One that may be beyond the end, wherever it stands, makes it a bound.
      let known = ratios.filter { $0.value == value }
      let bound: SoCFlowRecord.Ratio.Bound =
        ratios.contains { $0.bound == beyond }
        ? beyond : known.contains { $0.bound == within } ? within : .exact
      return SoCFlowRecord.Ratio(value ?? 0, bound: bound)
    }
    return (
      end(ratios.map(\.value).min(), beyond: .atMost, within: .atLeast),
      end(ratios.map(\.value).max(), beyond: .atLeast, within: .atMost)
    )
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
    let ends = Self.ends(own.map(\.cheaper))
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
      name, published, Self.energy, ends,
      [.leastEnergy(equal), .greatestEnergy(equal)], finding)
  }

  /// Why a workload has no speed-up; nil if it is for another reason than its target.
  private func untold(_ workload: String) -> String? {
    let rows = speedUps.filter { $0.workload == workload }
    return !rows.isEmpty && rows.allSatisfy { !$0.mixedRounds.isReached && !$0.rounds.isReached }
      ? "\(workload): cannot be told, as neither SoCFlow nor a baseline reached the target." : nil
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
    _ found: (least: SoCFlowRecord.Ratio, greatest: SoCFlowRecord.Ratio),
    _ headlines: [WorldRatios.Headline], _ finding: [String]
  ) -> SoCFlowRecord.Claim {
    var ends = [found.least, found.greatest]
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
    let least = Self.comesOut(found.least, atLeast: range.lowerBound)
    let greatest = Self.comesOut(found.greatest, atLeast: range.upperBound)
    let verdict =
      least == greatest
      ? least.words : "its least \(least.words), its greatest \(greatest.words)"
    return SoCFlowRecord.Claim(
      name: name, published: published, ratios: ends, verdict: verdict, finding: finding)
  }

  private enum Outcome {
    case comesOut, doesNot, untold

    var words: String {
      switch self {
      case .comesOut: "comes out"
      case .doesNot: "does not come out"
      case .untold: "cannot be told"
      }
    }
  }

  /// Whether a ratio is as great as published, of which a bound may say nothing.
  private static func comesOut(
    _ ratio: SoCFlowRecord.Ratio, atLeast published: Double
  ) -> Outcome {
    switch ratio.bound {
    case .exact: ratio.value >= published ? .comesOut : .doesNot
    case .atLeast: ratio.value >= published ? .comesOut : .untold
    case .atMost: ratio.value < published ? .doesNot : .untold
    }
  }

  private static func text(_ ratio: SoCFlowRecord.Ratio) -> String {
    let sign =
      switch ratio.bound {
      case .exact: ""
      case .atLeast: "> "
      case .atMost: "< "
      }
    return "\(sign)\(String(format: "%.3g", ratio.value))x"
  }

  private static func text(_ range: ClosedRange<Double>) -> String {
    "\(number(range.lowerBound))x to \(number(range.upperBound))x"
  }

  /// With four significant digits at most, without trailing zeros.
  static func number(_ value: Double) -> String {
    let text = String(format: "%.4g", value)
    guard text.contains("e"), let exact = Double(text) else { return text }
    return String(format: "%.0f", exact)
  }

  private static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }
}
