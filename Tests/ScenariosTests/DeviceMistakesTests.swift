import Foundation
import Hardware
import Testing

@testable import Scenarios

/// Mistakes in devices, workloads, clocks and faults: all at once, each at its place.
@Suite struct DeviceMistakesTests {
  private func device(_ clocks: String, power: String = "5 W") -> String {
    """
    scenario: s
    cluster:
      server: soc-cluster-60
      device:
        name: toy
        title: Toy
        memory: 1 GB
        idle-power: 1 W
        processors:
          cpu:
            precisions: [fp32]
            clocks:
    \(clocks)
            active-power: \(power)
            training-rate: 1 GFLOP/s
            step-overhead: 1 ms
            overhead-clock: own
            exponent: 1
            jitter: none
            memory-rate: 8 Gbit/s
            memory-energy: 0 pJ/bit
      use: 4
    training:
      model: lenet5
      dataset: { generated: { train: 256, test: 10 } }
      optimizer: { sgd: { learning-rate: 0.05 } }
      target: { rounds: 2 }
      learning: none
    strategies:
      - local: { batch: 64 }

    """
  }

  private func domain(
    frequencies: String = "[1 GHz, 2 GHz]", voltages: String = "[0.6 V, 0.8 V]",
    share: String = "100 %", more: String = ""
  ) -> String {
    """
              big:
                cores: 4
                frequencies: \(frequencies)
                voltages: \(voltages)
                capacitance: 300 pF
                awake-current: 100 mA
                share: \(share)
                transition: 50 us\(more)
    """
  }

  @Test func aLadderWithoutMistakesIsRead() throws {
    let scenario = try testReader.read(text: device(domain()), named: "s.yaml")
    let cpu = try #require(scenario.processor)
    #expect(cpu.frequency.value.hertz == 2e9)
    #expect(cpu.clocks[0].point(0).voltage == Voltage(volts: 0.6))
    // (5 - 4 * 0.1 * 0.8) / (4 * 0.3 * 0.64 * 2)
    #expect(abs((cpu.activity ?? 0) - 4.68 / 1.536) < 1e-12)
  }

  @Test(arguments: [
    (
      "[1 GHz, 2 GHz, 1.5 GHz, 1.5 GHz]", "[0.6 V, 0.8 V, 0.7 V, 0.9 V]",
      [
        "15:41: error: 'cluster.device.processors.cpu.clocks.big.frequencies[3]' must be above the "
          + "one before it, 2 GHz, found '1.5 GHz'",
        "15:50: error: 'cluster.device.processors.cpu.clocks.big.frequencies[4]' must be above the "
          + "one before it, 1.5 GHz, found '1.5 GHz'",
        "16:38: error: 'cluster.device.processors.cpu.clocks.big.voltages[3]' must be at least the "
          + "one before it, 800 mV, found '700 mV'",
      ]
    ),
    (
      "[1 GHz, 2 GHz, 3 GHz]", "[0.6 V, 0.8 V]",
      [
        "16:23: error: 'cluster.device.processors.cpu.clocks.big.voltages' lists 2, one for each of "
          + "the 3 frequencies is needed"
      ]
    ),
    (
      "[1 GHz, -2 GHz]", "[0.6 V, 5 W]",
      [
        "15:34: error: 'cluster.device.processors.cpu.clocks.big.frequencies[2]' must be above zero, "
          + "found '-2 GHz'",
        "16:31: error: 'cluster.device.processors.cpu.clocks.big.voltages[2]' takes a voltage, found "
          + "the unit 'W'\n  note: a voltage is in uV, mV, V",
      ]
    ),
  ])
  func ladders(frequencies: String, voltages: String, expected: [String]) {
    let found = complaints(device(domain(frequencies: frequencies, voltages: voltages)))
    #expect(found == expected.map { "s.yaml:\($0)" })
  }

