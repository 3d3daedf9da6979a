/// Keeps a node of the graph alive for its handles.
final class NodeReference: Sendable {
  let node: ValueNode
  private let graph: ValueGraph

  /// The graph has already counted this handle.
  init(adopting node: ValueNode, in graph: ValueGraph) {
    self.node = node
    self.graph = graph
  }

  deinit { graph.releaseHandle(of: node) }
}
