import Foundation
import Numerics
import Reports
import Scenarios

/// Accuracy of group-wise training against synchronous training, in recorded runs.
extension SoCFlowValidation.Findings {
  private static let synchronous = "ring-all-reduce"

  /// One row of the table, or why there is none.
  private enum Compared {
    case row(SoCFlowRecord.Accuracy)
    case note(String)
  }

  private var compared: [Compared] {
    guard let recorded else { return [] }
    return workloads.flatMap { workload -> [Compared] in
      let name = workload.scenario.name
      guard let ring = workload.baselines.first(where: { $0.name == Self.synchronous }) else {
        return [.note("\(name): the file has no \(Self.synchronous) to compare with.")]
      }
      let synchronous = recorded.accuracies(of: ring, in: workload)
      let forms = [workload.groupWise, workload.socFlow]
      let counting = forms.map(\.countingGroups).filter {
        let found = recorded.accuracies(of: $0, in: workload)
        return !found.whole.isEmpty || found.haveStopped
      }
      return (forms + counting).map { choice in
        let own = recorded.accuracies(of: choice, in: workload)
        let pairs = own.pairs(with: synchronous)
        let strategy = Self.called(choice, pairs.compactMap(\.own.groups))
        guard let difference = Estimate(pairs.map { $0.own.final - $0.other.final }),
          let best = Estimate(pairs.map { $0.own.best - $0.other.best })
        else {
          return .note(
            "\(name), \(strategy): "
              + (!own.haveStopped && !synchronous.haveStopped
                ? "no seed was recorded of both sides."
                : "recorded runs stopped at the target, where both sides are as accurate as the target: "
                  + "record them with 'training.stop: rounds'."))
        }
        return .row(
          SoCFlowRecord.Accuracy(
            workload: name, strategy: strategy, countsGroups: choice.countsGroups,
            own: Statistics.mean(pairs.map(\.own.final)),
            synchronous: Statistics.mean(pairs.map(\.other.final)), difference: difference,
            bestDifference: best, seeds: pairs.count, allowedLoss: workload.allowedLoss))
      }
    }
  }

  /// A form of group-wise training, with the numbers of groups that it took itself.
  private static func called(_ choice: StrategyChoice, _ taken: [String]) -> String {
    let name = "\(choice.name), \(choice.precision.word)"
    if !choice.countsGroups { return name }
    let counts = Set(taken.compactMap(Int.init)).sorted().map(String.init)
    return "\(name), groups: auto"
      + (counts.isEmpty ? "" : " (took \(counts.joined(separator: ", ")))")
  }

  var accuracies: [SoCFlowRecord.Accuracy] {
    compared.compactMap { if case .row(let row) = $0 { row } else { nil } }
  }

  var accuracyNotes: [String] {
    if recorded == nil { return ["No recorded run was given (--bundles)."] }
    return compared.compactMap { if case .note(let note) = $0 { note } else { nil } }
  }

  private static func points(_ difference: Double) -> String {
    String(format: "%+.2f", difference * 100)
  }

  var accuracyClaim: SoCFlowRecord.Claim {
    let name = "No loss of accuracy"
    let published = "as accurate as synchronous training"
    let rows = accuracies
    guard
      let worst = rows.min(by: {
        $0.difference.mean + $0.allowedLoss < $1.difference.mean + $1.allowedLoss
      })
    else {
      return SoCFlowRecord.Claim(
        name: name, published: published, ratios: [], verdict: "not judged",
        finding: [
          recorded == nil
            ? "Nothing is learned here. With --bundles the accuracies of recorded runs are compared."
            : "No recorded run tells it; the section on accuracy says why."
        ])
    }
    let verdicts = rows.map(\.verdict)
    let verdict =
      verdicts.contains(.missed) || verdicts.contains(.unsure)
      ? "does not come out"
      : verdicts.contains(.meanOnly) ? "comes out in the mean, not for sure" : "comes out"
    let others = rows.filter {
      $0.countsGroups && ($0.workload, $0.strategy) != (worst.workload, worst.strategy)
    }
    return SoCFlowRecord.Claim(
      name: name, published: published, ratios: [],
      words: "\(Self.points(worst.difference.mean)) points at worst", verdict: verdict,
      finding: [
        "Nearest to its bar of -\(Self.number(worst.allowedLoss * 100)) points, or farthest beyond, is "
          + "\(worst.strategy) on \(worst.workload), \(worst.judgement)."
      ]
        + others.map { row in
          "\(row.workload), \(row.strategy): \(Self.points(row.difference.mean)) points, "
            + "\(row.judgement)."
        })
  }
}
