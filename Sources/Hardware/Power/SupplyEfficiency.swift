/// Output over input power of a supply.
public enum SupplyEfficiency: Hashable, Sendable {
  /// The same at every load, in (0, 1].
  case constant(Double)
  /// Between the points of a curve a straight line; beyond its ends the end's.
  ///
  /// The points' loads rise.
  case curve([Point])

  /// What a supply makes of a load, in watts of output.
  public struct Point: Hashable, Sendable {
    public var load: Power
    public var efficiency: Double

    public init(load: Power, efficiency: Double) {
      self.load = load
      self.efficiency = efficiency
    }
  }

  /// The efficiency at an output power of one supply.
  public func efficiency(at watts: Double) -> Double {
    switch self {
    case .constant(let efficiency): return efficiency
    case .curve(let points):
      guard let next = points.firstIndex(where: { $0.load.watts > watts }) else {
        return points.last?.efficiency ?? 1
      }
      let upper = points[next]
      if next == 0 { return upper.efficiency }
      let lower = points[next - 1]
      let part = (watts - lower.load.watts) / (upper.load.watts - lower.load.watts)
      return lower.efficiency + part * (upper.efficiency - lower.efficiency)
    }
  }

  /// Whether it takes anything at all.
  public var isLossless: Bool { self == .constant(1) }
}
