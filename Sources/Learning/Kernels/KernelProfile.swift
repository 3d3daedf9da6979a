/// Where the time of a training step goes, kernel by kernel, on one thread.
public struct KernelProfile: Sendable {
  public struct Entry: Sendable, Hashable {
    /// Such as "conv3 backward data".
    public let name: String
    /// Of processor time, in the shortest of several passes.
    public let seconds: Double
  }

  /// In the order in which they run.
  public let entries: [Entry]

  /// Runs forward and backward passes on random images.
  ///
  /// - Parameter quantised: With products of int8 values, as in precision `npu`.
  /// - Throws: `LearningError` for an unknown model, or if kernels fail.
  public init(model: String, batch: Int, passes: Int, quantised: Bool = false) throws {
    let network = try ModelRegistry.network(model)
    entries = try KernelThread.run(name: "kernel profile") {
      try Self.measure(network, batch: batch, passes: passes, quantised: quantised)
    }
  }

  private static func measure(
    _ definition: NetworkDefinition, batch: Int, passes: Int, quantised: Bool
  ) throws -> [Entry] {
    let kernels = try ThreadKernels()
    let count = definition.input.elementCount * batch
    let images = LabelledImages(
      shape: definition.input,
      pixels: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 0x9E37_79B1 >> 13) },
      labels: (0..<batch).map { UInt8($0 % definition.classCount) })
    let weights = definition.parameters.initialised(seed: 1, by: definition.initialisation)
    let network = try kernels.network(
      definition, batch: batch, training: true,
      quantised: quantised ? QuantisedWeights(definition.parameters, of: weights) : nil)
    let gradient = FloatBuffer(count: weights.count)
    let ids = (0..<Int32(batch)).map { $0 }
    var best: [Entry] = []
    for pass in 0..<passes {
      let found = try network.profile(
        ids[...], of: images, weights: weights, gradient: gradient
      ).map { Entry(name: $0.name, seconds: $0.seconds) }
      best = pass == 0 ? found : zip(best, found).map { $0.seconds < $1.seconds ? $0 : $1 }
    }
    return best
  }
}
