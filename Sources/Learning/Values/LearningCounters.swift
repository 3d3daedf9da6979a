import Digests

/// Keeps the statistics of a store: which keys were asked for and computed before.
struct LearningCounters {
  private(set) var statistics = LearningStatistics()
  private var requested: Set<Digest> = []
  private var computed: Set<Digest> = []

  mutating func requested(_ operation: Operation, key: Digest) {
    switch operation {
    case .step:
      statistics.stepsRequested += 1
      if !requested.insert(key).inserted { statistics.stepsShared += 1 }
    case .evaluate:
      statistics.evaluationsRequested += 1
      if !requested.insert(key).inserted { statistics.evaluationsShared += 1 }
    case .initialise, .average, .combine, .compare, .validate:
      break
    }
  }

  mutating func recalledMetric() { statistics.evaluationsRecalled += 1 }

  mutating func finished(_ node: ValueNode, _ done: FinishedWork) {
    let outcome = done.outcome
    statistics.secondsComputing += done.seconds
    if done.isSaved && done.task != .load { statistics.statesSaved += 1 }
    if done.task == .load {
      if case .state = outcome { statistics.statesLoaded += 1 }
      return
    }
    switch (node.operation, outcome) {
    case (.step(let batch, _), .state):
      if computed.insert(node.key).inserted {
        statistics.stepsComputed += 1
        statistics.samplesTrained += batch.count
      } else {
        statistics.stepsRepeated += 1
      }
    case (.evaluate, .metric):
      statistics.evaluationsComputed += 1
    default:
      break
    }
  }
}
