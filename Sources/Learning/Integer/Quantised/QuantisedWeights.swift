import CKernels
import Synchronization

/// The filters and matrices of a model state as int8 values, for one step or evaluation.
final class QuantisedWeights: Sendable {
  /// By their place in the state, in floats.
  private let tensors: [Int: QuantisedTensor]

  init(_ layout: ParameterLayout, of weights: FloatBuffer) {
    var tensors: [Int: QuantisedTensor] = [:]
    for (shape, offset) in zip(layout.shapes, layout.offsets) where shape.isQuantised {
      tensors[offset] = QuantisedTensor(shape.shape)
    }
    self.tensors = tensors
    read(weights)
  }

  /// Takes the values of another state, in the memory that is there.
  ///
  /// - Precondition: nobody is using those of the last one.
  func read(_ weights: FloatBuffer) {
    for (offset, tensor) in tensors { tensor.read(weights.base + offset) }
  }

  subscript(place: Int) -> QuantisedTensor {
    guard let tensor = tensors[place] else { preconditionFailure("no int8 values at \(place)") }
    return tensor
  }
}

/// One of them.
///
/// `@unchecked Sendable`: written by the thread whose step or evaluation it is for, before others get
/// it; what follows from it later is under a lock.
final class QuantisedTensor: @unchecked Sendable {
  /// In the model's order: [output][input][filter row][filter column].
  let values: IntegerBuffer
  /// [output][filter row][filter column][input]; of depthwise filters [row][column][channel].
  let filters: IntegerBuffer
  /// What a value of 1 stands for: a power of two, or NaN if a weight was not finite.
  private(set) var unit: Float = 1
  private let area, outputs: Int
  private let turned = Mutex<Turned?>(nil)

  private struct Turned {
    let buffer: IntegerBuffer
    /// Of the values that are there now.
    var isValid = false
  }

  init(_ shape: [Int]) {
    let count = shape.reduce(1, *)
    values = IntegerBuffer(count: count)
    area = shape.count > 2 ? shape[shape.count - 1] * shape[shape.count - 2] : 1
    let isDepthwise = shape.count == 5
    outputs = isDepthwise ? 1 : shape[0]
    filters = area == 1 ? values : IntegerBuffer(count: count)
  }

  func read(_ floats: UnsafePointer<Float>) {
    turned.withLock { $0?.isValid = false }
    unit = tidewatt_unit(floats, values.count)
    tidewatt_quantise(floats, values.base, values.count, unit)
    if area == 1 { return }
    let rows = values.count / outputs / area
    for output in 0..<outputs {
      let start = output * rows * area
      tidewatt_integer_transpose(values.base + start, filters.base + start, rows, area)
    }
  }

  /// The filters for the way back.
  func turned(for shape: IntegerShape) -> IntegerBuffer {
    turned.withLock { known in
      if let known, known.isValid { return known.buffer }
      let buffer = known?.buffer ?? IntegerBuffer(count: filters.count)
      shape.turn(filters, into: buffer)
      known = Turned(buffer: buffer, isValid: true)
      return buffer
    }
  }
}
