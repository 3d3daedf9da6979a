import Simulation

/// What the joules of one run were spent on: lines that add up to those of the whole server.
///
/// The joules of the devices in use are told by what each device was doing; they come from the
/// devices' own ledgers at every change of phase, and are not shared out by time. A device's joules
/// are those of its processors, its memory, its leakage and its idle power; the bits on links have a
/// line of their own, as they move while devices compute as well.
public struct EnergyDecomposition: Hashable, Sendable {
  /// Of the devices in use, in the order of `Phase.allCases`.
  private var phases: [Double]
  /// Of devices that the strategy leaves alone.
  public var unused_J: Double
  /// Of user sessions on any device, above its idle power; nil where there are no users.
  public var users_J: Double?
  /// Of the bits on links.
  public var links_J: Double
  /// Of what all devices share: switches, management, fans, host, ports.
  public var shared_J: Double
  /// What the supplies turn into heat.
  public var supply_J: Double

  /// Nil for a strategy whose devices' joules were not recorded by phase.
  public init?(_ strategy: StrategyRecord) {
    let used = strategy.devices.filter(\.used)
    guard used.contains(where: { !$0.phase_energy_J.isEmpty }) else { return nil }
    phases = Phase.allCases.map { phase in
      used.reduce(0) { $0 + ($1.phase_energy_J.joules(of: phase.key) ?? 0) }
    }
    let all = strategy.devices.flatMap(\.energy_J)
    users_J = all.joules(of: Self.sessions)
    unused_J = strategy.devices.filter { !$0.used }.flatMap(\.phase_energy_J)
      .reduce(0) { $0 + $1.joules }
    // Users come to devices that do nothing of the training, whether they are in use or not.
    if let idle = Phase.allCases.firstIndex(of: .idle) {
      phases[idle] -= used.flatMap(\.energy_J).joules(of: Self.sessions) ?? 0
    }
    unused_J -=
      strategy.devices.filter { !$0.used }.flatMap(\.energy_J).joules(of: Self.sessions) ?? 0
    links_J = strategy.components.joules(of: Self.links) ?? 0
    supply_J = strategy.components.joules(of: Self.supply) ?? 0
    shared_J = strategy.components.reduce(0) { sum, part in
      part.component.hasPrefix(Self.devicePrefix)
        || [Self.links, Self.supply].contains(part.component)
        ? sum : sum + part.joules
    }
  }

  // As the components of a record are called.
  private static let links = "links"
  private static let sessions = "user sessions"
  private static let supply = "supply loss"
  private static let devicePrefix = "device "

  subscript(phase: Phase) -> Double {
    Phase.allCases.firstIndex(of: phase).map { phases[$0] } ?? 0
  }

  /// All lines, named, in the order in which tables show them.
  var lines: [(title: String, key: String, joules: Double)] {
    Phase.allCases.map { ($0.title, $0.key, self[$0]) }
      + (users_J.map { [("user sessions", "user_sessions", $0)] } ?? [])
      + [
        ("unused devices", "unused", unused_J), ("links", "links", links_J),
        ("shared parts", "shared", shared_J), ("supply loss", "supply", supply_J),
      ]
  }

  /// All lines together: the joules of the whole server.
  public var total_J: Double { lines.reduce(0) { $0 + $1.joules } }
}
