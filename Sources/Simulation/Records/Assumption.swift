/// A value that a result rests on and that nobody measured.
public struct Assumption: Codable, Hashable, Sendable {
  /// Names joined by points, such as `soc-cluster-60.power.fans`.
  public var path: String
  /// With its unit, as in files.
  public var value: String
  /// Where it comes from, or why it is assumed.
  public var source: String
  /// Whether no simulated time depends on it, only joules and watts.
  public var touches_energy_only: Bool

  public init(path: String, value: String, source: String, touches_energy_only: Bool) {
    self.path = path
    self.value = value
    self.source = source
    self.touches_energy_only = touches_energy_only
  }

  /// `path: value (source)`, for people.
  public var text: String { "\(path): \(value) (\(source))" }
}
