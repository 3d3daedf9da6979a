/// What one layer of a model costs, for strategies that cut models into parts.
public struct LayerCost: Sendable, Hashable {
  public let name: String
  /// Those that are trained.
  public let parameterCount: Int
  /// Tensors of trained parameters.
  public let tensorCount: Int
  /// Of one sample, convolutions and matrix products only.
  public let forwardMultiplyAdds: Int
  /// Values of one sample that the layer hands to the next one.
  public let outputValues: Int

  /// In FP32.
  public var parameterBytes: Int { parameterCount * MemoryLayout<Float>.size }
}

extension NetworkDefinition {
  /// The layers in the order of the forward pass; a residual block is one of them.
  var layerCosts: [LayerCost] {
    zip(layers, zip(shapes, shapes.dropFirst())).map { layer, ends in
      let trained = layer.parameters(for: ends.0).filter(\.isTrained)
      return LayerCost(
        name: layer.name, parameterCount: trained.map(\.count).reduce(0, +),
        tensorCount: trained.count, forwardMultiplyAdds: layer.multiplyAdds(for: ends.0),
        outputValues: ends.1.elementCount)
    }
  }
}
