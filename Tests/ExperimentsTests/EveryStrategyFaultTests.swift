import Foundation
import Hardware
import Reports
import Simulation
import Strategies
import Synchronization
import Testing

@testable import Experiments

/// What every strategy does when a device dies in mid-round, an uplink halves or the fans fail.
@Suite struct EveryStrategyFaultTests {
  private static func record(
    _ form: StrategyForm, _ faults: String = "[]", jobs: Int = 1
  ) throws -> RunRecord {
    try Experiment(form.scenario(faults)).run(.init(jobs: jobs)).record
  }

  /// Undisturbed runs, each made once.
  private static let undisturbed = Mutex<[String: StrategyRecord]>([:])

  private func whole(_ form: StrategyForm) throws -> StrategyRecord {
    if let known = Self.undisturbed.withLock({ $0[form.text] }) { return known }
    let run = try #require(try Self.record(form).strategies.first)
    try #require(run.failure == nil && run.rounds.count == StrategyForm.rounds)
    Self.undisturbed.withLock { $0[form.text] = run }
    return run
  }

  /// A run with a fault, whose table is true.
  ///
  /// - Parameter twice: Whether it is made again, to the same bytes.
  private func run(
    _ form: StrategyForm, _ faults: String, twice: Bool = true
  ) throws -> StrategyRecord {
    let record = try Self.record(form, faults)
    if twice {
      #expect(try record.recordsJSON() == Self.record(form, faults, jobs: 2).recordsJSON())
    }
    checkTable(record)
    return try #require(record.strategies.first)
  }

  /// In milliseconds.
  private func instant(_ seconds: Double) -> String { "\(Int((seconds * 1000).rounded())) ms" }

