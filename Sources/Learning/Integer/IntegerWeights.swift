import CKernels
import Foundation

/// The int8 weights of a product layer.
///
/// In a model state they stand as floats: whole multiples, up to 127, of a power of two that belongs
/// to the layer. So averages, stores and messages treat them like any others; an average that is not
/// whole is rounded when training goes on.
struct IntegerWeights {
  let shape: IntegerShape
  /// The power of two: initial weights of Xavier's uniform distribution fill 7 bits.
  let exponent: Int
  /// [output][filter row][filter column][input channel].
  let values: IntegerBuffer

  init(_ shape: IntegerShape) {
    self.shape = shape
    exponent = Self.exponent(of: shape)
    values = IntegerBuffer(count: shape.weightCount)
  }

  static func exponent(of shape: IntegerShape) -> Int {
    let area = Double(shape.filterHeight * shape.filterWidth)
    let bound =
      (6 / (area * Double(shape.input.channels) + area * Double(shape.output.channels)))
      .squareRoot()
    return Int(ceil(log2(bound / 127)))
  }

  /// Reads them from the floats of a state: [output][input channel][filter row][filter column].
  ///
  /// - Precondition: finite, as whatever integers were trained to.
  func read(_ floats: UnsafePointer<Float>) {
    let (inputs, area) = (shape.input.channels, shape.filterHeight * shape.filterWidth)
    let filter = IntegerBuffer(count: shape.fanIn)
    for start in stride(from: 0, to: shape.weightCount, by: shape.fanIn) {
      tidewatt_integer_quantise(floats + start, filter.base, shape.fanIn, Int32(exponent))
      tidewatt_integer_transpose(filter.base, values.base + start, inputs, area)
    }
  }

  /// Takes a gradient from them, rounded to so many bits.
  func subtract(_ gradient: IntegerSums.Gradient, bits: Int) {
    let rounded = IntegerBuffer(count: shape.weightCount)
    switch gradient {
    case .sums(let sums): IntegerRounding.fit(sums, into: rounded, bits: bits)
    case .wideSums(let sums): IntegerRounding.fit(sums, into: rounded, bits: bits)
    }
    tidewatt_integer_update(values.base, rounded.base, rounded.count)
  }

  /// Writes them back.
  func write(_ floats: UnsafeMutablePointer<Float>) {
    tidewatt_dequantise_turned_values(
      values.base, floats, shape.output.channels, shape.filterHeight * shape.filterWidth,
      shape.input.channels, Float(sign: .plus, exponent: exponent, significand: 1))
  }
}
