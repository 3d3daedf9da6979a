import Hardware
import Learning

/// What training steps of one model cost on the processors of a device, by precision.
///
///     fp32, niti   the step on the device's processor
///     npu          the products on the INT8 processor, then the FP32 bytes on the other
///     mixed        both at once, each its samples; then the FP32 bytes and the merge
///
/// The FP32 bytes of the INT8 samples (`ModelDescription.floatBytesPerSample`) are work of the FP32
/// processor, which does one thing at a time, so they come after its own samples.
struct StepCosts: Hashable, Sendable {
  /// Work of the processors of one device.
  struct Pieces: Hashable, Sendable {
    /// On the device's processor, and on its companion at the same time; nil for nothing.
    var own: Work?
    var companion: Work?
    /// On the device's processor when both are done.
    var after: Work?
  }

  let precision: TrainingPrecision
  private let model: ModelDescription
  /// The part of the samples that the INT8 processor trains in mixed precision.
  private let integerShare: Double

  /// - Parameter device: One of the cluster, as all are equal; profiled at its highest clocks.
  init(_ model: ModelDescription, _ precision: TrainingPrecision, on device: Device?) {
    self.model = model
    self.precision = precision
    switch precision {
    case .fp32: integerShare = 0
    case .npu, .niti: integerShare = 1
    case .mixed(let split):
      switch split.share {
      case .fixed(let share): integerShare = share
      case .profiled:
        integerShare = device.map { Self.profiledShare(model, on: $0) } ?? 0
      }
    }
  }

  /// Proportional to the rates at which both processors train samples, fixed costs left out.
  private static func profiledShare(_ model: ModelDescription, on device: Device) -> Double {
    guard let companion = device.companions.first else { return 0 }
    let sample = Work(operations: model.trainingOperationsPerSample)
    let own = device.processor.model.seconds(sample)
    return own / (own + companion.model.seconds(sample))
  }

  /// How many of a worker's samples are trained in INT8: the nearest whole number.
  func integerSamples(of samples: Int) -> Int {
    Int((integerShare * Double(samples)).rounded())
  }

  /// Whether the samples of a device are shared between two of its processors.
  var sharesBetweenProcessors: Bool {
    if case .mixed = precision { true } else { false }
  }

  /// How long a whole step of a device takes on average at its present clocks, in seconds.
  func seconds(_ part: StepPart, on device: Device) -> Double {
    guard let pieces = pieces(part) else { return 0 }
    let own = pieces.own.map(device.processor.expectedSeconds) ?? 0
    let after = pieces.after.map(device.processor.expectedSeconds) ?? 0
    guard let work = pieces.companion, let companion = device.companions.first else {
      return own + after
    }
    return max(own, companion.expectedSeconds(work)) + after
  }

  /// The split between the processors of a device by which it is done first at its present clocks.
  ///
  /// With both at work, seconds fall and then rise with the number in INT8; one alone saves what a
  /// step costs on the other.
  func fastest(_ samples: Int, on device: Device) -> (seconds: Double, integerSamples: Int) {
    func seconds(_ integer: Int) -> Double {
      self.seconds(StepPart(samples: samples, integerSamples: integer), on: device)
    }
    guard sharesBetweenProcessors else {
      return (self.seconds(StepPart(samples: samples), on: device), 0)
    }
    var (low, high) = (min(1, samples), max(samples - 1, 0))
    while low < high {
      let middle = (low + high) / 2
      if seconds(middle) <= seconds(middle + 1) { high = middle } else { low = middle + 1 }
    }
    var best = (seconds: seconds(low), integerSamples: low)
    for alone in [0, samples] where seconds(alone) < best.seconds { best = (seconds(alone), alone) }
    return best
  }

  /// A part of a step; nil if there is nothing to do.
  func pieces(_ part: StepPart) -> Pieces? {
    if part.samples == 0 { return nil }
    let steps = part.startsStep ? 1 : 0
    func products(_ samples: Int) -> Work? {
      samples == 0
        ? nil
        : Work(
          steps: steps,
          operations: model.trainingOperationsPerSample * Double(samples) * part.share)
    }
    switch precision {
    case .fp32, .niti: return Pieces(own: products(part.samples))
    case .npu, .mixed: break
    }
    let integer =
      precision == .npu
      ? part.samples : part.integerSamples ?? integerSamples(of: part.samples)
    let floating = part.samples - integer
    var bytes = Double(model.floatBytesPerSample) * Double(integer) * part.share
    if part.startsStep, integer > 0 {
      bytes += Double(model.floatBytesPerStep) * part.weights
      if floating > 0 {
        bytes += Work.adding(1, vectorBytes: model.parameterBytes).bytes * part.weights
      }
    }
    return Pieces(
      own: products(floating), companion: products(integer),
      after: bytes > 0 ? Work(bytes: bytes) : nil)
  }
}
