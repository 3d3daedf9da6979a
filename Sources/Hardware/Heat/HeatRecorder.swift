import Simulation

/// Looks at the temperatures, clocks and powers of devices at equal intervals, for reports.
///
/// Nobody knows at the start how long a run will be: when there are too many samples, every other
/// one is dropped and the interval doubles. Looking changes nothing.
public final class HeatRecorder: Component {
  /// Samples of one device.
  private struct Track {
    var temperature: [Double] = []
    var frequency: [Double] = []
    /// Joules of the device up to each sample.
    var joules: [Double] = []

    mutating func thin() {
      temperature = temperature.everyOther
      frequency = frequency.everyOther
      joules = joules.everyOther
    }
  }

  private let heat: ClusterHeat
  private let names: [(temperature: String, frequency: String, power: String)]
  /// The clock of each device that is looked at.
  private let clocks: [ClockDomain?]
  private var tracks: [Track]
  private var interval: SimDuration
  private var count = 0
  /// Joules of each device at the start, and at the latest sample.
  private let first: [Double]
  private var last: [Double]
  private var id: ComponentID?

  /// The most samples that are kept.
  private static let most = 400
  /// The most devices that are looked at, the first ones of the cluster.
  private static let widest = 600
  private static let finest = SimDuration(nanoseconds: 10_000_000)

  public init(of heat: ClusterHeat, in simulation: Simulation) {
    self.heat = heat
    let devices = heat.devices.prefix(Self.widest)
    names = devices.map {
      let name = $0.device.name
      return ("\(name) temperature, °C", "\(name) clock, MHz", "\(name) power, W")
    }
    clocks = devices.map { $0.clock(at: simulation.now) }
    tracks = devices.map { _ in Track() }
    first = devices.map { $0.body.joules(at: simulation.now) }
    last = first
    interval = Self.finest
    id = simulation.add(self)
    next(in: simulation)
  }

  private func next(in simulation: Simulation) {
    guard let id else { return }
    simulation.schedule(Event(), for: id, at: simulation.now + interval)
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    let now = simulation.now
    for index in tracks.indices {
      let device = heat.devices[index]
      let temperature = device.body.temperature(of: device.body.model.sensor, at: now)
      let joules = device.body.joules(at: now)
      tracks[index].temperature.append(temperature)
      tracks[index].joules.append(joules)
      let frequency = clocks[index]?.frequency.hertz
      if let frequency { tracks[index].frequency.append(frequency * 1e-6) }
      if let probe = simulation.probe {
        probe.counter(names[index].temperature, at: now, value: (temperature * 100).rounded() / 100)
        if let frequency {
          probe.counter(names[index].frequency, at: now, value: frequency * 1e-6)
        }
        probe.counter(
          names[index].power, at: now,
          value: ((joules - last[index]) / interval.seconds * 100).rounded() / 100)
      }
      last[index] = joules
    }
    count += 1
    if count == Self.most {
      for index in tracks.indices { tracks[index].thin() }
      count /= 2
      interval = SimDuration(nanoseconds: interval.nanoseconds * 2)
    }
    next(in: simulation)
  }

  /// What was seen of these devices, by their numbers.
  func series(of numbers: [Int]) -> [DeviceSeries] {
    numbers.filter(tracks.indices.contains).map { number in
      let track = tracks[number]
      let before = [first[number]] + track.joules
      return DeviceSeries(
        device: heat.devices[number].device.name, interval_s: interval.seconds,
        temperature_C: track.temperature.map { ($0 * 100).rounded() / 100 },
        frequency_MHz: track.frequency,
        power_W: zip(track.joules, before).map {
          (($0 - $1) / interval.seconds * 1000).rounded() / 1000
        })
    }
  }
}

extension [Double] {
  /// The second, the fourth, and so on.
  fileprivate var everyOther: [Double] {
    stride(from: 1, to: count, by: 2).map { self[$0] }
  }
}
