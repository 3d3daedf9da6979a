/// Whose samples batch normalisation takes its statistics of.
public enum BatchNormMode: String, CaseIterable, Sendable {
  /// Each worker's own; the running statistics follow their mean, weighted by samples.
  case perWorker = "per-worker"
  /// Those of all workers in a step, whose messages the strategy pays for.
  case synchronised
}