  @Test func aMissingVoltageAndANegativePowerAreToldTogether() {
    let clocks = domain().split(separator: "\n").filter { !$0.contains("voltages") }
      .joined(separator: "\n")
    let found = complaints(device(clocks, power: "-5 W"))
    #expect(
      found == [
        "s.yaml:14:13: error: missing key 'voltages' in 'cluster.device.processors.cpu.clocks.big'",
        "s.yaml:20:23: error: 'cluster.device.processors.cpu.active-power' must be zero or more, "
          + "found '-5 W'",
      ])
  }

  @Test func anActivePowerBelowWhatAwakeCoresDrawIsNone() {
    #expect(
      complaints(device(domain(), power: "0.3 W")) == [
        "s.yaml:21:23: error: 'cluster.device.processors.cpu.active-power' must be at least 320 mW, "
          + "which its awake cores draw, found '300 mW'"
      ])
  }

  @Test func sharesAreOfOneWhole() {
    #expect(
      complaints(device(domain(share: "60 %"))) == [
        "s.yaml:13:11: error: the shares of 'cluster.device.processors.cpu.clocks' in arithmetic "
          + "sum to 0.6, not to 1"
      ])
  }

  @Test func aFrequencyBesideClocksIsGivenTwice() {
    let text = device(domain()).replacing(
      "active-power", with: "frequency: 2 GHz\n        active-power")
    #expect(
      complaints(text) == [
        "s.yaml:21:20: error: 'cluster.device.processors.cpu.frequency' is given by 'clocks' already"
      ])
  }

  @Test func precisionsThatNobodyKnows() throws {
    #expect(
      try complaints(replacing: "  model: lenet5", with: "  model: lenet5\n  precision: int4")
        == [
          "s.yaml:12:14: error: 'training.precision' does not take 'int4'\n"
            + "  note: one of: fp32, npu, niti, mixed"
        ])
    let timed = try testReader.read(
      text: try quickstartText(), named: "s.yaml",
      overrides: ["training.precision=niti", "training.learning=none"])
    #expect(timed.processor?.name == "npu")
  }

  @Test func limitsOfClocksAreOnTheirLadders() throws {
    func found(_ clocks: String) -> [String] {
      complaints((try? quickstartText()) ?? "", overrides: ["cluster.clocks=\(clocks)"]).map {
        String($0.drop { $0 != ":" })
      }
    }
    #expect(found("{ cpu: { prime: { cap: 2.1 GHz }, gold: { cores: 1 } } }").isEmpty)
    let caps = found("{ cpu: { prime: { cap: 3 GHz }, gold: { cap: 300 MHz, cores: 4 } } }")
    #expect(caps.count == 2)
    #expect(
      caps.first?.contains(
        "'cluster.clocks.cpu.prime.cap' must be on the ladder, from 844.8 MHz to 2.8416 GHz, found "
          + "'3 GHz'") == true)
    #expect(caps.last?.contains("'cluster.clocks.cpu.gold.cores' must be at most 3") == true)
    let names = found("{ gpu: { shader: { cap: 300 MHz } }, tpu: { core: { cores: 1 } } }")
    #expect(names.count == 2)
    #expect(names.first?.contains("unknown clock domain of 'gpu' 'shader'") == true)
    #expect(names.last?.contains("unknown processor of 'snapdragon-865' 'tpu'") == true)
    let none = found("{ cpu: { prime: { cores: 0 }, gold: { cores: 0 } } }")
    #expect(none.count == 1)
    #expect(none.first?.contains("left at least one core that works") == true)
  }

  @Test func faultsAreOfThisCluster() throws {
    let faults = """
      faults:
        - device-dies: { device: 60, at: 1 s }
        - device-slows: { device: 1, rate: 0, at: 5 s, until: 3 s }
        - link-breaks: { link: board 12, at: 1 s }
        - fans-fail: { until: 3 s }
        - devices-die: { mean-time-between-failures: 0 s, repair: 1 s }
        - device-explodes: { device: 1 }
      strategies:
      """
    let found = try complaints(replacing: "strategies:", with: faults)
    #expect(found.count == 7)
    let expected = [
      "'faults[1].device-dies.device' must be at most 59, found '60'",
      "'faults[2].device-slows.rate' must be above 0 and at most 1, found '0'",
      "unknown key 'at'", "unknown link 'board 12'; did you mean 'board 1'?",
      "missing key 'at' in 'faults[4].fans-fail'",
    ]
    for part in expected.filter({ $0 != "unknown key 'at'" }) {
      #expect(found.contains { $0.contains(part) }, "\(part) in \(found)")
    }
    #expect(
      found.contains { $0.contains("'mean-time-to-repair'") || $0.contains("unknown key 'repair'") }
    )
    #expect(found.contains { $0.contains("unknown fault 'device-explodes'") })
  }
}
