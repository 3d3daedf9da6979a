import Foundation
import Hardware
import Simulation

/// A board's state in the lines of `tegrastats`, once a second of virtual time.
///
/// Loads and powers are means over the second, and over the run so far behind the slash. What nothing
/// here models reads as on a board where it is off: swap 0, the largest free block all that is free.
/// CPU, GPU and the hottest place (tj) are one die here, so their temperatures are equal; without a
/// model of heat they are -256C. Temperatures and the GPU's clock are those at the end of the second. The
/// clock starts at 01-01-1970 00:00:00.
struct Tegrastats {
  let modes: PowerModeTable
  let mode: PowerMode
  let workload: ModeWorkload
  /// Of the board while nothing runs.
  let idle_W: Double
  /// Bytes that the training holds, and that the board has.
  let memory: (used: Int, all: Int)
  /// What computes, at the mode: its law says what it draws while a governor holds its clock back.
  var processor: ProcessorSpecification?

  /// Files with more lines are cut, with a mark.
  static let mostLines = 100_000

  private struct Levels {
    /// Watts by rail.
    var rails_W: [Double]
    /// Loads of one core, of the memory and of the GPU, in [0, 1].
    var core: Double
    var memory: Double
    var gpu: Double
  }

  /// One line for every whole second from 1 s on, and nothing for the rest of the last one.
  ///
  /// - Parameter readings: Of every second; none without a model of heat.
  func lines(
    _ intervals: [ComputeIntervals.Interval], _ readings: [SensorReading] = [],
    until end: SimTime
  ) -> String {
    let idle = levels(at: nil)
    // By the GPU's clock, which a governor may hold back.
    var busy: [Double: Levels] = [:]
    var out = ""
    var next = 0
    var joules = [Double](repeating: 0, count: idle.rails_W.count)
    let seconds = Int(end.seconds)
    for second in 0..<min(seconds, Self.mostLines) {
      let from = SimTime.zero + SimDuration(nanoseconds: Int64(second) * 1_000_000_000)
      let to = from + SimDuration(nanoseconds: 1_000_000_000)
      var share = 0.0
      while next < intervals.count, intervals[next].start < to {
        let start = max(intervals[next].start, from)
        share += (min(intervals[next].end, to) - start).seconds
        if intervals[next].end > to { break }
        next += 1
      }
      share = min(share, 1)
      let reading = second < readings.count ? readings[second] : nil
      let gpu = reading?.frequency_Hz.map { Frequency(hertz: $0) } ?? mode.gpu
      let levels = busy[gpu.hertz] ?? levels(at: gpu)
      busy[gpu.hertz] = levels
      let now = idle.rails_W.indices.map { rail in
        idle.rails_W[rail] + share * (levels.rails_W[rail] - idle.rails_W[rail])
      }
      for rail in now.indices { joules[rail] += now[rail] }
      out += line(
        second: second + 1, share: share, busy: levels, gpu: gpu,
        temperature: reading?.temperature_C, watts: now,
        meanWatts: joules.map { $0 / Double(second + 1) })
    }
    if seconds > Self.mostLines { out += "# cut after \(Self.mostLines) lines of \(seconds)\n" }
    return out
  }

  /// What the board draws and does in a step, or at rest without a clock of the GPU.
  private func levels(at gpu: Frequency?) -> Levels {
    let rails = modes.rails.value
    guard let gpu else {
      return Levels(rails_W: rails.map { $0.idleShare * idle_W }, core: 0, memory: 0, gpu: 0)
    }
    let whole = mode.relative(to: workload.reference)
    let parts = workload.time.parts(whole)
    let power = workload.power.parts(whole, time: workload.time, parts: parts)
    let watts: [PowerRail.Part: Double] = [
      .gpu: power.gpu_W, .cpu: power.cpu_W, .memory: power.memory_W,
    ]
    let part = drawn(at: gpu)
    let rails_W = rails.map { rail in
      let idle = rail.idleShare * idle_W
      let busy = rail.idleShare * power.base_W + rail.feeds.reduce(0) { $0 + (watts[$1] ?? 0) }
      return idle + part * (busy - idle)
    }
    // Loads are those of a step at the clock that the GPU has.
    var slower = mode
    slower.gpu = gpu
    let relative = slower.relative(to: workload.reference)
    let there = workload.time.parts(relative)
    let traffic = workload.time.gpuMemory_s / relative.memory / there.step_s
    let cores = there.cores_s / there.step_s + there.systemCores
    return Levels(
      rails_W: rails_W, core: min(1, cores / Double(mode.cores)), memory: min(1, traffic),
      gpu: min(1, there.gpu_s / there.step_s))
  }

