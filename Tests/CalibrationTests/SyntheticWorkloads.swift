import Calibration
import Hardware
import Randomness

/// Workloads drawn from the form with constants of their own, on boards of their own, with noise.
///
/// The noise is PowerTrain's: 1.8 % in time, 1.7 % in power, and a share of rows that are grossly
/// wrong.
struct SyntheticWorkload: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    /// Arithmetic on the GPU decides, as in BERT.
    case arithmetic
    /// Many small kernels: one core that launches them decides, as in an LSTM.
    case launching
    /// A loader decides, as in MobileNet on large images.
    case loading
    /// The GPU's memory decides.
    case memory
  }

  enum Board: String, CaseIterable, Sendable {
    case agxOrin, agxXavier, orinNano

    var ladders: (cores: [Int], cpuMHz: [Double], gpuMHz: [Double], memoryMHz: [Double]) {
      switch self {
      case .agxOrin:
        (
          [2, 4, 6, 8, 10, 12], stride(from: 268.8, through: 2112, by: 153.6) + [2201.6],
          stride(from: 114.75, through: 1236.75, by: 102) + [1300.5], [204, 665.6, 2133, 3199]
        )
      case .agxXavier:
        (
          [2, 4, 6, 8], stride(from: 268.8, through: 2188.8, by: 192) + [2265.6],
          [114.75, 318.75, 522.75, 675.75, 905.25, 1198.5, 1377],
          [204, 665.6, 1065.6, 1333, 1600, 2133]
        )
      case .orinNano:
        (
          [2, 4, 6], [268.8, 576, 883.2, 1190.4, 1510.4], [306, 510, 624.75], [665.6, 2133]
        )
      }
    }
  }

  var kind: Kind
  var board: Board
  var seed: UInt64

  var testDescription: String { "\(kind) on \(board), \(seed)" }

  var truth: ModeCalibration {
    let random = RandomStream(seed: seed, name: "\(kind) \(board)")
    func around(_ value: Double, by spread: Double = 0.3) -> Double {
      value * random.lognormal(zeta: 0, sigma: spread)
    }
    let ladders = board.ladders
    let cores = Double(ladders.cores.last ?? 1)
    let scale = around(0.2, by: 1)
    let (a, d, b, w) =
      switch kind {
      case .arithmetic: (1.0, 0.15, 0.03, 0.1)
      case .launching: (0.1, 0.08, 0.9, 0.3)
      case .loading: (0.3, 0.2, 0.2, 4.0)
      case .memory: (0.3, 1.0, 0.2, 0.5)
      }
    let time = ModeTimeModel(
      gpuArithmetic_s: scale * around(a), gpuMemory_s: scale * around(d),
      gpuOverlap: 1 + around(1.4), dispatch_s: scale * around(b),
      processing_core_s: scale * around(w), memoryStall: around(0.2), lostCores: around(0.4),
      lostCoresByClock: around(0.06), usefulCores: around(0.6, by: 0.4) * cores,
      overlap: 1 + around(3), fixed_s: scale * around(0.05), serial_s: scale * around(0.05),
      serialMemory_s: scale * around(0.005))
    let watts = around(board == .orinNano ? 5 : 10, by: 0.2)
    let power = ModePowerModel(
      base_W: watts, memoryClock_W: 0.2 * watts, memoryClockExponent: around(1.5, by: 0.2),
      gpuClock_W: around(0.02) * watts, gpuBusy_W: around(0.05) * watts,
      gpuArithmetic_W: around(0.15) * watts, gpuVoltageRise: around(2),
      gpuVoltageKnee: around(0.4, by: 0.15), coreOnline_W: around(0.002) * watts,
      clusterOnline_W: around(0.005) * watts, coreBusy_W: around(0.02) * watts,
      cpuVoltageRise: around(1.5), cpuVoltageKnee: around(0.35, by: 0.15),
      memoryTraffic_W: around(0.8) * watts, memoryTrafficExponent: around(0.85, by: 0.15))
    return ModeCalibration(
      reference: Self.mode(
        ladders.cores.last ?? 1, ladders.cpuMHz.last ?? 1, ladders.gpuMHz.last ?? 1,
        ladders.memoryMHz.last ?? 1),
      time: time, power: power)
  }

  static func mode(
    _ cores: Int, _ cpuMHz: Double, _ gpuMHz: Double, _ memoryMHz: Double
  ) -> PowerMode {
    PowerMode(
      cores: cores, cpu: Frequency(hertz: cpuMHz * 1e6), gpu: Frequency(hertz: gpuMHz * 1e6),
      memory: Frequency(hertz: memoryMHz * 1e6))
  }

  /// All modes of the board without noise, in a random order.
  func exact() -> [ModeMeasurement] {
    let ladders = board.ladders
    let truth = truth
    let modes = ladders.cores.flatMap { cores in
      ladders.cpuMHz.flatMap { cpu in
        ladders.gpuMHz.flatMap { gpu in
          ladders.memoryMHz.map { Self.mode(cores, cpu, gpu, $0) }
        }
      }
    }
    let order = RandomStream(seed: seed, name: "order").permutation(of: modes.count)
    return order.map { index in
      let mode = modes[Int(index)]
      let prediction = truth.prediction(at: mode)
      return ModeMeasurement(mode: mode, time_s: prediction.time_s, power_W: prediction.power_W)
    }
  }

  /// Measurements with noise, and with a share of rows that are wrong by a factor.
  func noisy(_ exact: [ModeMeasurement], wrong: Double = 0) -> [ModeMeasurement] {
    let random = RandomStream(seed: seed, name: "noise")
    return exact.map { row in
      var row = row
      row.time_s *= random.lognormal(zeta: 0, sigma: 0.018)
      row.power_W *= random.lognormal(zeta: 0, sigma: 0.017)
      if random.uniform() < wrong {
        row.time_s *= random.uniform() < 0.5 ? 2.5 : 0.4
        row.power_W *= random.uniform() < 0.5 ? 1.4 : 0.7
      }
      return row
    }
  }
}

extension [Double] {
  init(_ stride: StrideThrough<Double>) { self = stride.map { $0 } }
}

func + (a: StrideThrough<Double>, b: [Double]) -> [Double] { a.map { $0 } + b }
