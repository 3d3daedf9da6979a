import Simulation

/// Looks at the temperatures, clocks and powers of devices at equal intervals, for reports.
///
/// Nobody knows at the start how long a run will be: when there are too many samples, every other
/// one is dropped and the interval doubles. Nobody knows either which row will be the hottest, so all
/// devices are looked at; of many, less often. Looking changes nothing.
public final class HeatRecorder: Component {
  /// Samples of one device.
  private struct Track {
    var temperature: [Float] = []
    var frequency: [Float] = []
    /// Mean watts from the sample before to each sample.
    var watts: [Float] = []

    mutating func thin() {
      temperature = temperature.everyOther
      frequency = frequency.everyOther
      watts = watts.means
    }
  }

  private let heat: ClusterHeat
  private let names: [(temperature: String, frequency: String, power: String)]
  /// The clock of each device that is looked at.
  private let clocks: [ClockDomain?]
  private var tracks: [Track]
  private var interval: SimDuration
  private var count = 0
  /// Joules of each device at the latest sample.
  private var last: [Double]
  private var id: ComponentID?

  /// The most samples of a device that are kept.
  private let most: Int
  private static let mostSamples = 400
  private static let fewestSamples = 16
  /// So many devices have the most samples; twice as many have half of them.
  private static let sampledFully = 600
  /// The most devices of which a probe is told: a timeline of more cannot be read.
  private static let mostTold = 600
  private static let finest = SimDuration(nanoseconds: 10_000_000)

  public init(of heat: ClusterHeat, in simulation: Simulation) {
    self.heat = heat
    let devices = heat.devices
    let share = Self.mostSamples * Self.sampledFully / max(devices.count, 1)
    most = min(Self.mostSamples, max(Self.fewestSamples, share / 2 * 2))
    names = devices.prefix(simulation.probe == nil ? 0 : Self.mostTold).map {
      let name = $0.device.name
      return ("\(name) temperature, °C", "\(name) clock, MHz", "\(name) power, W")
    }
    clocks = devices.map { $0.clock(at: simulation.now) }
    tracks = devices.map { _ in Track() }
    last = devices.map { $0.body.joules(at: simulation.now) }
    interval = Self.finest
    if let interval = simulation.probe?.sensorInterval {
      _ = SensorWatch(of: heat, every: interval, in: simulation)
    }
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
      let watts = (joules - last[index]) / interval.seconds
      tracks[index].temperature.append(Float(temperature))
      tracks[index].watts.append(Float(watts))
      let frequency = clocks[index]?.frequency.hertz
      if let frequency { tracks[index].frequency.append(Float(frequency * 1e-6)) }
      if let probe = simulation.probe, index < names.count {
        probe.counter(names[index].temperature, at: now, value: (temperature * 100).rounded() / 100)
        if let frequency {
          probe.counter(names[index].frequency, at: now, value: frequency * 1e-6)
        }
        probe.counter(names[index].power, at: now, value: (watts * 100).rounded() / 100)
      }
      last[index] = joules
    }
    count += 1
    if count == most {
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
      func values(_ floats: [Float], _ scale: Double) -> [Double] {
        floats.map { (Double($0) * scale).rounded() / scale }
      }
      return DeviceSeries(
        device: heat.devices[number].device.name, interval_s: interval.seconds,
        temperature_C: values(track.temperature, 100),
        frequency_MHz: values(track.frequency, 100), power_W: values(track.watts, 1000))
    }
  }
}

extension [Float] {
  /// The second, the fourth, and so on.
  fileprivate var everyOther: [Float] {
    stride(from: 1, to: count, by: 2).map { self[$0] }
  }

  /// Of the first two, the next two, and so on.
  fileprivate var means: [Float] {
    stride(from: 1, to: count, by: 2).map { (self[$0 - 1] + self[$0]) / 2 }
  }
}
