import Digests
import Foundation

/// The living values of a store, what waits for what, and what is ready to be computed.
///
/// A value's floats are kept while they are *claimed* (a living node that is not computed yet has
/// it as input), and as an *idle* state while somebody holds a handle or after an evaluation, as
/// far as the limits allow. Everything else is freed at once, and all but the weights of a state of
/// which only the weights are claimed, as an average without momentum does. Whatever was freed and is asked for
/// again is computed again from the nearest ancestor that still has its floats; pure operations
/// make that exact.
///
/// Nothing here recurses along inputs: chains are tens of thousands of nodes long.
///
/// `@unchecked Sendable`: every variable, of the graph and of its nodes, is read and written only
/// between `lock.lock()` and `lock.unlock()`; `deinit` runs when nobody else has the graph.
final class ValueGraph: @unchecked Sendable {
  let lock = NSCondition()
  /// Every living node by its key; one leaves when its uses are zero.
  var nodes: [Digest: ValueNode] = [:]
  /// Numbers are small: all are kept for the life of the store.
  var metrics: [Digest: Result<MetricValue, LearningError>] = [:]
  var idle: IdleStates
  /// Idle states that are to be written to the folder before they are freed.
  var spilling: [ValueNode] = []
  var ready = ReadyQueue()
  /// Nodes whose uses fell to zero, not looked after yet.
  var unused: [ValueNode] = []
  var counters = LearningCounters()
  var isStopping = false
  var runningWorkers = 0
  var idleWorkers = 0
  /// A place for each idle worker that is to take part in another's step.
  var recruits: [Recruits] = []

  let folder: StoreFolder?
  /// Seconds of computing that one chain of steps may lose when the process is killed.
  let chainSeconds: Double
  let unsavedSeconds: Double

  init(limits: ValueStoreLimits, workers: Int, folder: StoreFolder?) {
    idle = IdleStates(limits: limits)
    self.folder = folder
    // Half of the limit is for the chains in progress, one for each worker.
    chainSeconds = limits.unsavedSeconds / 2 / Double(workers)
    unsavedSeconds = limits.unsavedSeconds
  }

  deinit {
    for node in nodes.values {
      node.inputs = []
      node.waiting = []
    }
  }

  /// Runs `body` alone, then removes the nodes that nobody uses any more.
  func exclusively<R>(_ body: () throws -> R) rethrows -> R {
    lock.lock()
    defer {
      collect()
      lock.unlock()
    }
    return try body()
  }

  // MARK: Making values

  func state(
    _ operation: Operation, of inputs: [ModelState], program: LearningProgram
  ) -> ModelState {
    let key = operation.key(inputs: inputs.map(\.key), program: program)
    let node = exclusively {
      counters.requested(operation, key: key)
      return intern(key, operation, of: inputs, program: program)
    }
    return ModelState(reference: NodeReference(adopting: node, in: self))
  }

  /// - Parameter operation: One that is an evaluation.
  func metric(
    _ operation: Operation, of state: ModelState, program: LearningProgram
  ) -> Metric {
    let key = operation.key(inputs: [state.key], program: program)
    let node: ValueNode? = exclusively {
      counters.requested(operation, key: key)
      state.reference.node.isEvaluated = true
      guard metrics[key] == nil else { return nil }
      return intern(key, operation, of: [state], program: program)
    }
    return Metric(key: key, reference: node.map { NodeReference(adopting: $0, in: self) })
  }

  /// The living node of that key or a new one, with one more handle.
  func intern(
    _ key: Digest, _ operation: Operation, of inputs: [ModelState], program: LearningProgram
  ) -> ValueNode {
    let node: ValueNode
    if let living = nodes[key] {
      node = living
    } else {
      let inputs = inputs.map(\.reference.node)
      node = ValueNode(key: key, operation: operation, inputs: inputs, program: program)
      nodes[key] = node
      for (index, input) in inputs.enumerated() {
        input.uses += 1
        claim(input, whole: operation.needsWhole(input: index))
      }
    }
    node.handles += 1
    node.uses += 1
    return node
  }

  func releaseHandle(of node: ValueNode) {
    exclusively {
      node.handles -= 1
      settle(node)
      releaseUse(of: node)
    }
  }

  // MARK: Keeping and freeing

  /// - Parameter whole: More than the weights.
  func claim(_ node: ValueNode, whole: Bool) {
    node.claims += 1
    node.wholeClaims += whole ? 1 : 0
    if idle.remove(node) { releaseUse(of: node) }
  }

  func unclaimInputs(of node: ValueNode) {
    guard node.claimsInputs else { return }
    node.claimsInputs = false
    for (index, input) in node.inputs.enumerated() {
      unclaim(input, whole: node.operation.needsWhole(input: index))
    }
  }

  func unclaim(_ node: ValueNode, whole: Bool) {
    node.claims -= 1
    node.wholeClaims -= whole ? 1 : 0
    settle(node)
  }

  /// Keeps or frees the floats of a node that may have lost a claim or a handle.
  func settle(_ node: ValueNode) {
    guard let state = node.state else { return }
    if node.claims > 0 {
      if node.handles == 0 && !node.isEvaluated && node.wholeClaims == 0 {
        node.state = state.weightsAlone
      }
      return
    }
    if node.handles > 0 || node.isEvaluated {
      if idle.insert(node, bytes: state.byteCount) { node.uses += 1 }
      while let excess = idle.removeExcess() { spill(excess) }
    } else if idle.remove(node) {
      free(node)
    } else {
      node.state = nil
    }
  }

  /// Frees the floats of a node that was idle; those that somebody holds are written first.
  func spill(_ node: ValueNode) {
    guard let folder, folder.trouble == nil, !node.isSaved, node.handles > 0,
      node.isAvailable(whole: true)
    else { return free(node) }
    node.claims += 1
    node.wholeClaims += 1
    spilling.append(node)
    lock.broadcast()
  }

  /// Frees the floats of a node that was idle.
  func free(_ node: ValueNode) {
    node.state = nil
    releaseUse(of: node)
  }

  func releaseUse(of node: ValueNode) {
    node.uses -= 1
    if node.uses == 0 { unused.append(node) }
  }

  /// Takes unused nodes out of the graph, and their inputs if those are unused then.
  func collect() {
    while let node = unused.popLast() {
      guard node.uses == 0, nodes[node.key] === node else { continue }
      nodes[node.key] = nil
      node.state = nil
      unclaimInputs(of: node)
      let inputs = node.inputs
      node.inputs = []
      for input in inputs { releaseUse(of: input) }
    }
  }

  // MARK: The whole

  var statistics: LearningStatistics { exclusively { counters.statistics } }

  /// For tests: what is alive.
  var census: (nodes: Int, idleBytes: Int) { exclusively { (nodes.count, idle.byteCount) } }

  /// Stops the workers after what they are computing, and frees the idle states.
  func shutDown() {
    exclusively {
      isStopping = true
      lock.broadcast()
      while runningWorkers > 0 { lock.wait() }
      for node in idle.removeAll() { free(node) }
    }
  }
}
