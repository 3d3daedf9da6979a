import Hardware

/// A strategy in which the whole cluster is one replica group: every device works on a share of
/// every batch, and all hold the same weights after every step.
protocol Synchronous: Strategy {
  /// Samples per step of the whole cluster.
  var globalBatch: Int { get }
}

extension Synchronous {
  static var globalBatchParameter: StrategyParameter {
    StrategyParameter(
      name: "global-batch", kind: .count, help: "samples per step of the whole cluster")
  }

  func synchronousProblems(devices: Int, samples: Int) -> [ParameterProblem] {
    Limits.share(globalBatch, "global-batch", devices: devices, of: "the cluster")
      + Limits.batch(globalBatch, "global-batch", exceeds: samples, of: "the training set")
  }

  // Every device may be given any sample, so it stores them all.
  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(
      devices: devices, batch: shares(of: globalBatch, among: devices)[0], storedSamples: samples)
  }
}
