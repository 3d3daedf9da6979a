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
