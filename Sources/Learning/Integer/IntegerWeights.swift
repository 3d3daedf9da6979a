import Foundation

/// The int8 weights of a product layer, in the two orders that its products need.
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
  func read(_ floats: UnsafePointer<Float>) {
    let scale = Float(sign: .plus, exponent: -exponent, significand: 1)
    forEachPlace { place, float in
      let value = (floats[float] * scale).rounded(.toNearestOrEven)
      values.base[place] = Int8(max(-127, min(127, value)))
    }
  }

  /// Writes them back.
  func write(_ floats: UnsafeMutablePointer<Float>) {
    let scale = Float(sign: .plus, exponent: exponent, significand: 1)
    forEachPlace { place, float in floats[float] = Float(values.base[place]) * scale }
  }

  private func forEachPlace(_ body: (_ place: Int, _ float: Int) -> Void) {
    let inputs = shape.input.channels
    let area = shape.filterHeight * shape.filterWidth
    var place = 0
    for output in 0..<shape.output.channels {
      for pixel in 0..<area {
        for input in 0..<inputs {
          body(place, (output * inputs + input) * area + pixel)
          place += 1
        }
      }
    }
  }
}
