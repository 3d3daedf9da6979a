import Reports

/// How many rounds each strategy of each workload is taken to need.
struct ConvergenceRounds: Sendable {
  typealias Rounds = RecordedRounds.Rounds

  private(set) var own: [(floating: Rounds, mixed: Rounds)] = []
  private(set) var baselines: [[Rounds]] = []
  /// Of one device alone, as `local` learns.
  private(set) var gpu: [Rounds] = []
  /// Workloads of which group-wise training was recorded.
  private(set) var recorded: [String] = []
  /// What was taken in the place of what nobody recorded, in sentences.
  private(set) var notes: [String] = []

  init(_ workloads: [SoCFlowWorkload], recorded: RecordedRounds?) {
    for workload in workloads {
      let name = workload.scenario.name
      let equal = Rounds(Double(workload.rounds))
      let floating = recorded?.rounds(of: workload.groupWise, in: workload)
      let mixed = recorded?.rounds(of: workload.socFlow, in: workload)
      let usual = floating ?? mixed ?? equal
      own.append((floating ?? usual.taken, mixed ?? usual.taken))
      let ours = (mixed ?? usual).taken
      if floating != nil || mixed != nil { self.recorded.append(name) }
      if recorded != nil, mixed == nil {
        notes.append(
          floating == nil
            ? "\(name): nothing was recorded of group-wise training with the file's number of groups; "
              + "rounds are taken to be equal."
            : "\(name): group-wise training in mixed precision was not recorded; it is taken to need "
              + "the rounds of FP32.")
      }
      baselines.append(
        workload.baselines.map { baseline in
          if let found = recorded?.rounds(of: baseline, in: workload) { return found }
          if floating != nil || mixed != nil {
            notes.append("\(name): \(baseline.label) was not recorded; its rounds are SoCFlow's.")
          }
          return ours
        })
      // A GPU alone learns as `local` does; with a larger batch it is taken to learn as well.
      gpu.append(workload.local.flatMap { recorded?.rounds(of: $0, in: workload) } ?? ours)
    }
  }
}

extension SoCFlowRecord.Rounds {
  /// The same for something that nobody recorded.
  fileprivate var taken: Self {
    var rounds = self
    rounds.seeds = nil
    return rounds
  }
}
