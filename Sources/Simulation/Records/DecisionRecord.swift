/// What a strategy decided by what it had learned, such as a number of groups by early accuracy.
public struct DecisionRecord: Codable, Hashable, Sendable {
  /// One of the values that were tried.
  public struct Trial: Codable, Hashable, Sendable {
    public var value: String
    /// In 0...1, on samples that training leaves out.
    public var accuracy: Double

    public init(value: String, accuracy: Double) {
      self.value = value
      self.accuracy = accuracy
    }
  }

  /// The parameter that it is about.
  public var parameter: String
  public var taken: String
  /// By which rule, in words.
  public var rule: String
  /// When it was decided.
  public var time_s: Double
  /// In the order in which they were tried.
  public var trials: [Trial]

  public init(parameter: String, taken: String, rule: String, time_s: Double, trials: [Trial]) {
    self.parameter = parameter
    self.taken = taken
    self.rule = rule
    self.time_s = time_s
    self.trials = trials
  }
}
