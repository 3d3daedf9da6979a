import Digests

/// A handle to the weights and optimiser state of a model at one point of its training.
///
/// Immutable and late: making one computes nothing. Equal keys mean equal bits.
public struct ModelState: Sendable {
  public var key: Digest { reference.node.key }
  let reference: NodeReference
}
