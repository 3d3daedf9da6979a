import Learning

/// How the devices of a replica group share one batch, in whole samples.
struct BatchSplit: Hashable, Sendable {
  /// Of each device.
  var samples: [Int]
  /// Of these, what each device's INT8 processor trains in mixed precision; nil for the number that
  /// the run's precision says.
  var integerSamples: [Int]?

  /// As even as whole samples go.
  static func even(_ count: Int, among devices: Int) -> BatchSplit {
    BatchSplit(samples: shares(of: count, among: devices))
  }

  func part(of device: Int) -> StepPart {
    StepPart(samples: samples[device], integerSamples: integerSamples?[device])
  }
}

extension SampleBatch {
  /// The same batch cut into the parts of a group's devices.
  func split(by split: BatchSplit) -> SampleBatch {
    self.split(over: split.samples, npu: split.integerSamples)
  }
}

/// How long one device took for its part of a step, in seconds from the step's start.
struct StepTiming: Hashable, Sendable {
  /// Until its processor had trained its samples.
  var own = 0.0
  /// Until its companion had; 0 where it has nothing to do.
  var companion = 0.0
  /// Until all of it was done.
  var whole = 0.0
}
