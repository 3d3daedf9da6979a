import Digests

/// A handle to the accuracy and loss of a state on the test set.
public struct Metric: Sendable {
  public let key: Digest
  /// Nil if the number was known when the handle was made.
  let reference: NodeReference?
}
