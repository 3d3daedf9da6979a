import Hardware
import Learning

/// In which numbers, and so on which processors of a device, a strategy trains.
public enum TrainingPrecision: Hashable, Sendable {
  /// 32-bit floating point, on the first processor that has it.
  case fp32
  /// Convolutions and matrix products in INT8 on the processor that has it; batch normalisation,
  /// bias, loss, conversions and the FP32 weights on the one for FP32, one after the other.
  case npu
  /// Integers alone, all of it on the INT8 processor.
  /// Gradients are rounded to so many bits, by epochs: rounds of the run.
  case niti(GradientBits = .published)
  /// Both processors at once, each on a part of the samples: `fp32` on the one, `npu` on the other.
  case mixed(MixedSplit)

  /// The words of scenario files.
  public static let words = ["fp32", "npu", "niti", "mixed"]

  /// What a scenario file calls it.
  public var word: String {
    switch self {
    case .fp32: "fp32"
    case .npu: "npu"
    case .niti: "niti"
    case .mixed: "mixed"
    }
  }

  /// The number formats whose processors work; the first is that of `Device.processor`.
  public var formats: [Precision] {
    switch self {
    case .fp32: [.fp32]
    case .npu, .mixed: [.fp32, .int8]
    case .niti: [.int8]
    }
  }

  /// Whether it compares logits on samples that training leaves out.
  public var decides: Bool {
    if case .mixed(let split) = self { split.confidence == .similarity } else { false }
  }

  /// Vectors of the weights' size that training goes on from: the weights, and what the optimiser
  /// keeps beside them.
  ///
  /// In mixed precision the learners of both formats keep it each of its own; in integers alone no
  /// optimiser has a part in training.
  func stateVectors(_ optimizer: Optimizer) -> Int {
    let kept = optimizer.vectors - 1
    switch self {
    case .fp32, .npu: return 1 + kept
    case .mixed: return 1 + 2 * kept
    case .niti: return 1
    }
  }

  /// Vectors of the weights' size that a device holds while it trains: a full state, and a gradient
  /// for each learner.
  public func heldVectors(_ optimizer: Optimizer) -> Int {
    let learners = if case .mixed = self { 2 } else { 1 }
    return stateVectors(optimizer) + learners
  }

  /// How the learner trains.
  public var learning: LearningPrecision {
    switch self {
    case .fp32: .fp32
    case .niti(let bits): .niti(bits)
    case .npu: .npu
    case .mixed(let split):
      // Steps say theirs where it goes by similarity.
      if case .fixed(let alpha) = split.confidence {
        .mixed(alpha: alpha)
      } else {
        .mixed(alpha: 0.5)
      }
    }
  }
}

/// How both processors of a device share a step in mixed precision.
public struct MixedSplit: Hashable, Sendable {
  /// How many of a worker's samples the INT8 processor trains.
  public enum Share: Hashable, Sendable {
    /// As many as its modelled rate of products is of both processors' rates.
    case profiled
    /// This part, in 0...1.
    case fixed(Double)
  }

  /// The weight of the FP32 result where both are merged.
  public enum Confidence: Hashable, Sendable {
    /// By how much the logits of INT8 resemble those of FP32 on validation samples.
    case similarity
    /// This weight, in 0...1.
    case fixed(Double)
  }

  public var share: Share
  public var confidence: Confidence

  public init(share: Share = .profiled, confidence: Confidence = .similarity) {
    self.share = share
    self.confidence = confidence
  }
}
