import Learning

/// Gradients that are sent together, because a backward pass completes them one after the other.
struct GradientBucket: Hashable, Sendable {
  /// Trained parameters in it, and the tensors that they are in.
  var parameters: Int
  var tensors: Int
  /// The part of a step's operations between the bucket before and the completion of this one; that
  /// of the first bucket includes the forward pass.
  var share: Double

  var bytes: Int { parameters * MemoryLayout<Float>.size }
}

extension ModelDescription {
  /// The forward pass makes one product for the two of the backward pass.
  static let forwardShare = 1.0 / 3

  /// The model's gradients in at most `count` buckets of about equal size, from the last layer to the
  /// first.
  ///
  /// A layer is never cut, so a bucket with a large layer is larger, and there may be fewer buckets.
  /// - Precondition: `count` is at least 1.
  func gradientBuckets(_ count: Int) -> [GradientBucket] {
    precondition(count >= 1, "gradients are in at least one bucket")
    var buckets: [GradientBucket] = []
    var open = GradientBucket(parameters: 0, tensors: 0, share: Self.forwardShare)
    let whole = Double(max(forwardMultiplyAdds, 1))
    var sent = 0
    for layer in layers.reversed() {
      open.parameters += layer.parameterCount
      open.tensors += layer.tensorCount
      open.share += (1 - Self.forwardShare) * Double(layer.forwardMultiplyAdds) / whole
      let left = count - buckets.count
      // What is left, spread over the buckets that are left.
      if left > 1, open.parameters * left >= parameterCount - sent, layer.parameterCount > 0 {
        sent += open.parameters
        buckets.append(open)
        open = GradientBucket(parameters: 0, tensors: 0, share: 0)
      }
    }
    if open.parameters > 0 || buckets.isEmpty {
      buckets.append(open)
    } else {
      buckets[buckets.count - 1].share += open.share
    }
    return buckets
  }
}
