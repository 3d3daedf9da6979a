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
  /// [output][filter row][filter column][input]; of depthwise filters [row][column][channel].
  let filters: IntegerBuffer
  /// What a value of 1 stands for: a power of two, or NaN if a weight was not finite.
  private(set) var unit: Float = 1
  private let area, outputs: Int
  /// One output's filters in the model's order: [input][filter row][filter column].
  private let lines: IntegerBuffer
  private let turned = Mutex<Turned?>(nil)

  private struct Turned {
    let buffer: IntegerBuffer
    /// Of the values that are there now.
    var isValid = false
  }

  init(_ shape: [Int]) {
    let count = shape.reduce(1, *)
    area = shape.count > 2 ? shape[shape.count - 1] * shape[shape.count - 2] : 1
    let isDepthwise = shape.count == 5
    outputs = isDepthwise ? 1 : shape[0]
    filters = IntegerBuffer(count: count)
    lines = IntegerBuffer(count: area == 1 ? 0 : count / outputs)
  }

  func read(_ floats: UnsafePointer<Float>) {
    turned.withLock { $0?.isValid = false }
    unit = tidewatt_unit(floats, filters.count)
    if area == 1 { return tidewatt_quantise(floats, filters.base, filters.count, unit) }
    for start in stride(from: 0, to: filters.count, by: lines.count) {
      tidewatt_quantise(floats + start, lines.base, lines.count, unit)
      tidewatt_integer_transpose(
        lines.base, filters.base + start, lines.count / area, area)
    }
  }

  /// The filters turned round for the way back.
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
