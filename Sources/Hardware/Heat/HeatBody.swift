import Simulation

/// A device as a body that heat flows through: its thermal chain, its leakage, its trips.
///
/// Between events heat and air are constant, so every temperature has a closed form, and whatever
/// depends on one (the next step of the leakage, a critical trip, a governor's poll, warmer air for
/// the neighbour downstream) is an event at the instant of its crossing. When heat or air change,
/// the crossing is dated again.
///
/// One check is pending at most. It may come too early (then it dates the next one), never too late.
public final class HeatBody: Component, HeatReceiver {
  public let model: HeatModel
  /// Told of leakage and of the critical trip.
  public weak var device: (any HeatedDevice)?

  // Only this file and `HeatBody+Checks.swift` touch what is stored. Every access is short, and what
  // is called during one does not touch the same property.
  @exclusivity(unchecked) var modes: ThermalModes
  /// Amplitudes at `since`, and where they run to.
  @exclusivity(unchecked) var amplitudes: SIMD4<Double>
  @exclusivity(unchecked) private var target = SIMD4<Double>.zero
  /// The last change of heat or air, in nanoseconds.
  @exclusivity(unchecked) var since: Int64
  /// In watts, of the sources in the model's order; the leakage has the last lane.
  @exclusivity(unchecked) private var watts = SIMD8<Double>.zero
  /// The temperature of the air that it breathes, in Celsius.
  @exclusivity(unchecked) public private(set) var air: Double
  /// The decay over the span that was asked for last.
  @exclusivity(unchecked) private var decaySpan: Int64 = 0
  @exclusivity(unchecked) private var decay = SIMD4<Double>(repeating: 1)

  @exclusivity(unchecked) var leakage: QuantisedValue?
  @exclusivity(unchecked) var governors: [any Governor] = []
  /// The body downstream, and how much of the heat sink's excess over the air reaches its air.
  @exclusivity(unchecked) unowned(unsafe) var downstream: HeatBody?
  @exclusivity(unchecked) var exhaust: QuantisedValue?
  @exclusivity(unchecked) var carry = 0.0
  /// The lane of `watts` that holds the leakage.
  private static let leakageLane = 7

  @exclusivity(unchecked) var id: ComponentID?
  /// The instant of the check that counts, in nanoseconds.
  @exclusivity(unchecked) var pending = Int64.max
  @exclusivity(unchecked) var isActing = false
  /// Whether it is switched off: then nothing leaks.
  @exclusivity(unchecked) public private(set) var isOff = false
  /// Told when heat or air have changed, as they may have had nothing to look at.
  @exclusivity(unchecked) private unowned(unsafe) var fans: Fans?
  @exclusivity(unchecked) private var peak: Double
  /// All heat up to `since`, in joules.
  @exclusivity(unchecked) private var settledJoules = 0.0

  /// A body at the temperature of the air.
  ///
  /// - Parameter air: In Celsius.
  public init(_ model: HeatModel, air: Double, at time: SimTime = .zero) {
    self.model = model
    self.air = air
    modes = model.modes
    amplitudes = model.modes.amplitudes(of: SIMD4(repeating: air))
    since = time.nanoseconds
    peak = air
    if let leakage = model.leakage {
      self.leakage = QuantisedValue(around: air, width: leakage.quantum)
      watts[Self.leakageLane] = leakage.watts(at: air)
    }
    retarget()
  }

  public func join(_ simulation: Simulation) {
    id = simulation.add(self)
    plan(in: simulation)
  }

  /// Adds a governor of its sensor's temperature.
  public func add(_ governor: any Governor, in simulation: Simulation) {
    governors.append(governor)
    plan(in: simulation)
  }

  // MARK: Reading

  /// In Celsius, at an instant not before the last change.
  ///
  /// Three exponentials at most, and no memory.
  public func temperature(of node: Int, at time: SimTime) -> Double {
    let now = target + (amplitudes - target) * decay(until: time.nanoseconds)
    return (modes.shape(of: node) * now).sum()
  }

  /// The course of a node's temperature since `lastChange`.
  @inline(__always)
  public func course(of node: Int) -> TemperatureCourse {
    let shape = modes.shape(of: node)
    return TemperatureCourse(
      final: (shape * target).sum(), amplitudes: shape * (amplitudes - target),
      rates: modes.rates, count: modes.count)
  }

  /// When heat or air changed last.
  public var lastChange: SimTime { SimTime(nanoseconds: since) }

  /// What leaks at present, in watts.
  public var leakageWatts: Double { watts[Self.leakageLane] }

  /// All heat that enters at present, in watts.
  public var totalWatts: Double { watts.sum() }

  /// All heat that has entered since it was made, in joules.
  public func joules(at time: SimTime) -> Double {
    settledJoules + watts.sum() * Double(time.nanoseconds - since) * 1e-9
  }

  /// The temperature of the air behind it, in Celsius.
  public func exhaustTemperature(at time: SimTime) -> Double {
    air + (temperature(of: model.chain.nodes.count - 1, at: time) - air) * carry
  }

