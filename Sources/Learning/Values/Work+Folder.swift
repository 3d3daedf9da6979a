import Digests

extension Work {
  /// Reads the state from the folder.
  func load() -> Outcome {
    guard let folder = saving?.folder, let buffers = folder.state(node.key) else {
      return .notStored
    }
    guard let state = ParameterState(buffers) else {
      folder.remove([node.key])
      return .notStored
    }
    return .state(state)
  }

  /// Keeps in the folder what has to be kept of this work's result.
  ///
  /// - Returns: Whether the state (of an evaluation: its input) is in the folder now.
  func save(_ outcome: Outcome, seconds: Double) -> Bool {
    guard let saving else { return false }
    switch (task, outcome) {
    case (.load, .state):
      return true
    case (.spill, _):
      return saving.folder.save(inputs[0].buffers, key: node.key)
    case (.compute, .metric(let value)):
      saving.folder.save(.value(value), key: node.key, base: saving.base)
      guard let input = saving.input else { return false }
      let isSaved = saving.folder.save(inputs[0].buffers, key: input)
      if isSaved { saving.folder.remove(saving.checkpoints) }
      return isSaved
    case (.compute, .failed(.notFinite(_, let step, _))) where node.operation.isEvaluation:
      saving.folder.save(.diverged(step: step), key: node.key, base: saving.base)
      return false
    case (.compute, .state(let state)) where saving.unsavedSeconds + seconds >= saving.interval:
      let isSaved = saving.folder.save(state.buffers, key: node.key)
      if isSaved { saving.folder.remove(saving.checkpoints) }
      return isSaved
    default:
      return false
    }
  }
}

extension ValueNode {
  /// Takes over from its inputs how much computing would be lost with its state.
  func follow(_ done: FinishedWork) {
    if done.isSaved {
      isSaved = true
      unsavedSeconds = 0
      checkpoints = isEvaluated ? [] : [key]
    } else {
      unsavedSeconds = inputs.reduce(done.seconds) { $0 + $1.unsavedSeconds }
      checkpoints = inputs.flatMap(\.checkpoints)
    }
    isToLoad = false
  }
}
