import Simulation

/// The air that passes the devices of a board one after the other.
///
/// Each device breathes what those before it have warmed: by the heat that their last nodes give off
/// to it, over the heat capacity of the air that flows by in a second.
///
///     air behind = air before + (T_last - air before) / (R_air * flow)          [K / (K/W * W/K)]
///
/// Coupled one way and of equal chains, a board as one system would have repeated eigenvalues and no
/// basis of modes. So each device keeps its own closed form and breathes air that changes in steps:
/// its temperature is the middle of a band that the true one has not left (quantised state).
public final class AirStream {
  /// The width of a band, in kelvin.
  ///
  /// The last of five devices breathes air that is wrong by four halves of it at most.
  public static let defaultQuantum = 0.02

  public private(set) var bodies: [HeatBody] = []
  /// The temperature of the air in front of the first device, in Celsius.
  public private(set) var inlet: Double
  private let model: HeatModel
  private let cooling: AirCooling
  private let quantum: Double
  /// By speed of the fans.
  private var levels: [Double: Level] = [:]

  private struct Level {
    let modes: ThermalModes
    let carry: Double
  }

  /// - Parameters:
  ///   - bodies: In the direction of the air; all of one model.
  ///   - cooling: How much air there is, and how it takes heat.
  public init(
    _ bodies: [HeatBody], inlet: Double, cooling: AirCooling,
    quantum: Double = AirStream.defaultQuantum, in simulation: Simulation
  ) throws {
    precondition(!bodies.isEmpty, "a stream of air passes a device at least")
    self.bodies = bodies
    self.inlet = inlet
    self.cooling = cooling
    self.quantum = quantum
    model = bodies[0].model
    try prepare(for: [1])
    setSpeed(1, in: simulation)
    for (body, next) in zip(bodies, bodies.dropFirst()) {
      body.flow(to: next, carry: cooling.carry(of: model.chain, speed: 1), quantum: quantum)
    }
    rest(in: simulation)
  }

  /// Puts every device at the temperature to which its present heat would lead in the end.
  public func rest(in simulation: Simulation) {
    for (number, body) in bodies.enumerated() {
      if number == 0 { body.setAir(inlet, in: simulation) }
      body.rest(in: simulation)
    }
  }

  /// Sets the temperature of the air in front of the first device, in Celsius.
  public func setInlet(_ temperature: Double, in simulation: Simulation) {
    inlet = temperature
    bodies[0].setAir(temperature, in: simulation)
  }

  /// Works out the modes of speeds that will be set, as shares of the full one.
  public func prepare(for speeds: [Double]) throws {
    for speed in speeds where levels[speed] == nil {
      levels[speed] = Level(
        modes: try cooling.modes(of: model.chain, speed: speed),
        carry: cooling.carry(of: model.chain, speed: speed))
    }
  }

  /// Sets the speed of the fans, as a share of the full one.
  ///
  /// - Precondition: The speed was prepared for.
  public func setSpeed(_ speed: Double, in simulation: Simulation) {
    guard let level = levels[speed] else {
      preconditionFailure("a speed of the fans that nobody prepared for")
    }
    for body in bodies { body.setAirflow(level.modes, carry: level.carry, in: simulation) }
  }
}
