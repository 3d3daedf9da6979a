import Simulation

/// The air that cools the devices of a server.
public struct AirflowSpecification: Hashable, Sendable {
  /// In front of the first device.
  public var inlet: Sourced<Temperature>
  /// Along one row, with the fans at full speed.
  public var flow: Sourced<AirFlow>
  /// How many devices the air passes one after the other, in their order; 1 if none breathes the
  /// warm air of another.
  public var row: Sourced<Int>
  /// The share of the flow and of the conductance to the air that is left without fans.
  public var still: Sourced<Double>
  /// Of the conductance to the air with the speed of the fans.
  public var exponent: Sourced<Double>
  /// How many fans there are; all of them drive all the air.
  public var fans: Sourced<Int>
  /// How fast they turn; nil for full speed at any temperature.
  public var curve: FanCurveSpecification?
  /// The width of the bands in which a device's warmed air is taken to be constant: a setting of the
  /// simulation, not a property of the server.
  public var quantum: TemperatureDifference

  public static let defaultQuantum = TemperatureDifference(kelvin: AirStream.defaultQuantum)

  public init(
    inlet: Sourced<Temperature>, flow: Sourced<AirFlow>, row: Sourced<Int>,
    still: Sourced<Double>, exponent: Sourced<Double>, fans: Sourced<Int>,
    curve: FanCurveSpecification?,
    quantum: TemperatureDifference = defaultQuantum
  ) {
    self.inlet = inlet
    self.flow = flow
    self.row = row
    self.still = still
    self.exponent = exponent
    self.fans = fans
    self.curve = curve
    self.quantum = quantum
  }

  /// With less, the air would leave a device warmer than what warms it, at some speed of the fans.
  public func leastFlow(through chain: ThermalChain) -> AirFlow {
    // Flow times resistance is smallest where the draught takes over from the fans.
    let slowest = AirCooling(flow: 1, still: still.value, exponent: exponent.value)
    let watts = slowest.carry(of: chain, speed: still.value)
    return AirFlow(cubicMetresPerSecond: watts / AirFlow.heatCapacityOfAir)
  }

  var cooling: AirCooling {
    AirCooling(
      flow: flow.value.wattsPerKelvin, still: still.value, exponent: exponent.value)
  }
}

/// The speed of fans by the temperature of the hottest device.
public struct FanCurveSpecification: Hashable, Sendable {
  public struct Step: Hashable, Sendable {
    public var temperature: Sourced<Temperature>
    /// How far it must cool down before the fans turn slower again.
    public var hysteresis: Sourced<TemperatureDifference>
    /// As a share of the full speed.
    public var speed: Sourced<Double>

    public init(
      temperature: Sourced<Temperature>, hysteresis: Sourced<TemperatureDifference>,
      speed: Sourced<Double>
    ) {
      self.temperature = temperature
      self.hysteresis = hysteresis
      self.speed = speed
    }
  }

  /// Below the first step.
  public var lowest: Sourced<Double>
  /// With rising temperatures.
  public var steps: [Step]
  /// How often the temperature is read.
  public var interval: Sourced<SimDuration>

  public init(lowest: Sourced<Double>, steps: [Step], interval: Sourced<SimDuration>) {
    self.lowest = lowest
    self.steps = steps
    self.interval = interval
  }

  var curve: FanCurve {
    FanCurve(
      lowest: lowest.value,
      steps: steps.map {
        FanCurve.Step(
          temperature: $0.temperature.value.celsius, hysteresis: $0.hysteresis.value.kelvin,
          speed: $0.speed.value)
      }, interval: interval.value)
  }
}
