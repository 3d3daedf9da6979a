/// How the findings were computed.
extension SoCFlowValidation.Findings {
  /// How it was computed, in sentences.
  var method: [String] {
    [
      "Workloads: every scenario of the folder that learns, with group-wise training on all its "
        + "devices, in a number of groups that it says, and at least three of the published baselines: "
        + "\(workloads.map(\.scenario.name).joined(separator: ", ")).",
      "Seconds and joules of a round come from runs of two rounds that learn nothing: the first with "
        + "the distribution of the data, the second for every further one.",
      recorded == nil
        ? "Rounds: as many for every strategy as the scenario allows (target.rounds); no recorded run "
          + "was given (--bundles), so convergence is taken to be equal."
        : "Rounds: to the target accuracy in recorded runs, in the mean of their seeds; a bound where "
          + "a seed did not reach it. Intervals are those of the draws: they do not hold how seeds "
          + "differ.",
      "SoCFlow is the scenario's group-wise training in mixed precision; baselines train in FP32, as "
        + "the file has them. At equal power the size of a group stays and their number changes; "
        + "rounds are those of the file's number of groups. A group size that does not divide the "
        + "devices is exchanged for the nearest one that does.",
      "The GPU is \(gpus.first?.name ?? "not there: the folder has no \(SoCFlowYardstick.file)"); "
        + "it trains the same network on the same data with the strategies of \(SoCFlowYardstick.file). "
        + "A larger batch is taken to need the same rounds.",
      "Joules of devices alone are their mean power over the run times the time.",
      "Draws: \(request.draws), seed \(request.seed); every number has a stream of its own, named by "
        + "the draw and its path. Numbers are the same for any number of jobs.",
    ] + (recorded?.told(of: workloads) ?? []) + rounds.notes + failedNotes
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
