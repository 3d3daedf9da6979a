/// What a model costs: computed from its layers, without any weights.
public struct ModelDescription: Sendable, Hashable {
  /// The name in scenario files, such as "lenet5".
  public let name: String
  public let parameterCount: Int
  /// Multiply-adds of the forward pass of one sample, convolutions and matrix products only.
  public let forwardMultiplyAdds: Int
  /// Values of one sample that are kept for the backward pass: the input and every layer's output
  /// (once where a layer works in place).
  public let activationsPerSample: Int
  /// The channels of every batch normalisation, in the order of the forward pass.
  public let normalisedChannels: [Int]
  public let inputShape: SampleShape
  public let classCount: Int
  /// Bytes moved in FP32 for each sample where its products are done in INT8 by another processor.
  ///
  /// Of batch normalisation, activations, pooling, bias, loss, and conversions between both formats;
  /// counted layer by layer (`FloatTraffic`).
  public let floatBytesPerSample: Int
  /// As much for each step, whatever its samples.
  ///
  /// Of conversions of the weights and of their gradients, and the update of the FP32 weights with
  /// momentum.
  public let floatBytesPerStep: Int
  /// In the order of the forward pass.
  public let layers: [LayerCost]

  /// In FP32.
  public var parameterBytes: Int { parameterCount * MemoryLayout<Float>.size }

  /// Operations of one training step per sample: a multiply-add is two, and the backward pass
  /// makes two products (by the weights and by the input) for each of the forward pass.
  public var trainingOperationsPerSample: Double { 3 * 2 * Double(forwardMultiplyAdds) }

  /// Bytes of one sample as stored: one per pixel and one for the label.
  public var inputBytesPerSample: Int { inputShape.elementCount + 1 }

  /// Weights with what goes with them and the activations of a batch, all in FP32.
  ///
  /// - Parameter vectors: As many as weights there are: the weights, their gradient, momentum.
  public func trainingMemoryBytes(batch: Int, vectors: Int = 3) -> Int {
    vectors * parameterBytes + batch * activationsPerSample * MemoryLayout<Float>.size
  }
}
