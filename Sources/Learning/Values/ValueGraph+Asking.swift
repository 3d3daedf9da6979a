/// Asking for numbers: what has to be computed for them, or read from the folder, is demanded.
extension ValueGraph {
  func request(_ state: ModelState) {
    let node = state.reference.node
    // Training went on from here before, so its metrics are in the folder: nobody needs the state.
    // Were one missing after all, reading it would still compute what it needs.
    if let folder, folder.isOnward(node.base) { return }
    exclusively { demand(node) }
  }

  func request(_ metric: Metric) {
    recall(metric)
    exclusively { demand(metric) }
  }

  /// Looks for the number in the folder.
  private func recall(_ metric: Metric) {
    guard let folder, let node = metric.reference?.node,
      exclusively({ metrics[metric.key] == nil && !node.isDemanded }),
      let found = folder.metric(metric.key)
    else { return }
    exclusively {
      if metrics[metric.key] != nil || node.isDemanded { return }
      counters.recalledMetric()
      switch found {
      case .value(let value): metrics[metric.key] = .success(value)
      case .diverged(let step):
        metrics[metric.key] = .failure(node.program.divergence(atStep: step))
      }
      unclaimInputs(of: node)
    }
  }

  /// Waits for the number.
  func read(_ metric: Metric) throws -> MetricValue {
    recall(metric)
    return try exclusively {
      demand(metric)
      while true {
        if let result = metrics[metric.key] { return try result.get() }
        if isStopping { throw LearningError.storeShutDown }
        lock.wait()
      }
    }
  }

  /// Waits for the state and hands its floats to `body`, of which only the weights are sure to be
  /// there.
  func read<R>(_ state: ModelState, _ body: (ParameterState) -> R) throws -> R {
    let node = state.reference.node
    return try exclusively {
      claim(node, whole: false)  // So that it is not freed before it was seen.
      defer { unclaim(node, whole: false) }
      while true {
        if let failure = node.failure { throw failure }
        if let value = node.state { return body(value) }
        if isStopping { throw LearningError.storeShutDown }
        demand(node)
        lock.wait()
      }
    }
  }

  private func demand(_ metric: Metric) {
    guard metrics[metric.key] == nil, let node = metric.reference?.node else { return }
    demand(node)
  }

  /// Demands the node and every ancestor that it needs; wakes the workers if something is ready.
  ///
  /// - Parameter whole: More than the weights.
  func demand(_ node: ValueNode, whole: Bool = false) {
    var pending = [(node, whole)]
    var foundWork = false
    while let (node, whole) = pending.popLast() {
      guard !node.isDemanded, !node.isAvailable(whole: whole) else { continue }
      node.isDemanded = true
      node.uses += 1
      if !node.claimsInputs {
        node.claimsInputs = true
        for (index, input) in node.inputs.enumerated() {
          claim(input, whole: node.operation.needsWhole(input: index))
        }
      }
      node.missingInputs = 0
      if let folder, !node.operation.isEvaluation, folder.mayHold(node.key) {
        node.isToLoad = true
        ready.append(node)
        foundWork = true
        continue
      }
      for (index, input) in node.inputs.enumerated() {
        let whole = node.operation.needsWhole(input: index)
        if input.isAvailable(whole: whole) { continue }
        node.missingInputs += 1
        input.waiting.append(node)
        pending.append((input, whole))
      }
      if node.missingInputs == 0 {
        ready.append(node)
        foundWork = true
      }
    }
    if foundWork { lock.broadcast() }
  }
}
