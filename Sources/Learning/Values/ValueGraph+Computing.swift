/// Work for the workers, and taking in what they did.
extension ValueGraph {
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
      if let done { complete(done) }
      done = nil  // a worker that waits keeps no floats
      while !isStopping || (help != nil && !recruits.isEmpty) {
        if let help, let place = recruits.popLast() {
          lock.unlock()
          help(place)
          lock.lock()
          continue
        }
        if let node = spilling.popLast(), let state = node.state {
          return Work(
            task: .spill, node: node, inputs: [state], ownsInput: false,
            saving: folder.map { Work.Saving(folder: $0) })
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
    if node.isToLoad {
      return Work(
        task: .load, node: node, inputs: [], ownsInput: false,
        saving: folder.map { Work.Saving(folder: $0) })
    }
    if let failure = node.inputs.lazy.compactMap(\.failure).first {
      return Work(
        task: .compute, node: node, inputs: [], ownsInput: false, failure: failure,
        saving: saving(for: node))
    }
    let states = node.inputs.compactMap(\.state)
    precondition(states.count == node.inputs.count, "an input was freed while it was claimed")
    var ownsInput = false
    if case .step = node.operation {
      let input = node.inputs[0]
      ownsInput = input.claims == 1 && input.handles == 0 && !input.isEvaluated
      if ownsInput { input.state = nil }
    }
    return Work(
      task: .compute, node: node, inputs: states, ownsInput: ownsInput, saving: saving(for: node))
  }

  /// What is to be kept of a node that is about to be computed.
  private func saving(for node: ValueNode) -> Work.Saving? {
    guard let folder else { return nil }
    var saving = Work.Saving(folder: folder)
    switch node.operation {
    case .evaluate, .compare, .validate:
      let input = node.inputs[0]
      // Weights alone are none that training could go on from.
      if !input.isSaved && input.isAvailable(whole: true) {
        saving.input = input.key
        input.isSaved = true  // Or is about to be.
      }
      saving.base = input.base == input.key ? nil : input.base
      saving.checkpoints = input.checkpoints.filter { $0 != input.key }
      input.checkpoints = []
    case .step:
      saving.unsavedSeconds = node.inputs[0].unsavedSeconds
      saving.checkpoints = node.inputs[0].checkpoints
      // A chain that ends in an average waits there for the others: half of the limit is for all
      // of those together.
      let fanIn = node.waiting.lazy.filter(\.operation.isAverage).map(\.inputs.count).max()
      saving.interval = min(chainSeconds, unsavedSeconds / 2 / Double(fanIn ?? 1))
    case .initialise, .average, .combine:
      break
    }
    return saving
  }

  private func complete(_ done: FinishedWork) {
    let node = done.node
    counters.finished(node, done)
    switch done.outcome {
    case .spilled:
      node.isSaved = done.isSaved
      node.claims -= 1
      node.wholeClaims -= 1
      // Its place in the graph was that of an idle state; somebody may need it again meanwhile.
      return node.claims > 0 ? releaseUse(of: node) : free(node)
    case .notStored:
      node.isToLoad = false
      node.isSaved = false
      node.isDemanded = false
      demand(node, whole: true)
      return releaseUse(of: node)
    case .state(let state):
      node.state = state
      node.follow(done)
    case .metric(let value):
      metrics[node.key] = .success(value)
      if done.isSaved { node.inputs.first?.unsavedSeconds = 0 }
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
}
