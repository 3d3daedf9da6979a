import CKernels
import Foundation

/// Trains and evaluates one network in integers, for one thread.
final class IntegerTrainer {
  private let definition: NetworkDefinition
  private let network: IntegerNetwork
  private var rows = FloatBuffer(count: 0)

  init(_ definition: NetworkDefinition, products: IntegerProducts = IntegerProducts()) throws {
    self.definition = definition
    network = try IntegerNetwork(definition, products: products)
  }

  /// Puts drawn weights on the integers' scales.
  func initialise(_ weights: FloatBuffer) { network.initialise(weights) }

  /// One update of the weights by the whole batch.
  ///
  /// - Parameter bits: Of the rounded gradient, 1 to 7: what a learning rate is elsewhere.
  func step(
    _ batch: SampleBatch, of images: LabelledImages, augmentation: Augmentation, bits: Int,
    weights: FloatBuffer
  ) throws {
    network.read(weights)
    let input = load(batch.ids, of: images, augmentation, epoch: batch.epoch)
    try network.train(input, labels: images.labels(of: batch.ids), bits: bits)
    network.write(weights)
  }

  /// The hit rate, and the mean softmax cross-entropy of the logits as the numbers they stand for.
  func evaluate(
    on ids: ArraySlice<Int32>? = nil, of images: LabelledImages, weights: FloatBuffer
  ) throws -> MetricValue {
    network.read(weights)
    let ids = ids ?? images.ids
    var loss = 0.0
    var correct = 0
    let classes = definition.classCount
    for chunk in Chunking.chunks(of: ids, size: Chunking.evaluation) {
      let input = load(chunk, of: images, .none, epoch: nil)
      let logits = try network.logits(input, count: chunk.count)
      for (row, label) in images.labels(of: chunk).enumerated() {
        let values = (0..<classes).map { logits.values.base[row * classes + $0] }
        let largest = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
        if largest == Int(label) { correct += 1 }
        let unit = scalbn(1.0, Int32(logits.exponent))
        let top = Double(values[largest]) * unit
        let sum = values.reduce(0.0) { $0 + exp(Double($1) * unit - top) }
        loss += top + log(sum) - Double(values[Int(label)]) * unit
      }
    }
    let count = Double(ids.count)
    return MetricValue(accuracy: Double(correct) / count, loss: loss / count)
  }

  /// Images from -1 to 1 in 7 bits, channels last.
  private func load(
    _ ids: ArraySlice<Int32>, of images: LabelledImages, _ augmentation: Augmentation,
    epoch: Epoch?
  ) -> IntegerTensor {
    let size = images.shape.elementCount
    if rows.count < ids.count * size { rows = FloatBuffer(uninitialized: ids.count * size) }
    augmentation.load(ids, of: images, epoch: epoch, into: rows.base)
    let planes = IntegerBuffer(count: ids.count * size)
    tidewatt_integer_quantise(rows.base, planes.base, planes.count, Int32(-IntegerRounding.bits))
    let channels = images.shape.channels
    if channels == 1 { return IntegerTensor(values: planes, exponent: -IntegerRounding.bits) }
    let pixels = IntegerBuffer(count: planes.count)
    for image in 0..<ids.count {
      tidewatt_integer_transpose(
        planes.base + image * size, pixels.base + image * size, channels, size / channels)
    }
    return IntegerTensor(values: pixels, exponent: -IntegerRounding.bits)
  }
}