  /// The highest temperature of the sensor so far, in Celsius.
  public func peakTemperature(at time: SimTime) -> Double {
    let span = Double(time.nanoseconds - since) * 1e-9
    let course = view.course
    let turns = course.extrema.filter { $0 > 0 && $0 < span }
    return ([0, span] + turns).reduce(peak) { max($0, course.value(at: $1)) }
  }

  @inline(__always)
  var view: SensorView { SensorView(course: course(of: model.sensor), since: since) }

  // MARK: Changing

  /// Sets the heat that a source makes from now on.
  public func setHeat(_ heat: Double, of source: Int, in simulation: Simulation) {
    precondition(source < model.sources.count, "the body has no such source of heat")
    if watts[source] == heat { return }
    settle(to: simulation.now.nanoseconds)
    watts[source] = heat
    retarget()
    plan(in: simulation)
    fans?.wake(in: simulation)
  }

  /// Sets the temperature of the air that it breathes from now on.
  public func setAir(_ temperature: Double, in simulation: Simulation) {
    if temperature == air { return }
    settle(to: simulation.now.nanoseconds)
    air = temperature
    retarget()
    plan(in: simulation)
    fans?.wake(in: simulation)
  }

  /// Takes the device from its power or gives it back: without power nothing leaks.
  public func setOff(_ off: Bool, in simulation: Simulation) {
    if off == isOff { return }
    isOff = off
    settle(to: simulation.now.nanoseconds)
    if let model = model.leakage {
      let now = (modes.shape(of: self.model.sensor) * amplitudes).sum()
      leakage = QuantisedValue(around: now, width: model.quantum)
      setLeakage(off ? 0 : model.watts(at: now), in: simulation)
    }
    plan(in: simulation)
  }

  /// Puts the body behind another resistance to the air; no temperature jumps.
  ///
  /// - Parameters:
  ///   - carry: The part of the last node's excess over the air that warms the air behind it.
  func setAirflow(_ modes: ThermalModes, carry: Double, in simulation: Simulation) {
    settle(to: simulation.now.nanoseconds)
    let temperatures = self.modes.temperatures(of: amplitudes)
    self.modes = modes
    decaySpan = 0
    decay = SIMD4(repeating: 1)
    amplitudes = modes.amplitudes(of: temperatures)
    self.carry = carry
    retarget()
    plan(in: simulation)
  }

  /// Tells the fans, which must outlive the body, of every change of heat or air.
  func observe(by fans: Fans) { self.fans = fans }

  /// Has the air behind this body be the air of another.
  func flow(to next: HeatBody, carry: Double, quantum: Double) {
    downstream = next
    self.carry = carry
    exhaust = QuantisedValue(
      around: exhaustTemperature(at: SimTime(nanoseconds: since)), width: quantum)
  }

  /// Jumps to where constant heat and air would lead: a device that has been running so for long.
  func rest(in simulation: Simulation) {
    since = simulation.now.nanoseconds
    for _ in 0..<100 {
      retarget()
      let before = amplitudes
      amplitudes = target
      guard let model = model.leakage, !isOff else { break }
      let now = (modes.shape(of: self.model.sensor) * amplitudes).sum()
      leakage = QuantisedValue(around: now, width: model.quantum)
      setLeakage(model.watts(at: now), in: simulation)
      let change = amplitudes - before
      if (change * change).sum() < 1e-20 { break }
    }
    decaySpan = 0
    decay = SIMD4(repeating: 1)
    peak = (modes.shape(of: model.sensor) * amplitudes).sum()
    if let downstream, let band = exhaust {
      let exhaust = QuantisedValue(around: exhaustTemperature(at: simulation.now), like: band)
      self.exhaust = exhaust
      downstream.setAir(exhaust.middle, in: simulation)
    }
    plan(in: simulation)
  }

  // MARK: Between changes

  @inline(__always)
  private func decay(until time: Int64) -> SIMD4<Double> {
    let span = time - since
    if span != decaySpan {
      precondition(span >= 0, "a body's temperatures before its last change are gone")
      decaySpan = span
      decay = modes.decay(over: Double(span) * 1e-9)
    }
    return decay
  }

  /// Brings the amplitudes up to an instant.
  func settle(to now: Int64) {
    if now == since { return }
    let view = view
    for index in governors.indices { governors[index].observe(view, until: now) }
    if view.course.upperBound > peak {
      peak = max(peak, peakTemperature(at: SimTime(nanoseconds: now)))
    }
    settledJoules += watts.sum() * Double(now - since) * 1e-9
    amplitudes = target + (amplitudes - target) * decay(until: now)
    since = now
  }

  @inline(__always)
  private func retarget() { target = modes.target(heat: model.nodeHeat(of: watts), air: air) }

  func setLeakage(_ heat: Double, in simulation: Simulation) {
    watts[Self.leakageLane] = heat
    retarget()
    device?.leakageChanged(to: heat, in: simulation)
  }
}

/// The device whose heat a body carries away.
public protocol HeatedDevice: AnyObject {
  /// Its leakage is this many watts from now on.
  func leakageChanged(to watts: Double, in simulation: Simulation)

  /// Its sensor is at the critical trip: it is to be switched off.
  func criticalTemperatureReached(in simulation: Simulation)
}
