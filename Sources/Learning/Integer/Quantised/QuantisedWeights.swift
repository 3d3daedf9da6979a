import CKernels
import Synchronization

/// The filters and matrices of a model state as int8 values, for one step or evaluation.
final class QuantisedWeights: Sendable {
  /// By their place in the state, in floats.
  private let tensors: [Int: QuantisedTensor]

  init(_ layout: ParameterLayout, of weights: FloatBuffer) {
    var tensors: [Int: QuantisedTensor] = [:]
    for (shape, offset) in zip(layout.shapes, layout.offsets) where shape.isQuantised {
      tensors[offset] = QuantisedTensor(weights.base + offset, shape: shape.shape)
    }
    self.tensors = tensors
  }

  subscript(place: Int) -> QuantisedTensor {
    guard let tensor = tensors[place] else { preconditionFailure("no int8 values at \(place)") }
    return tensor
  }
}

/// One of them.
///
/// `@unchecked Sendable`: written when it is made; what follows from it later is under a lock.
final class QuantisedTensor: @unchecked Sendable {
  /// In the model's order: [output][input][filter row][filter column].
  let values: IntegerBuffer
  /// [output][filter row][filter column][input]; of depthwise filters [row][column][channel].
  let filters: IntegerBuffer
  /// What a value of 1 stands for: a power of two, or NaN if a weight was not finite.
  let unit: Float
  private let turned = Mutex<IntegerBuffer?>(nil)

  init(_ floats: UnsafePointer<Float>, shape: [Int]) {
    let count = shape.reduce(1, *)
    values = IntegerBuffer(count: count)
    unit = tidewatt_unit(floats, count)
    tidewatt_quantise(floats, values.base, count, unit)
    let area = shape.count > 2 ? shape[shape.count - 1] * shape[shape.count - 2] : 1
    if area == 1 {
      filters = values
      return
    }
    filters = IntegerBuffer(count: count)
    let isDepthwise = shape.count == 5
    let outputs = isDepthwise ? 1 : shape[0]
    let rows = count / outputs / area
    for output in 0..<outputs {
      let start = output * rows * area
      tidewatt_integer_transpose(values.base + start, filters.base + start, rows, area)
    }
  }

  /// The filters for the way back.
  func turned(for shape: IntegerShape) -> IntegerBuffer {
    turned.withLock { known in
      if let known { return known }
      let buffer = IntegerBuffer(count: filters.count)
      shape.turn(filters, into: buffer)
      known = buffer
      return buffer
    }
  }
}
