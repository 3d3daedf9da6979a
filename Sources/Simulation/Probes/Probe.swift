/// What somebody who watches a run is told while it goes on.
///
/// A simulation without a probe pays one comparison where it would tell. What a probe does cannot
/// reach the simulated world.
public protocol Probe: AnyObject {
  /// Something that lasted: on a numbered track, from one instant to another.
  func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime)

  /// A quantity that has this value from now on.
  func counter(_ name: String, at time: SimTime, value: Double)

  /// Whether it wants to hear of every message of the network.
  var followsFlows: Bool { get }

  /// A message of the network that has ended, if it follows them.
  func flow(_ record: FlowRecord)

  /// How often it wants to hear of every device's sensor; nil for never.
  var sensorInterval: SimDuration? { get }

  /// What the sensor of a device says, by the number of its track, if the probe asks for it.
  func sensor(_ reading: SensorReading, of track: Int, at time: SimTime)
}

/// The state of a device whose temperature is modelled, at one instant.
public struct SensorReading: Hashable, Sendable {
  public var temperature_C: Double
  /// Of its first clock that does work; nil without clocks.
  public var frequency_Hz: Double?

  public init(temperature_C: Double, frequency_Hz: Double?) {
    self.temperature_C = temperature_C
    self.frequency_Hz = frequency_Hz
  }
}

extension Probe {
  public var sensorInterval: SimDuration? { nil }
  public func sensor(_ reading: SensorReading, of track: Int, at time: SimTime) {}
  public var followsFlows: Bool { false }
  public func flow(_ record: FlowRecord) {}
}

/// Tells several probes.
public final class ProbeGroup: Probe {
  private let probes: [any Probe]

  public init(_ probes: [any Probe]) { self.probes = probes }

  public func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {
    for probe in probes { probe.slice(name, on: track, from: start, to: end) }
  }

  public func counter(_ name: String, at time: SimTime, value: Double) {
    for probe in probes { probe.counter(name, at: time, value: value) }
  }

  public var followsFlows: Bool { probes.contains { $0.followsFlows } }

  public func flow(_ record: FlowRecord) {
    for probe in probes where probe.followsFlows { probe.flow(record) }
  }

  /// That of the first one that asks: there is one reading for all.
  public var sensorInterval: SimDuration? { probes.lazy.compactMap(\.sensorInterval).first }

  public func sensor(_ reading: SensorReading, of track: Int, at time: SimTime) {
    for probe in probes where probe.sensorInterval != nil {
      probe.sensor(reading, of: track, at: time)
    }
  }
}
