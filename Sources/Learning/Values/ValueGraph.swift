import Digests
import Foundation

/// The living values of a store, what waits for what, and what is ready to be computed.
///
/// A value's floats are kept while they are *claimed* (a living node that is not computed yet has
/// it as input), and as an *idle* state while somebody holds a handle or after an evaluation, as
/// far as the limits allow. Everything else is freed at once. Whatever was freed and is asked for
/// again is computed again from the nearest ancestor that still has its floats; pure operations
/// make that exact.
///
/// Nothing here recurses along inputs: chains are tens of thousands of nodes long.
///
/// `@unchecked Sendable`: every variable, of the graph and of its nodes, is read and written only
/// between `lock.lock()` and `lock.unlock()`; `deinit` runs when nobody else has the graph.
final class ValueGraph: @unchecked Sendable {
  private let lock = NSCondition()
  /// Every living node by its key; one leaves when its uses are zero.
  private var nodes: [Digest: ValueNode] = [:]
  /// Numbers are small: all are kept for the life of the store.
  private var metrics: [Digest: Result<MetricValue, LearningError>] = [:]
  private var idle: IdleStates
  private var ready = ReadyQueue()
  /// Nodes whose uses fell to zero, not looked after yet.
  private var unused: [ValueNode] = []
  private var counters = LearningCounters()
  private var isStopping = false
  private var runningWorkers = 0
  private var idleWorkers = 0
  /// A place for each idle worker that is to take part in another's step.
  private var recruits: [Recruits] = []

  init(limits: ValueStoreLimits) { idle = IdleStates(limits: limits) }

  deinit {
    for node in nodes.values {
      node.inputs = []
      node.waiting = []
    }
  }

