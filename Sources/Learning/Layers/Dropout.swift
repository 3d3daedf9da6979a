/// Drops values at random in training and scales the rest up, in place.
///
/// Which ones is drawn by (seed, epoch, sample, layer), never by a sample's place in a batch.
struct Dropout: Layer {
  let name: String
  /// The share of values that are dropped, in 0..<1.
  var rate = 0.5

  var signature: String { "dropout \(rate)" }

  func keptValues(for input: SampleShape) -> Int { 0 }

  func outputShape(for input: SampleShape) -> SampleShape { input }

  func append(
    to assembly: inout NetworkAssembly, input: SampleShape, parameters: LayerParameters
  ) throws {
    guard assembly.isTraining else { return }
    // Its mask is in the order of memory, which must not depend on the kernels around.
    try assembly.flatten(input, for: name)
    let activation = assembly.current
    let samples = assembly.samples
    let layer = name
    let mask = DropoutMask(rate: rate)
    func masking(_ tensor: Tensor) -> any Kernel {
      NativeKernel("\(name) mask") {
        mask.apply(to: tensor, seeds: samples.seeds(for: layer))
      }
    }
    assembly.add(
      LayerKernels(
        output: activation, forward: [masking(activation.value)],
        backward: activation.gradient.map { [masking($0)] } ?? []))
  }
}
