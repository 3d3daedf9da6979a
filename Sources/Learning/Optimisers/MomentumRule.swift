/// What becomes of the momentum when states are averaged.
public enum MomentumRule: String, CaseIterable, Sendable {
  /// Starts again from zero.
  case reset
  /// Every worker keeps its own.
  case local
  /// Averaged like the weights.
  case averaged
}
