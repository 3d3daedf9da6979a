/// Everything that one thread needs to compute: its engine and the networks it has made so far.
///
/// Made, used and destroyed on one thread (see `KernelEngine`).
final class ThreadKernels {
  private struct NetworkKey: Hashable {
    let model: String
    let batch: Int
    let training: Bool
  }

  private let engine: KernelEngine
  /// At most one per chunk size, which bounds their number.
  private var networks: [NetworkKey: Network] = [:]
  /// Per model: the gradient of a step, and of one chunk of it.
  private var gradients: [String: (sum: FloatBuffer, chunk: FloatBuffer)] = [:]

  /// - Throws: `LearningError` if kernels cannot be limited to one thread or oneDNN fails.
  init() throws {
    try KernelThread.limitToOneThread()
    engine = try KernelEngine()
  }

  func network(_ definition: NetworkDefinition, batch: Int, training: Bool) throws -> Network {
    let key = NetworkKey(model: definition.name, batch: batch, training: training)
    if let network = networks[key] { return network }
    let network = try Network(definition, batch: batch, training: training, engine: engine)
    networks[key] = network
    return network
  }

  /// The mean loss over `ids` and its gradient, which stays valid until the next call.
  func gradient(
    of definition: NetworkDefinition, on ids: ArraySlice<Int32>, of images: LabelledImages,
    weights: FloatBuffer
  ) throws -> (loss: Double, gradient: FloatBuffer) {
    let buffers = buffers(for: definition)
    let scale = 1 / Float(ids.count)
    var loss = 0.0
    for chunk in Chunking.chunks(of: ids, size: Chunking.training) {
      let isFirst = chunk.startIndex == ids.startIndex
      loss += try network(definition, batch: chunk.count, training: true).train(
        on: chunk, of: images, weights: weights, scale: scale,
        gradient: isFirst ? buffers.sum : buffers.chunk)
      if !isFirst { ElementwiseKernels.add(buffers.chunk, to: buffers.sum) }
    }
    return (loss / Double(ids.count), buffers.sum)
  }

  /// The hit rate and mean loss over all of `images`.
  func evaluate(
    _ definition: NetworkDefinition, on images: LabelledImages, weights: FloatBuffer
  ) throws -> MetricValue {
    var loss = 0.0
    var correct = 0
    let ids = (0..<Int32(images.count)).map { $0 }
    for chunk in Chunking.chunks(of: ids[...], size: Chunking.evaluation) {
      let part = try network(definition, batch: chunk.count, training: false).evaluate(
        on: chunk, of: images, weights: weights)
      loss += part.lossSum
      correct += part.correct
    }
    let count = Double(images.count)
    return MetricValue(accuracy: Double(correct) / count, loss: loss / count)
  }

  private func buffers(for definition: NetworkDefinition) -> (sum: FloatBuffer, chunk: FloatBuffer)
  {
    if let buffers = gradients[definition.name] { return buffers }
    let count = definition.parameters.bufferCount
    let buffers = (sum: FloatBuffer(count: count), chunk: FloatBuffer(count: count))
    gradients[definition.name] = buffers
    return buffers
  }
}