  @Test("every strategy of the registry is here")
  func everybody() {
    #expect(
      Set(StrategyForm.all.map(\.name)) == Set(StrategyRegistry.all.map { type in type.name }))
  }

  @Test(
    "a device that dies while data are sent drops out; the others go on, as their files say",
    arguments: StrategyForm.all.filter {
      $0.death == .goesOnWithoutShard || $0.death == .goesOnAsSmallerGroup
    })
  func deathInDistribution(form: StrategyForm) throws {
    let run = try run(form, "[device-dies: { device: 7, at: 10 ms }]")
    #expect(run.failure == nil && run.rounds.count == StrategyForm.rounds)
  }

  // MARK: The three faults

  @Test(
    "when a device dies in mid-round, each strategy ends or goes on as its file says",
    arguments: StrategyForm.all, [0, 7])
  func death(form: StrategyForm, device: Int) throws {
    let whole = try whole(form)
    // In the middle of the second round.
    let time = (whole.rounds[0].time_s + whole.rounds[1].time_s) / 2
    let run = try run(
      form, "[device-dies: { device: \(device), at: \(instant(time)) }]",
      twice: device > 0)
    let dead = try #require(run.devices.first { $0.device == "soc \(device)" })
    // It is idle from its death on, and draws nothing.
    #expect(dead.idle_s >= run.simulated_time_s - time - 1e-3)
    let idle = dead.energy_J.first { $0.component == "idle" }?.joules ?? 0
    #expect(abs(idle - 1.6 * time) < 1e-2)
    #expect(run.rounds[0] == whole.rounds[0])
    switch form.death {
    case .endsWithFirst where device != 0:
      #expect(run.failure == nil)
      #expect(run.rounds.map(\.time_s) == whole.rounds.map(\.time_s))
    case .ends, .endsWithFirst:
      #expect(run.failure?.hasPrefix("soc \(device) died while ") == true)
      #expect(run.rounds.count == 1)
      // Nobody waits for it much longer than a step of the slowest, alone with its 64 samples.
      #expect(run.simulated_time_s >= time - 1e-3 && run.simulated_time_s < time + 3)
    case .goesOnWithoutShard:
      #expect(run.failure == nil && run.rounds.count == StrategyForm.rounds)
      let shard = StrategyForm.samples / StrategyForm.devices
      for round in run.rounds.dropFirst(2) {
        #expect(round.samples == StrategyForm.samples - shard)
      }
    case .goesOnAsSmallerGroup:
      #expect(run.failure == nil && run.rounds.count == StrategyForm.rounds)
      // What is left to train on is the same in every round, but for the one that was given up.
      #expect(run.rounds[1].samples < whole.rounds[1].samples)
      for number in 2..<StrategyForm.rounds {
        #expect(run.rounds[number].samples == whole.rounds[number].samples)
      }
    }
  }

  @Test(
    "with half of a board's uplink no run is shorter, and what crosses it takes longer",
    arguments: StrategyForm.all)
  func uplink(form: StrategyForm) throws {
    let whole = try whole(form)
    // From power-on, and from the middle of the second round.
    let time = (whole.rounds[0].time_s + whole.rounds[1].time_s) / 2
    for start in [0, time] {
      let run = try run(
        form, "[link-slows: { link: board 1, rate: 50 %, at: \(instant(start)) }]",
        twice: start > 0)
      #expect(run.failure == nil && run.rounds.count == StrategyForm.rounds)
      #expect(run.rounds.map(\.samples) == whole.rounds.map(\.samples))
      #expect(run.rounds.map(\.steps) == whole.rounds.map(\.steps))
      func carried(_ run: StrategyRecord) -> [Int] {
        run.links.filter { $0.link.hasPrefix("board 1,") || $0.link.hasPrefix("board 1 ") }
          .map(\.bytes)
      }
      #expect(carried(run) == carried(whole))
      guard form.death != .endsWithFirst else {
        // It trains on the other board.
        #expect(run.rounds.map(\.time_s) == whole.rounds.map(\.time_s))
        #expect(carried(run).allSatisfy { $0 == 0 })
        continue
      }
      #expect(!carried(run).isEmpty && carried(run).allSatisfy { $0 > 0 })
      // Rounds that begin after the change, each longer than it was.
      for number in 2..<StrategyForm.rounds {
        func length(_ run: StrategyRecord) -> Double {
          run.rounds[number].time_s - run.rounds[number - 1].time_s
        }
        #expect(length(run) > length(whole), "round \(number + 1)")
      }
    }
  }

  @Test(
    "when the fans fail, SoCs reach their trip and are slowed down; one that never pauses is switched off",
    arguments: StrategyForm.all)
  func fans(form: StrategyForm) throws {
    let whole = try whole(form)
    let time = (whole.rounds[0].time_s + whole.rounds[1].time_s) / 2
    let run = try run(form, "[fans-fail: { at: \(instant(time)) }]")
    #expect(run.rounds[0] == whole.rounds[0])
    let fans = run.components.first { $0.component == "fans" }?.joules ?? 0
    #expect(abs(fans - 20.5 * time) < 0.02)
    let (used, cool) = (run.devices.filter(\.used), whole.devices.filter(\.used))
    #expect(cool.allSatisfy { $0.throttled_s == 0 })
    #expect(used.contains { $0.throttled_s > 0 && ($0.throttled_J ?? 0) > 1.6 * $0.throttled_s })
    #expect((used.compactMap(\.peak_temperature_C).max() ?? 0) >= 94.9)
    let off = used.filter { $0.shut_down_at_s != nil }
    if form.death == .endsWithFirst {
      // It works without a pause, and dies of the heat.
      #expect(off.map(\.device) == ["soc 0"] && run.failure?.hasPrefix("soc 0 died while ") == true)
      #expect((used[0].peak_temperature_C ?? 0) >= 110 - 1e-6)
      #expect(off[0].shut_down_at_s == run.simulated_time_s)
    } else {
      #expect(off.isEmpty && run.failure == nil && run.rounds.count == StrategyForm.rounds)
      #expect(run.rounds.map(\.samples) == whole.rounds.map(\.samples))
      #expect(run.simulated_time_s > whole.simulated_time_s)
    }
  }

  // MARK: Tables

  /// Whether seconds and joules are finite and add up, device by device and over the server.
  private func checkTable(_ record: RunRecord) {
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1) }
    for run in record.strategies {
      #expect(run.simulated_time_s.isFinite && run.simulated_time_s > 0)
      for device in run.devices {
        let phases = [
          device.compute_s, device.communicate_s, device.wait_s, device.distribute_s,
          device.compress_s, device.checkpoint_s, device.idle_s, device.message_s ?? 0,
        ]
        #expect(phases.allSatisfy { $0.isFinite && $0 >= 0 })
        #expect(near(phases.reduce(0, +), run.simulated_time_s), "\(device.device)")
        #expect(device.energy_J.allSatisfy { $0.joules.isFinite && $0.joules >= 0 })
        // But for the bits of its link, by what it was doing.
        let own = device.energy_J.filter {
          !$0.component.hasPrefix("link") && $0.component != "ports"
        }
        let joules = own.reduce(0) { $0 + $1.joules }
        #expect(
          near(device.phase_energy_J.reduce(0) { $0 + $1.joules }, joules), "\(device.device)")
        let throttled = device.throttled_J ?? -1
        #expect(throttled >= 0 && throttled <= joules * (1 + 1e-9))
        #expect(device.throttled_s <= device.compute_s + device.compress_s + 1e-9)
      }
      let components = run.components.reduce(0) { $0 + $1.joules }
      #expect(near(components, run.energy_server_J))
      #expect(run.energy_used_J <= run.energy_server_J)
      for (a, b) in zip(run.rounds, run.rounds.dropFirst()) {
        #expect(a.time_s < b.time_s && a.energy_server_J < b.energy_server_J)
      }
      #expect(run.rounds.allSatisfy { $0.time_s <= run.simulated_time_s })
      #expect(run.rounds.allSatisfy { $0.energy_server_J <= run.energy_server_J * (1 + 1e-12) })
      let summary = StrategySummary(run, of: record)
      #expect(near(summary.decomposition?.total_s ?? 0, run.simulated_time_s))
      #expect(near(summary.energies?.total_J ?? 0, run.energy_server_J))
    }
    // Where a number is not finite, the file says so in words.
    let file = (try? record.recordsJSON()) ?? "\"nan\""
    #expect(!["\"nan\"", "\"inf\"", "\"-inf\""].contains { file.contains($0) })
    let text = Comparison(of: record).text()
    for failure in record.strategies.compactMap(\.failure) {
      #expect(text.contains(failure.prefix(12)))
    }
  }
}

extension ThermalSpecification {
  /// Heat sinks that hold so many times less heat.
  mutating func lighten(by factor: Double) {
    guard case .cauer(var nodes) = network else { return }
    for index in nodes.indices.dropFirst() {
      nodes[index].capacity.value.joulesPerKelvin /= factor
    }
    network = .cauer(nodes)
  }
}
