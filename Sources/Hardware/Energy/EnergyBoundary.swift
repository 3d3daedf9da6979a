/// Which components the headline joules of a result contain.
public enum EnergyBoundary: String, CaseIterable, Codable, Sendable {
  /// Every device of the server, used or not, switches, management, fans and supply loss.
  case server
  /// The devices in use, plus their share (used / all devices) of everything that is shared.
  case used
}
