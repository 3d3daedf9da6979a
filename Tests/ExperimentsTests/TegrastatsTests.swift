import Foundation
import Hardware
import Simulation
import Testing

@testable import Experiments

@Suite struct TegrastatsTests {
  private static func sourced<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, .assumed, source: "made up")
  }

  /// A board of four cores, two of them online, whose step takes 1 s and draws 2 + 3 + 1.5 + 0.5 W.
  private static let board: Tegrastats = {
    let mode = PowerMode(
      cores: 2, cpu: Frequency(hertz: 1_190.4e6), gpu: Frequency(hertz: 612e6),
      memory: Frequency(hertz: 2_133e6))
    let time = ModeTimeModel(
      gpuArithmetic_s: 0.75, gpuMemory_s: 0, gpuOverlap: 2, dispatch_s: 0, processing_core_s: 0,
      memoryStall: 0, lostCores: 0, lostCoresByClock: 0, usefulCores: 4, overlap: 1, fixed_s: 0,
      serial_s: 0.25, serialMemory_s: 0)
    // Knees far above: voltages are flat, as far as their rounded corners go.
    let power = ModePowerModel(
      base_W: 2, memoryClock_W: 0.5, memoryClockExponent: 1, gpuClock_W: 0, gpuBusy_W: 0,
      gpuArithmetic_W: 4, gpuVoltageRise: 0, gpuVoltageKnee: 1, coreOnline_W: 0.75,
      clusterOnline_W: 0, coreBusy_W: 0, cpuVoltageRise: 0, cpuVoltageKnee: 1,
      memoryTraffic_W: 0, memoryTrafficExponent: 1)
    let modes = PowerModeTable(
      cores: sourced(4), gpuUnits: sourced(1), gpuUnitsExponent: sourced(1),
      cpu: sourced([mode.cpu]), gpu: sourced([mode.gpu]), memory: sourced([mode.memory]),
      presets: sourced([]), defaultPreset: "",
      rails: sourced([
        PowerRail(name: "VDD_CPU_GPU_CV", idleShare: 0.25, feeds: [.cpu, .gpu]),
        PowerRail(name: "VDD_SOC", idleShare: 0.25, feeds: [.memory]),
        PowerRail(name: "rest", idleShare: 0.5, feeds: []),
      ]), totalRail: "VDD_IN")
    return Tegrastats(
      modes: modes, mode: mode,
      workload: ModeWorkload(
        device: "board", processor: "gpu", precision: .fp32, batch: 16, reference: mode,
        time: time, power: power, basis: .assumed, source: "made up"), idle_W: 1,
      memory: (used: 100 << 20, all: 1100 << 20))
  }()

  private func time(_ seconds: Double) -> SimTime { .zero + SimDuration(seconds: seconds) }

  @Test("Lines are those of tegrastats: means over each second, and over the run so far")
  func lines() {
    let text = Self.board.lines(
      [
        .init(start: time(0.5), end: time(1.25)), .init(start: time(1.75), end: time(2)),
      ], until: time(3.7))
    // Second 1 is busy for a half, second 2 for a half, second 3 not at all; in steps the core works
    // for 0.25 of 2 core-seconds, the GPU for 0.75 of 1 s.
    #expect(
      text == """
        01-01-1970 00:00:01 RAM 100/1100MB (lfb 250x4MB) SWAP 0/0MB (cached 0MB) CPU \
        [6%@1190,6%@1190,off,off] EMC_FREQ 0%@2133 GR3D_FREQ 38%@612 CPU@-256C GPU@-256C tj@-256C \
        VDD_IN 4000mW/4000mW VDD_CPU_GPU_CV 2625mW/2625mW VDD_SOC 625mW/625mW
        01-01-1970 00:00:02 RAM 100/1100MB (lfb 250x4MB) SWAP 0/0MB (cached 0MB) CPU \
        [6%@1190,6%@1190,off,off] EMC_FREQ 0%@2133 GR3D_FREQ 38%@612 CPU@-256C GPU@-256C tj@-256C \
        VDD_IN 4000mW/4000mW VDD_CPU_GPU_CV 2625mW/2625mW VDD_SOC 625mW/625mW
        01-01-1970 00:00:03 RAM 100/1100MB (lfb 250x4MB) SWAP 0/0MB (cached 0MB) CPU \
        [0%@1190,0%@1190,off,off] EMC_FREQ 0%@2133 GR3D_FREQ 0%@612 CPU@-256C GPU@-256C tj@-256C \
        VDD_IN 1000mW/3000mW VDD_CPU_GPU_CV 250mW/1833mW VDD_SOC 250mW/500mW

        """)
  }

  @Test("The clock goes on over days and leap years, and long files are cut with a mark")
  func clock() {
    let text = Self.board.lines([], until: time(100_001))
    let lines = text.split(separator: "\n")
    #expect(lines.count == 100_001)
    #expect(lines[86_399].hasPrefix("01-02-1970 00:00:00 RAM"))
    #expect(lines.last == "# cut after 100000 lines of 100001")
  }

  @Test("temperatures are cut off to steps of 1/32 K, and the GPU's clock is the one it has")
  func sensors() {
    let text = Self.board.lines(
      [.init(start: time(0), end: time(2))],
      [
        SensorReading(temperature_C: 41.44, frequency_Hz: 612e6),
        SensorReading(temperature_C: 99.0, frequency_Hz: 306e6),
      ], until: time(3))
    let lines = text.split(separator: "\n")
    #expect(lines[0].contains("GR3D_FREQ 75%@612 CPU@41.437C GPU@41.437C tj@41.437C"))
    // At half its clock the GPU works 1.5 of 1.75 s of a step.
    #expect(lines[1].contains("GR3D_FREQ 86%@306 CPU@99C GPU@99C tj@99C"))
    #expect(lines[2].contains("CPU@-256C"))
    // What is behind the slash is the mean of what was in front of it.
    #expect(lines[1].contains("VDD_IN 7000mW/7000mW"))
    #expect(lines[2].contains("VDD_IN 1000mW/5000mW"))
  }
}
