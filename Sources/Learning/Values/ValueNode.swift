import Digests

/// One value in the graph: how to compute it, and its floats while they are needed.
///
/// `@unchecked Sendable`: the constants are Sendable; every variable belongs to the graph and is
/// read and written only under the graph's lock.
final class ValueNode: @unchecked Sendable {
  let key: Digest
  let operation: Operation
  let program: LearningProgram
  /// Optimiser steps since the initial weights, along the longest path.
  let stepCount: Int

  /// Emptied when the node leaves the graph, so that a long chain is not torn down by recursion.
  var inputs: [ValueNode]

  /// Who keeps the node in the graph: handles, nodes that have it as input, its own demand, the
  /// cache of idle states.
  var uses = 0
  /// Handles to this very node.
  var handles = 0
  /// Inputs of living nodes that are not computed yet: they may need the floats.
  var claims = 0
  /// Those of them that need more than the weights.
  var wholeClaims = 0
  /// Whether this node claims its inputs.
  var claimsInputs = true
  /// It was evaluated, as states at the ends of rounds are: worth keeping for another strategy.
  var isEvaluated = false

  /// The state at the start of the round: the nearest one before this that was evaluated, or the
  /// initial weights.
  let base: Digest
  /// Seconds of computing since the nearest states that are in the folder.
  var unsavedSeconds = 0.0
  /// States in the middle of the round that were saved on the way here.
  var checkpoints: [Digest] = []
  /// It is in the folder, for all that is known.
  var isSaved = false
  /// It is demanded and is to be read from the folder.
  var isToLoad = false

  /// The floats; nil before they are computed, after they were freed, and for metrics.
  var state: ParameterState?
  var failure: LearningError?

  var isDemanded = false
  /// Inputs that this demanded node still waits for.
  var missingInputs = 0
  /// Demanded nodes that wait for this one.
  var waiting: [ValueNode] = []

  init(key: Digest, operation: Operation, inputs: [ValueNode], program: LearningProgram) {
    self.key = key
    self.operation = operation
    self.inputs = inputs
    self.program = program
    var steps = inputs.map(\.stepCount).max() ?? 0
    if case .step = operation { steps += 1 }
    stepCount = steps
    base = inputs.first.map { $0.isEvaluated || $0.inputs.isEmpty ? $0.key : $0.base } ?? key
  }

  /// Nothing has to be computed for a node that takes this one as input.
  ///
  /// - Parameter whole: It needs more than the weights.
  func isAvailable(whole: Bool) -> Bool {
    failure != nil || state.map { $0.isWhole || !whole } ?? false
  }
}
