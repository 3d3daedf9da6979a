/// What a store was asked for and what it did.
///
/// Without a folder, all but `stepsRepeated` and `secondsComputing` are functions of the requests
/// alone: they do not depend on the number of workers, on timing or on how strategies of one store
/// interleave, once everything requested has been read.
public struct LearningStatistics: Codable, Hashable, Sendable {
  /// Calls of `Learner.step`.
  public var stepsRequested = 0
  /// Distinct steps that were computed.
  public var stepsComputed = 0
  /// Calls of `Learner.step` for a step that had been asked for before.
  public var stepsShared = 0
  /// Steps computed once more, because their result had been freed.
  public var stepsRepeated = 0
  /// Calls of `Learner.evaluate`.
  public var evaluationsRequested = 0
  /// Distinct evaluations that were computed.
  public var evaluationsComputed = 0
  /// Calls of `Learner.evaluate` for an evaluation that had been asked for before.
  public var evaluationsShared = 0
  /// Training samples in the distinct steps that were computed.
  public var samplesTrained = 0
  /// Evaluations whose result was found in the folder.
  public var evaluationsRecalled = 0
  /// States that were read from the folder.
  public var statesLoaded = 0
  /// States that were written to the folder.
  public var statesSaved = 0
  /// Host time inside operations, summed over the workers.
  public var secondsComputing = 0.0

  public init() {}
}
