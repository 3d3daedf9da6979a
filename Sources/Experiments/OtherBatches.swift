import Hardware
import Scenarios
import Simulation

extension Experiment {
  /// That a step of another size than the measured one takes what the law of the batch says.
  ///
  /// A workload over power modes was measured with steps of one size. One with more or fewer samples
  /// is scaled from it, which nobody measured.
  var otherBatches: [Assumption] {
    guard let workload = scenario.modeWorkload else { return [] }
    var labels: [Int: [String]] = [:]
    for choice in scenario.strategies {
      guard
        let batch = try? choice.made().demand(
          devices: scenario.deviceCount(of: choice), samples: data.trainCount
        ).batch, batch != workload.batch
      else { continue }
      labels[batch, default: []].append(choice.label)
    }
    return labels.sorted { $0.key < $1.key }.map { batch, labels in
      let path = [
        scenario.training.workload?.name ?? scenario.training.model, workload.device,
        workload.processor, workload.precision.rawValue, "batch",
      ]
      return Assumption(
        path: path.joined(separator: "."),
        value: "steps of \(batch) (\(labels.joined(separator: ", "))), measured with "
          + "\(workload.batch)",
        source: "Arithmetic, memory traffic and processing are taken to go with the samples, "
          + "launching and what is fixed not to, at the measured watts",
        touches_energy_only: false)
    }
  }
}
