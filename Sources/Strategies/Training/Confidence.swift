import Hardware
import Learning

/// How much a merge in mixed precision trusts what was trained in INT8.
///
/// With a share b of the samples trained in INT8 and logits that resemble those of FP32 by s (their
/// mean cosine, nothing below zero), the INT8 change of the weights counts b s and the FP32 change
/// 1 - b s: each by its samples, and INT8 by less the more its logits differ.
/// Source: SoCFlow's confidence of its INT8 model (Xu et al., ASPLOS 2024); the published formula was
/// not at hand, this one is our reconstruction.
struct Confidence {
  /// Validation samples that are compared.
  static let samples = 64

  /// The weight of the FP32 change.
  static func alpha(integerShare: Double, similarity: Double) -> Double {
    1 - integerShare * min(max(similarity, 0), 1)
  }
}

extension TrainingJob {
  /// Finds the weight of FP32 in the merges to come, where it goes by similarity.
  ///
  /// One device computes the logits of some validation samples in both precisions, one after the
  /// other, while the others wait; when it dies at it, the present weight stays. Nothing happens in
  /// other precisions.
  public func judgeConfidence(_ weights: Weights, on device: Device) async throws {
    guard case .mixed(let split) = precision, case .similarity = split.confidence else { return }
    let batch = validationSamples(Confidence.samples)
    let alone = group([device], name: device.name)
    do {
      for integerSamples in [0, batch.count] {
        try await alone.compute(parts: [
          StepPart(
            samples: batch.count, share: ModelDescription.forwardShare,
            integerSamples: integerSamples)
        ])
      }
    } catch is DeviceFailure {
      return
    }
    try setConfidence(weights, on: batch)
  }
}
