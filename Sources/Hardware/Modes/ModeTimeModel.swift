import Foundation

/// How long a training step takes at a power mode: a closed form of thirteen constants.
///
/// With c cores online and clocks f (CPU), g (GPU) and m (memory) as shares of the reference's:
///
///     usable cores  n = (x^-6 + s^-6)^(-1/6),  x = max(c - c0 - c1/f, 0), rounded at the corner
///     GPU           G = ((a/g)^q + (d/m)^q)^(1/q)             arithmetic and memory
///     dispatch      D = b u,    u = 1/f + k/m                 one core that launches kernels
///     processing    W = w u/n                                 all CPU work, over the usable cores
///     step          t = (G^p + D^p + W^p)^(1/p) + e0 + e1/f + e2/m
///
/// Some CPU capacity is lost to the system (c0, and c1 cores' worth of cycles that weigh more at low
/// clocks), and a loader with few workers gains nothing beyond s cores. The three parts overlap: p
/// large is a pipeline whose slowest part decides, p = 1 is no overlap. Where parts of the GPU are off,
/// a/g is divided by the mode's `gpuWidth` as well.
///
/// Source: own derivation from PowerTrain's published measurements of ResNet-18 and YOLOv8n training
/// on a Jetson AGX Orin (FGCS 2024, arXiv 2407.13944), where it errs by 2.6 and 4.5 % on average
/// over 4,368 modes; a plain p-norm without the law of the usable cores errs by 14 %.
public struct ModeTimeModel: Hashable, Sendable {
  /// a: seconds of arithmetic on the GPU at its reference clock.
  public var gpuArithmetic_s: Double
  /// d: seconds of the GPU's memory traffic at the reference memory clock.
  public var gpuMemory_s: Double
  /// q, above 1: how well the GPU's arithmetic and memory traffic overlap.
  public var gpuOverlap: Double
  /// b: seconds that one core takes to launch the step's kernels, at the reference clock.
  public var dispatch_s: Double
  /// w: core-seconds of all CPU work of the step at the reference clock.
  public var processing_core_s: Double
  /// k: time stalled on memory relative to time computing, at the reference clocks.
  public var memoryStall: Double
  /// c0: cores lost to the system at any clock.
  public var lostCores: Double
  /// c1: further cores lost at the reference clock; in proportion to 1/f.
  public var lostCoresByClock: Double
  /// s: beyond so many cores nothing gets faster.
  public var usefulCores: Double
  /// p, above 1: how well GPU, dispatch and processing overlap.
  public var overlap: Double
  /// e0: seconds that nothing speeds up.
  public var fixed_s: Double
  /// e1: seconds of CPU work that overlaps with nothing, at the reference clock.
  public var serial_s: Double
  /// e2: seconds of memory traffic that overlaps with nothing, at the reference clock.
  public var serialMemory_s: Double

  public init(
    gpuArithmetic_s: Double, gpuMemory_s: Double, gpuOverlap: Double, dispatch_s: Double,
    processing_core_s: Double, memoryStall: Double, lostCores: Double, lostCoresByClock: Double,
    usefulCores: Double, overlap: Double, fixed_s: Double, serial_s: Double, serialMemory_s: Double
  ) {
    self.gpuArithmetic_s = gpuArithmetic_s
    self.gpuMemory_s = gpuMemory_s
    self.gpuOverlap = gpuOverlap
    self.dispatch_s = dispatch_s
    self.processing_core_s = processing_core_s
    self.memoryStall = memoryStall
    self.lostCores = lostCores
    self.lostCoresByClock = lostCoresByClock
    self.usefulCores = usefulCores
    self.overlap = overlap
    self.fixed_s = fixed_s
    self.serial_s = serial_s
    self.serialMemory_s = serialMemory_s
  }

  /// The same for `factor` times as many samples in a step.
  ///
  /// Arithmetic, traffic and processing go with the samples; launching and what is fixed do not.
  /// Nobody measured that: between batches it is an assumption.
  public func batch(times factor: Double) -> ModeTimeModel {
    var model = self
    for part in [
      \ModeTimeModel.gpuArithmetic_s, \.gpuMemory_s, \.processing_core_s, \.serialMemory_s,
    ] {
      model[keyPath: part] *= factor
    }
    return model
  }

  /// The parts of a step, in seconds, as the power model needs them.
  public struct Parts: Hashable, Sendable {
    /// t: the whole step.
    public var step_s: Double
    /// G: the GPU alone.
    public var gpu_s: Double
    /// Core-seconds of CPU work: dispatch, processing and what is serial.
    public var cores_s: Double
    /// Cores that the system keeps for itself, at most one.
    public var systemCores: Double
  }

  /// Seconds of a step.
  ///
  /// O(1): at most nine powers.
  public func seconds(_ mode: RelativeMode) -> Double { parts(mode).step_s }

  public func parts(_ mode: RelativeMode) -> Parts {
    let stretch = 1 / mode.cpu + memoryStall / mode.memory
    let lost = lostCores + lostCoresByClock / mode.cpu
    let usable = usableCores(of: mode.cores, lost: lost)
    let gpu = Self.norm(
      gpuArithmetic_s / (mode.gpu * mode.gpuWidth), gpuMemory_s / mode.memory, 0, gpuOverlap)
    let dispatch = dispatch_s * stretch
    let work = processing_core_s * stretch
    let serial = serial_s / mode.cpu
    let together = Self.norm(gpu, dispatch, work / usable, overlap)
    return Parts(
      step_s: together + fixed_s + serial + serialMemory_s / mode.memory, gpu_s: gpu,
      cores_s: dispatch + work + serial, systemCores: min(1, lost))
  }

  /// n: a corner that is a hyperbola, so that few cores at low clocks are slow and not infinitely so.
  ///
  /// With all cores lost, a quarter of them is still usable: the system yields when it must. No data
  /// says more about it; modes there are few and scatter.
  func usableCores(of cores: Double, lost: Double) -> Double {
    let left = cores - lost
    let width = 0.5 * cores
    let x = 0.5 * (left + (left * left + width * width).squareRoot())
    // (x^-6 + s^-6)^(-1/6) = x (1 + (x/s)^6)^(-1/6), which cannot overflow for x below s.
    let ratio = x / usefulCores
    let square = ratio * ratio
    if ratio > 1e3 { return usefulCores }
    return x * pow(1 + square * square * square, -1.0 / 6)
  }

  /// The p-norm of three parts that are not negative, without overflow.
  static func norm(_ x: Double, _ y: Double, _ z: Double, _ p: Double) -> Double {
    let most = max(x, y, z)
    if most == 0 { return 0 }
    let sum = pow(x / most, p) + pow(y / most, p) + pow(z / most, p)
    return most * pow(sum, 1 / p)
  }
}
