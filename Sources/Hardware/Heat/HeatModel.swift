/// What all bodies of one type of device have in common.
public final class HeatModel: Sendable {
  /// A named source of heat and the node of the chain at which it enters.
  public struct Source: Hashable, Sendable {
    /// Such as `cpu` or `idle`.
    public var name: String
    public var node: Int

    public init(name: String, node: Int) {
      self.name = name
      self.node = node
    }
  }

  public let chain: ThermalChain
  public let sources: [Source]
  /// The node whose temperature governors and trips look at, and which leaks.
  public let sensor: Int
  public let leakage: LeakageModel?
  /// The temperature at which the device is switched off, in Celsius.
  public let critical: Double?

  let modes: ThermalModes
  /// Which sources enter at the three nodes: 1 where one does.
  private let inlets: (SIMD8<Double>, SIMD8<Double>, SIMD8<Double>)

  public static let mostSources = 7

  /// - Precondition: At most seven sources, at nodes of the chain.
  public init(
    chain: ThermalChain, sources: [Source], sensor: Int = 0, leakage: LeakageModel? = nil,
    critical: Double? = nil
  ) throws {
    precondition(sources.count <= Self.mostSources, "at most seven sources of heat")
    precondition(
      (sources.map(\.node) + [sensor]).allSatisfy { chain.nodes.indices.contains($0) },
      "heat enters at nodes of the chain")
    self.chain = chain
    self.sources = sources
    self.sensor = sensor
    self.leakage = leakage
    self.critical = critical
    modes = try ThermalModes(of: chain)
    var inlets = [SIMD8<Double>](repeating: .zero, count: ThermalChain.longest)
    for (index, source) in sources.enumerated() { inlets[source.node][index] = 1 }
    inlets[sensor][Self.mostSources] = 1  // the leakage
    self.inlets = (inlets[0], inlets[1], inlets[2])
  }

  /// The heat that enters at each node, of watts by source.
  @inline(__always)
  func nodeHeat(of watts: SIMD8<Double>) -> SIMD4<Double> {
    SIMD4(
      (watts * inlets.0).sum(), (watts * inlets.1).sum(), (watts * inlets.2).sum(), 0)
  }

  /// The number of a source of this name.
  public func source(named name: String) -> Int? { sources.firstIndex { $0.name == name } }
}
