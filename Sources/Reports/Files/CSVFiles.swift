import Simulation

extension RunRecord {
  /// `rounds.csv`: one row per strategy, seed and round.
  ///
  /// Columns: `strategy`; `seed`; `round` (1 is the first); `time_s` (simulated, at the end of the round,
  /// from the start of the run); `energy_server_J` and `energy_used_J` (from the start of the run
  /// to the end of the round, of the whole server and of the devices in use with their share);
  /// `samples`, `steps` and `bytes` (of this round alone); `loss` (mean cross-entropy) and
  /// `accuracy` (0...1), both on the test set and empty when nothing is learned.
  public var roundsCSV: String {
    var csv = CSVText(header: [
      "strategy", "seed", "round", "time_s", "energy_server_J", "energy_used_J", "samples", "steps",
      "bytes", "loss", "accuracy",
    ])
    for strategy in strategies {
      for round in strategy.rounds {
        csv.append([
          strategy.name, String(strategy.seed), String(round.round), CSVText.number(round.time_s),
          CSVText.number(round.energy_server_J), CSVText.number(round.energy_used_J),
          String(round.samples), String(round.steps), String(round.bytes),
          CSVText.number(round.loss), CSVText.number(round.accuracy),
        ])
      }
    }
    return csv.text
  }

  /// `devices.csv`: one row per strategy, seed and device.
  ///
  /// Columns: `strategy`; `seed`; `device`; `board`; `used` (`true` or `false`: whether the strategy
  /// trained on it); the seconds of each phase, which add up to the run: `compute_s`,
  /// `communicate_s` (that no computation hides), `wait_s` (at barriers), `distribute_s` (data set
  /// and first weights), `compress_s`, `checkpoint_s`, `idle_s`, `message_s` (processor time of
  /// messages); `samples` (trained on it; in a pipeline every stage counts every sample) and
  /// `samples_int8` (of these); `throttled_s` (of `compute_s`, while a governor held a clock back) and `throttled_J` (what the device drew in them, without its link);
  /// `peak_temperature_C` (empty when temperatures are not modelled);
  /// `shut_down_at_s` (when it was switched off at its critical temperature; empty if it was not);
  /// `<phase>_J`, joules at the supply's output by what the device was doing, without those of links;
  /// then
  /// `energy_<component>_J`, one column for each component that any device has, in order of first
  /// appearance, empty where a device lacks it; last, for each operating point at which any device
  /// spent time, `<processor>_<clock>_<MHz>MHz_s` and `..._share` (of the run).
  public var devicesCSV: String {
    let components = strategies.flatMap(\.devices).flatMap(\.energy_J).orderedComponents
    let phaseNames = strategies.flatMap(\.devices).flatMap(\.phase_energy_J).orderedComponents
    let points = strategies.flatMap(\.devices).flatMap(\.clocks).orderedPoints
    var csv = CSVText(
      header: [
        "strategy", "seed", "device", "board", "used", "compute_s", "communicate_s", "wait_s",
        "distribute_s", "compress_s", "checkpoint_s", "idle_s", "message_s", "samples",
        "samples_int8", "throttled_s", "throttled_J", "peak_temperature_C", "shut_down_at_s",
      ] + phaseNames.map { "\($0)_J" } + components.map { "energy_\($0)_J" }
        + points.flatMap { ["\($0)_s", "\($0)_share"] })
    for strategy in strategies {
      for device in strategy.devices {
        let seconds = Phase.allCases.map { CSVText.number(device[$0]) }
        let heat = [
          CSVText.number(device.throttled_s), CSVText.number(device.throttled_J),
          CSVText.number(device.peak_temperature_C),
          CSVText.number(device.shut_down_at_s),
        ]
        let phases = phaseNames.map { CSVText.number(device.phase_energy_J.joules(of: $0)) }
        let joules = components.map { CSVText.number(device.energy_J.joules(of: $0)) }
        let times = Dictionary(
          device.clocks.map { ($0.column, $0.time_s) }, uniquingKeysWith: { $0 + $1 })
        let clocks = points.flatMap { point in
          let time = times[point] ?? 0
          let share = device.total_s > 0 ? time / device.total_s : 0
          return [CSVText.number(time), CSVText.number(share)]
        }
        csv.append(
          [
            strategy.name, String(strategy.seed), device.device, String(device.board),
            String(device.used),
          ] + seconds + [String(device.samples), String(device.samples_int8)] + heat + phases
            + joules + clocks)
      }
    }
    return csv.text
  }

  /// `components.csv`: joules per kind of component of the whole server, at the supply's input.
  ///
  /// Columns: `strategy`, `seed`, `component`, `energy_J`. They add up to the server's joules.
  public var componentsCSV: String {
    var csv = CSVText(header: ["strategy", "seed", "component", "energy_J"])
    for strategy in strategies {
      for part in strategy.components {
        csv.append([
          strategy.name, String(strategy.seed), part.component, CSVText.number(part.joules),
        ])
      }
    }
    return csv.text
  }

  /// `links.csv`: one row per strategy, seed and direction of a link.
  ///
  /// Columns: `strategy`; `seed`; `link` (with its direction); `bytes` carried over the run; `busy_s`
  /// (simulated seconds in which it carried any).
  public var linksCSV: String {
    var csv = CSVText(header: ["strategy", "seed", "link", "bytes", "busy_s"])
    for strategy in strategies {
      for link in strategy.links {
        csv.append([
          strategy.name, String(strategy.seed), link.link, String(link.bytes),
          CSVText.number(link.busy_s),
        ])
      }
    }
    return csv.text
  }
}

extension ClockRecord {
  /// The start of its columns' names.
  fileprivate var column: String {
    let clock = clock.replacing(" ", with: "_")
    return "\(clock)_\(FileNumber.text(frequency_MHz) ?? "0")MHz"
  }
}

extension [ClockRecord] {
  /// Each operating point once: clocks in order of first appearance, and of each the fastest first.
  fileprivate var orderedPoints: [String] {
    var clocks: [String] = []
    var points: [String: [ClockRecord]] = [:]
    for record in self {
      if points[record.clock] == nil { clocks.append(record.clock) }
      let known = points[record.clock] ?? []
      if known.contains(where: { $0.frequency_MHz == record.frequency_MHz }) { continue }
      points[record.clock] = known + [record]
    }
    return clocks.flatMap { clock in
      (points[clock] ?? []).sorted { $0.frequency_MHz > $1.frequency_MHz }.map(\.column)
    }
  }
}

extension [NamedJoules] {
  /// Names of the components, each once, in order of first appearance.
  var orderedComponents: [String] {
    var seen: Set<String> = []
    return map(\.component).filter { seen.insert($0).inserted }
  }

  /// Joules of a component; nil if it is not among them.
  func joules(of component: String) -> Double? {
    let matching = filter { $0.component == component }
    return matching.isEmpty ? nil : matching.reduce(0) { $0 + $1.joules }
  }
}
