import DequeModule

/// The values whose inputs are there, in the order in which workers take them.
///
/// The order has no influence on results, only on how soon they come.
struct ReadyQueue {
  private var nodes: Deque<ValueNode> = []

  /// Adds a value that somebody asked for just now: behind all others.
  mutating func append(_ node: ValueNode) { nodes.append(node) }

  /// Adds a value that became ready by the one just computed: before all others.
  ///
  /// So a worker runs along a chain whose weights are in its cache. Evaluations come before the
  /// next step: somebody waits for them.
  mutating func insertFollower(_ node: ValueNode) {
    if node.operation.isEvaluation {
      nodes.prepend(node)
    } else {
      let place = nodes.firstIndex { !$0.operation.isEvaluation } ?? nodes.endIndex
      nodes.insert(node, at: place)
    }
  }

  mutating func popFirst() -> ValueNode? { nodes.popFirst() }
}