  /// Runs `body` alone, then removes the nodes that nobody uses any more.
  private func exclusively<R>(_ body: () throws -> R) rethrows -> R {
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

  func metric(of state: ModelState, program: LearningProgram) -> Metric {
    let key = Operation.evaluate.key(inputs: [state.key], program: program)
    let node: ValueNode? = exclusively {
      counters.requested(.evaluate, key: key)
      state.reference.node.isEvaluated = true
      guard metrics[key] == nil else { return nil }
      return intern(key, .evaluate, of: [state], program: program)
    }
    return Metric(key: key, reference: node.map { NodeReference(adopting: $0, in: self) })
  }

  /// The living node of that key or a new one, with one more handle.
  private func intern(
    _ key: Digest, _ operation: Operation, of inputs: [ModelState], program: LearningProgram
  ) -> ValueNode {
    let node: ValueNode
    if let living = nodes[key] {
      node = living
    } else {
      let inputs = inputs.map(\.reference.node)
      node = ValueNode(key: key, operation: operation, inputs: inputs, program: program)
      nodes[key] = node
      for input in inputs {
        input.uses += 1
        claim(input)
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

  // MARK: Asking for numbers

  func request(_ state: ModelState) {
    exclusively { demand(state.reference.node) }
  }

  func request(_ metric: Metric) {
    exclusively { demand(metric) }
  }

  /// Waits for the number.
  func read(_ metric: Metric) throws -> MetricValue {
    try exclusively {
      demand(metric)
      while true {
        if let result = metrics[metric.key] { return try result.get() }
        if isStopping { throw LearningError.storeShutDown }
        lock.wait()
      }
    }
  }

  /// Waits for the state and hands its floats to `body`.
  func read<R>(_ state: ModelState, _ body: (ParameterState) -> R) throws -> R {
    let node = state.reference.node
    return try exclusively {
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
  private func demand(_ node: ValueNode) {
    var pending = [node]
    var foundWork = false
    while let node = pending.popLast() {
      guard !node.isDemanded, !node.isAvailable else { continue }
      node.isDemanded = true
      node.uses += 1
      if !node.claimsInputs {
        node.claimsInputs = true
        for input in node.inputs { claim(input) }
      }
      node.missingInputs = 0
      for input in node.inputs where !input.isAvailable {
        node.missingInputs += 1
        input.waiting.append(node)
        pending.append(input)
      }
      if node.missingInputs == 0 {
        ready.append(node)
        foundWork = true
      }
    }
    if foundWork { lock.broadcast() }
  }

  // MARK: Keeping and freeing

  private func claim(_ node: ValueNode) {
    node.claims += 1
    if idle.remove(node) { releaseUse(of: node) }
  }

  private func unclaimInputs(of node: ValueNode) {
    guard node.claimsInputs else { return }
    node.claimsInputs = false
    for input in node.inputs {
      input.claims -= 1
      settle(input)
    }
  }

  /// Keeps or frees the floats of a node that may have lost a claim or a handle.
  private func settle(_ node: ValueNode) {
    guard let state = node.state, node.claims == 0 else { return }
    if node.handles > 0 || node.isEvaluated {
      if idle.insert(node, bytes: state.byteCount) { node.uses += 1 }
      while let excess = idle.removeExcess() { free(excess) }
    } else if idle.remove(node) {
      free(node)
    } else {
      node.state = nil
    }
  }

  /// Frees the floats of a node that was idle.
  private func free(_ node: ValueNode) {
    node.state = nil
    releaseUse(of: node)
  }

  private func releaseUse(of node: ValueNode) {
    node.uses -= 1
    if node.uses == 0 { unused.append(node) }
  }

  /// Takes unused nodes out of the graph, and their inputs if those are unused then.
  private func collect() {
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

  // MARK: Computing

  func workerStarts() {
    exclusively { runningWorkers += 1 }
  }

  func workerEnds() {
    exclusively {
      runningWorkers -= 1
      lock.broadcast()
    }
  }

  /// Takes in the work that is done and returns the next: nil when the store shuts down.
  ///
  /// - Parameter help: Takes part in another worker's step; nil for a worker that cannot.
  func nextWork(finishing done: inout FinishedWork?, help: ((Recruits) -> Void)?) -> Work? {
    exclusively {
      if let done { complete(done.node, done.outcome, seconds: done.seconds) }
      done = nil  // a worker that waits keeps no floats
      while !isStopping || (help != nil && !recruits.isEmpty) {
        if let help, let place = recruits.popLast() {
          lock.unlock()
          help(place)
          lock.lock()
          continue
        }
        if let node = ready.popFirst() { return begin(node) }
        // `complete` leaves unused nodes; the wait gives the lock away.
        collect()
        idleWorkers += help == nil ? 0 : 1
        lock.wait()
        idleWorkers -= help == nil ? 0 : 1
      }
      return nil
    }
  }

  /// Sets idle workers aside for the step of another: nil if there are none.
  func recruit(seats: Int) -> Recruits? {
    exclusively {
      let count = min(seats, idleWorkers - recruits.count)
      if count <= 0 || isStopping { return nil }
      let group = Recruits(count: count)
      recruits += Array(repeating: group, count: count)
      lock.broadcast()
      return group
    }
  }

  private func begin(_ node: ValueNode) -> Work {
    if let failure = node.inputs.lazy.compactMap(\.failure).first {
      return Work(node: node, inputs: [], ownsInput: false, failure: failure)
    }
    let states = node.inputs.compactMap(\.state)
    precondition(states.count == node.inputs.count, "an input was freed while it was claimed")
    var ownsInput = false
    if case .step = node.operation {
      let input = node.inputs[0]
      ownsInput = input.claims == 1 && input.handles == 0 && !input.isEvaluated
      if ownsInput { input.state = nil }
    }
    return Work(node: node, inputs: states, ownsInput: ownsInput, failure: nil)
  }

  private func complete(_ node: ValueNode, _ outcome: Outcome, seconds: Double) {
    counters.finished(node, outcome, seconds: seconds)
    switch outcome {
    case .state(let state):
      node.state = state
    case .metric(let value):
      metrics[node.key] = .success(value)
    case .failed(let error):
      node.failure = error
      if node.operation.isEvaluation { metrics[node.key] = .failure(error) }
    }
    unclaimInputs(of: node)
    for waiting in node.waiting {
      waiting.missingInputs -= 1
      if waiting.missingInputs == 0 { ready.insertFollower(waiting) }
    }
    node.waiting = []
    node.isDemanded = false
    settle(node)
    releaseUse(of: node)
    lock.broadcast()
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
