/// A handle to how alike a state's FP32 and INT8 logits are.
///
/// Computed once and kept like accuracies and losses.
public struct Similarity: Sendable {
  let metric: Metric

  /// Metrics are pairs of numbers; this is the first of its pair.
  static func stored(_ similarity: Double) -> MetricValue {
    MetricValue(accuracy: similarity, loss: 0)
  }

  static func value(of metric: MetricValue) -> Double { metric.accuracy }
}
