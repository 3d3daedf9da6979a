import Foundation

/// The mean power of a board that trains at a power mode: a closed form of fifteen constants.
///
/// With c cores online, clocks f, g, m as shares of the reference's, and t, G, a, d of the workload's
/// `ModeTimeModel`:
///
///     P = P0 + Pm m^h                                       always, memory clock
///       + (ki + kb min(1, G/t)) g Vg^2 + ka (a/t) Vg^2      GPU: clock tree, busy, arithmetic
///       + (ci c + cl ceil(c/4) + cb uc) f Vc^2              cores online, clusters, busy cores
///       + km (d/t) m^(r-1)                                  memory traffic
///
///     Vg = 1 + sg max(0, g - xg),  Vc = 1 + sc max(0, f - xc), corners rounded over a tenth
///     uc = (core-seconds of the step)/t + system's cores, at most c
///
/// Voltages are flat below a knee and rise linearly above it, as those of the Tegra210 that are
/// public do; Orin's are not. Units of the GPU that are off draw nothing for their clock. Single coefficients trade off against each other, P0 and the sum do
/// not. Source: own derivation, as `ModeTimeModel`; it errs by 2.1 and 2.0 % on average.
public struct ModePowerModel: Hashable, Sendable {
  /// P0: watts at any mode.
  public var base_W: Double
  /// Pm: further watts at the reference memory clock.
  public var memoryClock_W: Double
  /// h: how they depend on that clock.
  public var memoryClockExponent: Double
  /// ki: watts of the GPU's clock, busy or not.
  public var gpuClock_W: Double
  /// kb: further watts while the GPU is busy.
  public var gpuBusy_W: Double
  /// ka: further watts while its arithmetic is.
  public var gpuArithmetic_W: Double
  /// sg: rise of the GPU's voltage per unit of g above the knee.
  public var gpuVoltageRise: Double
  /// xg: the knee, as a share of the reference clock.
  public var gpuVoltageKnee: Double
  /// ci: watts of a core that is online.
  public var coreOnline_W: Double
  /// cl: watts of a cluster of four that has a core online.
  public var clusterOnline_W: Double
  /// cb: further watts of a busy core.
  public var coreBusy_W: Double
  /// sc: rise of the CPU's voltage per unit of f above the knee.
  public var cpuVoltageRise: Double
  /// xc: the knee, as a share of the reference clock.
  public var cpuVoltageKnee: Double
  /// km: watts of memory traffic at full rate.
  public var memoryTraffic_W: Double
  /// r: the energy of a byte goes as m^(r-1).
  public var memoryTrafficExponent: Double

  public init(
    base_W: Double, memoryClock_W: Double, memoryClockExponent: Double, gpuClock_W: Double,
    gpuBusy_W: Double, gpuArithmetic_W: Double, gpuVoltageRise: Double, gpuVoltageKnee: Double,
    coreOnline_W: Double, clusterOnline_W: Double, coreBusy_W: Double, cpuVoltageRise: Double,
    cpuVoltageKnee: Double, memoryTraffic_W: Double, memoryTrafficExponent: Double
  ) {
    self.base_W = base_W
    self.memoryClock_W = memoryClock_W
    self.memoryClockExponent = memoryClockExponent
    self.gpuClock_W = gpuClock_W
    self.gpuBusy_W = gpuBusy_W
    self.gpuArithmetic_W = gpuArithmetic_W
    self.gpuVoltageRise = gpuVoltageRise
    self.gpuVoltageKnee = gpuVoltageKnee
    self.coreOnline_W = coreOnline_W
    self.clusterOnline_W = clusterOnline_W
    self.coreBusy_W = coreBusy_W
    self.cpuVoltageRise = cpuVoltageRise
    self.cpuVoltageKnee = cpuVoltageKnee
    self.memoryTraffic_W = memoryTraffic_W
    self.memoryTrafficExponent = memoryTrafficExponent
  }

  /// Where the watts go.
  public struct Parts: Hashable, Sendable {
    public var base_W: Double
    public var gpu_W: Double
    public var cpu_W: Double
    /// Memory clock and memory traffic.
    public var memory_W: Double

    public var total_W: Double { base_W + gpu_W + cpu_W + memory_W }
  }

  /// Mean watts over a step.
  public func watts(_ mode: RelativeMode, time: ModeTimeModel) -> Double {
    watts(mode, time: time, parts: time.parts(mode))
  }

  /// The same, with the parts of the step computed before.
  ///
  /// O(1): two powers.
  public func watts(
    _ mode: RelativeMode, time: ModeTimeModel, parts: ModeTimeModel.Parts
  ) -> Double {
    self.parts(mode, time: time, parts: parts).total_W
  }

  public func parts(
    _ mode: RelativeMode, time: ModeTimeModel, parts: ModeTimeModel.Parts
  ) -> Parts {
    let gpuVoltage = 1 + gpuVoltageRise * Self.above(mode.gpu - gpuVoltageKnee)
    let cpuVoltage = 1 + cpuVoltageRise * Self.above(mode.cpu - cpuVoltageKnee)
    let busyCores = min(mode.cores, parts.cores_s / parts.step_s + parts.systemCores)
    let clusters = (mode.cores / 4).rounded(.up)
    let gpuShare = min(1, parts.gpu_s / parts.step_s)
    let gpu =
      (gpuClock_W + gpuBusy_W * gpuShare) * mode.gpu * mode.gpuWidth
      + gpuArithmetic_W * time.gpuArithmetic_s / parts.step_s
    let cpu = coreOnline_W * mode.cores + clusterOnline_W * clusters + coreBusy_W * busyCores
    let traffic = time.gpuMemory_s / parts.step_s * pow(mode.memory, memoryTrafficExponent - 1)
    return Parts(
      base_W: base_W, gpu_W: gpu * gpuVoltage * gpuVoltage,
      cpu_W: cpu * mode.cpu * cpuVoltage * cpuVoltage,
      memory_W: memoryClock_W * pow(mode.memory, memoryClockExponent) + memoryTraffic_W * traffic)
  }

  /// max(0, x), its corner rounded over a tenth.
  static func above(_ x: Double) -> Double { 0.5 * (x + (x * x + 0.01).squareRoot()) }
}
