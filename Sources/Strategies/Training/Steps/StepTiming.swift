/// How long one device took for its part of a step, in seconds from the step's start.
struct StepTiming: Hashable, Sendable {
  /// Until its processor had trained its samples.
  var own = 0.0
  /// Until its companion had; 0 where it has nothing to do.
  var companion = 0.0
  /// Until all of it was done.
  var whole = 0.0
}
