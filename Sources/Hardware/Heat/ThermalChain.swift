/// The way of heat from a device's die to the air: one to three nodes in a row.
///
///     q0        q1        q2           heat that enters at a node [W]
///     |         |         |
///     T0 --R0-- T1 --R1-- T2 --R2-- air
///     |         |         |
///     C0        C1        C2           to a common ground
///
/// This is the Cauer form, in which every node is a place (die, package, heat sink) whose
/// temperature exists. Published step responses are Foster terms, which are not places:
/// `FosterResponse` converts them.
public struct ThermalChain: Hashable, Sendable {
  /// One place with a temperature of its own.
  public struct Node: Hashable, Sendable {
    /// Such as `die` or `heatsink`.
    public var name: String
    /// In J/K.
    public var capacity: Double
    /// To the next node, or of the last node to the air, in K/W.
    public var resistance: Double

    public init(name: String, capacity: Double, resistance: Double) {
      self.name = name
      self.capacity = capacity
      self.resistance = resistance
    }
  }

  /// From the die outwards.
  public let nodes: [Node]

  public static let longest = 3

  /// - Precondition: One to three nodes; every capacity and resistance is positive and finite.
  public init(_ nodes: [Node]) {
    precondition((1...Self.longest).contains(nodes.count), "a chain has one to three nodes")
    precondition(
      nodes.allSatisfy {
        $0.capacity > 0 && $0.resistance > 0 && $0.capacity.isFinite && $0.resistance.isFinite
      }, "capacities and resistances are positive")
    self.nodes = nodes
  }

  /// The resistance between the last node and the air, in K/W.
  public var airResistance: Double { nodes[nodes.count - 1].resistance }

  /// The same chain with another resistance between its last node and the air.
  public func withAirResistance(_ resistance: Double) -> ThermalChain {
    var nodes = nodes
    nodes[nodes.count - 1].resistance = resistance
    return ThermalChain(nodes)
  }
}