  /// What the board draws above idle at a clock of its GPU, relative to that at the mode's.
  private func drawn(at gpu: Frequency) -> Double {
    guard let processor, let clock = processor.clocks.first, gpu != mode.gpu,
      let point = clock.frequencies.value.firstIndex(of: gpu),
      processor.activePower.value.watts > 0
    else { return 1 }
    let model = ProcessorModel(processor)
    let setting = ClockSetting(point: point, coresOnline: clock.cores.value)
    return model.busyWatts(at: [setting]) / processor.activePower.value.watts
  }

  private func line(
    second: Int, share: Double, busy: Levels, gpu: Frequency, temperature: Double?,
    watts: [Double], meanWatts: [Double]
  ) -> String {
    func percent(_ path: KeyPath<Levels, Double>) -> Int {
      Int((100 * share * busy[keyPath: path]).rounded())
    }
    func megahertz(_ frequency: Frequency) -> Int { Int((frequency.hertz / 1e6).rounded(.down)) }
    func megabytes(_ bytes: Int) -> Int { bytes >> 20 }
    let free = megabytes(memory.all - memory.used) / 4
    var line = Self.clock(second)
    line += " RAM \(megabytes(memory.used))/\(megabytes(memory.all))MB (lfb \(free)x4MB)"
    line += " SWAP 0/0MB (cached 0MB) CPU ["
    line += (0..<modes.cores.value).map { core in
      core < mode.cores ? "\(percent(\.core))%@\(megahertz(mode.cpu))" : "off"
    }.joined(separator: ",")
    line += "] EMC_FREQ \(percent(\.memory))%@\(megahertz(mode.memory))"
    line += " GR3D_FREQ \(percent(\.gpu))%@\(megahertz(gpu))"
    let degrees = temperature.map(Self.degrees) ?? "-256"
    line += " CPU@\(degrees)C GPU@\(degrees)C tj@\(degrees)C"
    func reading(_ name: String, _ rails: some Sequence<Int>) -> String {
      let (now, soFar) = rails.reduce(into: (0.0, 0.0)) {
        $0.0 += 1e3 * watts[$1]
        $0.1 += 1e3 * meanWatts[$1]
      }
      return " \(name) \(Int(now.rounded()))mW/\(Int(soFar.rounded()))mW"
    }
    let rails = modes.rails.value
    if let total = modes.totalRail { line += reading(total, rails.indices) }
    for (index, rail) in rails.enumerated() where rail.name != PowerModeTable.restOfTotal {
      line += reading(rail.name, [index])
    }
    return line + "\n"
  }

  /// `41.437`: sensors read in steps of 1/32 K, of which three digits are shown, cut off.
  private static func degrees(_ temperature: Double) -> String {
    let steps = (temperature * 32).rounded(.down)
    let thousandths = Int((steps * 1000 / 32).rounded(.towardZero))
    let digits = String(format: "%d.%03d", abs(thousandths) / 1000, abs(thousandths) % 1000)
    let cut = String(digits.reversed().drop { $0 == "0" }.reversed())
    return (thousandths < 0 ? "-" : "") + (cut.hasSuffix(".") ? String(cut.dropLast()) : cut)
  }

  /// `01-02-1970 00:00:01`: month, day, year.
  private static func clock(_ second: Int) -> String {
    let (day, rest) = (second / 86_400, second % 86_400)
    var date = (year: 1970, month: 1, day: day + 1)
    while true {
      let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][date.month - 1]
      if date.day <= days { break }
      date.day -= days
      date = date.month == 12 ? (date.year + 1, 1, date.day) : (date.year, date.month + 1, date.day)
    }
    return String(
      format: "%02d-%02d-%04d %02d:%02d:%02d", date.month, date.day, date.year, rest / 3600,
      rest / 60 % 60, rest % 60)
  }
}
