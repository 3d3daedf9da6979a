import Hardware
import Numerics

/// What is taken of a workload before it is fitted: weak, wide, and scaled by the data themselves.
///
/// Times are shares of the fastest modes' time, watts of the lowest and of the span of powers, cores
/// of those of the data. The shares are the rounded middle of what ResNet-18 and YOLOv8n have on a
/// Jetson AGX Orin; a spread of 1 is a factor of e either way.
struct ModePriors {
  let reference: PowerMode
  let time: ModeTimeModel
  let power: ModePowerModel

  /// The reference has the highest of each clock and the most cores.
  ///
  /// - Precondition: There are measurements.
  init(of measurements: [ModeMeasurement]) {
    func most(_ value: (ModeMeasurement) -> Double) -> Double {
      measurements.map(value).max() ?? 1
    }
    let cores = most { Double($0.mode.cores) }
    reference = PowerMode(
      cores: Int(cores), cpu: Frequency(hertz: most { $0.mode.cpu.hertz }),
      gpu: Frequency(hertz: most { $0.mode.gpu.hertz }),
      memory: Frequency(hertz: most { $0.mode.memory.hertz }))
    // Quantiles, so that one wrong row does not set the scale.
    let fastest = Statistics.quantile(measurements.map(\.time_s), 0.02)
    let powers = measurements.map(\.power_W)
    let lowest = Statistics.quantile(powers, 0.02)
    let span = max(Statistics.quantile(powers, 0.98) - lowest, 0.05 * lowest)
    time = ModeTimeModel(
      gpuArithmetic_s: 0.5 * fastest, gpuMemory_s: 0.4 * fastest, gpuOverlap: 2.4,
      dispatch_s: 0.35 * fastest, processing_core_s: 1.4 * fastest, memoryStall: 0.2,
      lostCores: 0.4, lostCoresByClock: 0.1, usefulCores: 0.8 * cores, overlap: 4.5,
      fixed_s: 0.07 * fastest, serial_s: 0.1 * fastest, serialMemory_s: 0.01 * fastest)
    power = ModePowerModel(
      base_W: 0.8 * lowest, memoryClock_W: 0.1 * span, memoryClockExponent: 1.5,
      gpuClock_W: 0.02 * span, gpuBusy_W: 0.02 * span, gpuArithmetic_W: 0.05 * span,
      gpuVoltageRise: 2, gpuVoltageKnee: 0.4, coreOnline_W: 0.0003 * span,
      clusterOnline_W: 0.002 * span, coreBusy_W: 0.01 * span, cpuVoltageRise: 1.5,
      cpuVoltageKnee: 0.35, memoryTraffic_W: span, memoryTrafficExponent: 0.8)
  }

  /// In the order of `ModeTimeModel.parameters`.
  static let timeSpreads = [1, 1, 0.5, 1, 1, 0.7, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]
  /// In the order of `ModePowerModel.parameters`.
  static let powerSpreads = [
    0.5, 1.5, 0.5, 1.5, 1.5, 1.5, 0.7, 0.3, 1.5, 1.5, 1.5, 0.7, 0.3, 1.5, 0.5,
  ]
}
