import Testing

@testable import Hardware

/// The published constants of ResNet-18 against published measurements of single modes.
@Suite struct ModeModelTests {
  /// As published for clocks in GHz, here for clocks as shares of 2.2016, 1.3005 and 3.199 GHz.
  private static let resNet = ModeTimeModel(
    gpuArithmetic_s: 0.0518 / 1.3005, gpuMemory_s: 0.123 / 3.199, gpuOverlap: 2.43,
    dispatch_s: 0.0364 / 2.2016, processing_core_s: 0.270 / 2.2016,
    memoryStall: 0.308 * 2.2016 / 3.199, lostCores: 0.661, lostCoresByClock: 0.182 / 2.2016,
    usefulCores: 8.54, overlap: 6.95, fixed_s: 0.00251, serial_s: 0.00848 / 2.2016,
    serialMemory_s: 0.000457 / 3.199)

  /// PowerTrain's measured milliseconds: cores, CPU MHz, GPU MHz, memory MHz.
  @Test(
    "ResNet-18's constants give PowerTrain's measured steps",
    arguments: [
      (12, 2201.6, 1300.5, 3199, 59.2), (12, 2201.6, 114.75, 3199, 464),
      (12, 2201.6, 522.75, 3199, 109.5), (12, 2201.6, 318.75, 665.6, 236),
      (12, 2201.6, 1300.5, 665.6, 190), (12, 2201.6, 1300.5, 204, 606),
      (12, 2201.6, 114.75, 204, 724), (12, 268.8, 1300.5, 3199, 176),
      (12, 729.6, 1300.5, 3199, 73), (4, 2201.6, 1300.5, 3199, 60.6),
    ])
  func steps(cores: Int, cpu: Double, gpu: Double, memory: Double, measured_ms: Double) {
    let mode = RelativeMode(
      cores: Double(cores), cpu: cpu / 2201.6, gpu: gpu / 1300.5, memory: memory / 3199)
    let modelled = Self.resNet.seconds(mode) * 1e3
    #expect(abs(modelled / measured_ms - 1) < 0.08, "modelled \(modelled) ms")
  }

  @Test("Slower clocks and fewer cores never make a step faster")
  func monotonic() {
    let model = Self.resNet
    let full = RelativeMode(cores: 12, cpu: 1, gpu: 1, memory: 1)
    for knob: WritableKeyPath<RelativeMode, Double> in [\.cores, \.cpu, \.gpu, \.memory] {
      var mode = full
      var last = model.seconds(mode)
      for _ in 0..<12 {
        mode[keyPath: knob] *= 0.8
        let seconds = model.seconds(mode)
        #expect(seconds >= last)
        #expect(seconds.isFinite)
        last = seconds
      }
    }
  }

  @Test("Usable cores: few are lost a little each, many saturate, none is worse than a quarter")
  func usable() {
    let model = Self.resNet
    #expect(abs(model.usableCores(of: 12, lost: 0.744) - 8.3) < 0.4)
    #expect(abs(model.usableCores(of: 2, lost: 2) - 0.5) < 1e-6)
    #expect(model.usableCores(of: 2, lost: 50) > 0)
    #expect(model.usableCores(of: 1e9, lost: 0) == model.usefulCores)
  }

  @Test("The parts of the power add up, and a busy board draws more than an idle GPU does")
  func power() {
    let power = ModePowerModel(
      base_W: 11.5, memoryClock_W: 2.5, memoryClockExponent: 2, gpuClock_W: 0.15, gpuBusy_W: 0.9,
      gpuArithmetic_W: 2.5, gpuVoltageRise: 2.2, gpuVoltageKnee: 0.48, coreOnline_W: 0.006,
      clusterOnline_W: 0.036, coreBusy_W: 0.125, cpuVoltageRise: 2.5, cpuVoltageKnee: 0.46,
      memoryTraffic_W: 30, memoryTrafficExponent: 0.9)
    let mode = RelativeMode(cores: 12, cpu: 1, gpu: 1, memory: 1)
    let parts = Self.resNet.parts(mode)
    let watts = power.parts(mode, time: Self.resNet, parts: parts)
    #expect(watts.total_W == power.watts(mode, time: Self.resNet))
    // MAXN of ResNet-18 was measured at 51.1 W; these are the constants of one fit, rounded.
    #expect(abs(watts.total_W - 51.1) < 3)
    #expect(watts.base_W == 11.5)
    #expect(watts.gpu_W > watts.cpu_W)
  }
}
