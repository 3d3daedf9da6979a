import Foundation

@testable import Learning

/// A layer of int8 products beside FP32 kernels, with bounds that follow from how numbers round.
///
/// FP32 kernels of the same layer give the bounds as well: the sum of the magnitudes of all products is
/// what they compute on magnitudes.
struct QuantisedProducts {
  let layer: any Layer
  let input: SampleShape
  let batch: Int

  /// Half a unit in the last place of a number around one.
  private static let roundOff = 0x1p-24

  /// What a layer is run on: the input, the gradient of the output, the filters, and the bias if any.
  struct Operands {
    var values, error, weights: [Float]
    var bias: [Float]

    func map(_ change: ([Float]) -> [Float]) -> Operands {
      Operands(
        values: change(values), error: change(error), weights: change(weights),
        bias: bias.map(abs))
    }

    /// Those that int8 values stand for.
    var rounded: Operands {
      var result = map { floats in
        let unit = QuantisedProducts.unit(floats)
        return floats.map { QuantisedProducts.rounded($0, unit) * unit }
      }
      result.bias = bias
      return result
    }

    var magnitudes: Operands { map { $0.map(abs) } }

    /// Magnitudes, and what rounding can add to them: half a unit, a whole one above 127.5 units.
    var largestAfterRounding: Operands {
      map { floats in
        let unit = QuantisedProducts.unit(floats)
        return floats.map { abs($0) + unit * (abs($0) > 127.5 * unit ? 1 : 0.5) }
      }
    }
  }

  /// The power of two of which the largest is 64 to below 128.
  static func unit(_ floats: [Float]) -> Float {
    let largest = floats.reduce(0) { max($0, abs($1)) }
    return largest == 0 ? 1 : Float(sign: .plus, exponent: largest.exponent - 6, significand: 1)
  }

  private static func rounded(_ value: Float, _ unit: Float) -> Float {
    max(-127, min(127, (value / unit).rounded(.toNearestOrEven)))
  }

  /// Drawn so that most are small, as in training.
  func operands() -> Operands {
    func values(_ count: Int, salt: Int) -> [Float] {
      (0..<count).map {
        let value = Float(2 * FormulaNumbers.uniform($0, salt))
        return value * value * value
      }
    }
    let shapes = layer.parameters(for: input)
    return Operands(
      values: values(batch * input.elementCount, salt: 1),
      error: values(batch * layer.outputShape(for: input).elementCount, salt: 2),
      weights: values(shapes[0].count, salt: 3),
      bias: shapes.count > 1 ? values(shapes[1].count, salt: 4) : [])
  }

  /// Outputs, gradient of the input, gradient of the filters.
  func run(_ operands: Operands, quantised: QuantisedKernels?) throws -> [[Float]] {
    let run = try LayerRun(
      layer, input: input, batch: batch, values: operands.values,
      parameters: operands.bias.isEmpty
        ? [operands.weights] : [operands.weights, operands.bias],
      outputGradient: operands.error, quantised: quantised)
    return [run.output, run.inputGradient, run.parameterGradients[0]]
  }

  /// Addends of one sum of each of the three products; of the outputs with the bias.
  private var addends: [Int] {
    let shape = layer.parameters(for: input)[0].shape
    let area = shape.dropFirst(2).reduce(1, *)
    let outputs = layer is DepthwiseConvolution ? 1 : shape[0]
    let output = layer.outputShape(for: input)
    return [
      shape.dropFirst().reduce(1, *) + 1, outputs * area, batch * output.height * output.width,
    ]
  }

  /// By how much FP32 sums of so many products may be off, relative to the sum of their magnitudes.
  ///
  /// In whatever order they are added: section 3.1 of Higham's "Accuracy and Stability of Numerical
  /// Algorithms". Three roundings more are those of int8 products: of the sum to FP32, its scaling,
  /// the bias.
  private func error(_ addends: Int) -> Double {
    let sum = Double(addends + 3) * Self.roundOff
    return sum / (1 - 2 * sum)
  }

  /// The worst error of int8 products beside FP32 products of what the int8 values stand for, as a part
  /// of what the roundings of FP32 allow: above 1 is an error in the arithmetic.
  func worstBesideRoundedOperands() throws -> Double {
    let operands = operands()
    let found = try run(operands, quantised: QuantisedKernels())
    let expected = try run(operands.rounded, quantised: nil)
    let magnitudes = try run(operands.rounded.magnitudes, quantised: nil)
    return worst(found, expected) { product, index in
      error(addends[product]) * Double(magnitudes[product][index])
    }
  }

  /// The same beside FP32 products of the numbers themselves: above 1 is more than rounding to int8
  /// values can do.
  func worstBesideOperands() throws -> Double {
    let operands = operands()
    let found = try run(operands, quantised: QuantisedKernels())
    let expected = try run(operands, quantised: nil)
    let magnitudes = try run(operands.magnitudes, quantised: nil)
    let largest = try run(operands.largestAfterRounding, quantised: nil)
    return worst(found, expected) { product, index in
      let rounding = Double(largest[product][index]) - Double(magnitudes[product][index])
      return rounding + 3 * error(addends[product]) * Double(largest[product][index])
    }
  }

  private func worst(
    _ found: [[Float]], _ expected: [[Float]], bound: (_ product: Int, _ index: Int) -> Double
  ) -> Double {
    var worst = 0.0
    for product in found.indices {
      guard found[product].count == expected[product].count else { return .infinity }
      for index in found[product].indices {
        let error = abs(Double(found[product][index]) - Double(expected[product][index]))
        if error == 0 { continue }
        let part = error / bound(product, index)
        worst = part.isNaN ? .infinity : max(worst, part)
      }
    }
    return worst
  }
}
