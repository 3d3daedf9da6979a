@testable import Learning

/// A convolution, ReLU, 2x2 pooling and a full connection in integers, loop by loop.
struct IntegerReference {
  private let definition: NetworkDefinition
  private let weights: [[Float]]
  private let shapes: [IntegerShape]

  init(_ definition: NetworkDefinition, weights: FloatBuffer) {
    self.definition = definition
    self.weights = definition.parameters.tensors(of: weights)
    let hidden = definition.shapes[3]
    shapes = [
      IntegerShape(
        input: definition.input, output: definition.shapes[1], filterHeight: 3, filterWidth: 3,
        padding: 1),
      IntegerShape(
        input: hidden, output: definition.shapes[4], filterHeight: hidden.height,
        filterWidth: hidden.width, padding: 0),
    ]
  }

  private func integers(_ layer: Int) -> [Int] {
    let exponent = IntegerWeights.exponent(of: shapes[layer])
    let unit = Float(sign: .plus, exponent: exponent, significand: 1)
    return weights[2 * layer].map { Int($0 / unit) }
  }

  /// Rounded to 7 bits, and by how many places.
  private func fitted(_ sums: [Int]) -> (values: [Int], shift: Int) {
    let largest = sums.map { abs($0) }.max() ?? 0
    var width = 0
    while 1 << width < largest { width += 1 }
    let shift = max(0, width - 7)
    let half = shift == 0 ? 0 : 1 << (shift - 1)
    return (sums.map { max(-127, min(127, ($0 + half) >> shift)) }, shift)
  }

  func run(
    _ input: IntegerTensor, labels: [UInt8]
  ) -> (logits: [Int], exponent: Int, gradients: [[Int]]) {
    let (side, channels, outputs) = (6, 3, 5)
    func pixel(_ image: Int, _ y: Int, _ x: Int, _ c: Int) -> Int {
      guard (0..<side).contains(y), (0..<side).contains(x) else { return 0 }
      return Int(input.values.base[((image * side + y) * side + x) * channels + c])
    }
    let first = integers(0)
    var sums: [Int] = []
    for image in labels.indices {
      for y in 0..<side {
        for x in 0..<side {
          for o in 0..<outputs {
            var sum = 0
            for c in 0..<channels {
              for fy in 0..<3 {
                for fx in 0..<3 {
                  sum +=
                    first[((o * channels + c) * 3 + fy) * 3 + fx]
                    * pixel(image, y + fy - 1, x + fx - 1, c)
                }
              }
            }
            sums.append(sum)
          }
        }
      }
    }
    let hidden = fitted(sums)
    let rectified = hidden.values.map { max(0, $0) }
    func place(_ image: Int, _ y: Int, _ x: Int, _ o: Int) -> Int {
      ((image * side + y) * side + x) * outputs + o
    }
    // Pooled values in the order channel x row x column of a full connection's weights.
    var pooled: [[Int]] = []
    var winners: [[Int]] = []
    for image in labels.indices {
      var (values, from) = ([Int](), [Int]())
      for o in 0..<outputs {
        for y in 0..<3 {
          for x in 0..<3 {
            let square = [(0, 0), (0, 1), (1, 0), (1, 1)].map {
              place(image, 2 * y + $0.0, 2 * x + $0.1, o)
            }
            let best = square.reduce(square[0]) { rectified[$1] > rectified[$0] ? $1 : $0 }
            values.append(rectified[best])
            from.append(best)
          }
        }
      }
      pooled.append(values)
      winners.append(from)
    }
    let second = integers(1)
    let logitSums = pooled.flatMap { row in
      (0..<4).map { o in row.indices.reduce(0) { $0 + row[$1] * second[o * row.count + $1] } }
    }
    let logits = fitted(logitSums)
    let exponent =
      input.exponent + shapes.map { IntegerWeights.exponent(of: $0) }.reduce(0, +) + hidden.shift
      + logits.shift

    let row = logits.values.map { Int8($0) }
    var error = [Int8](repeating: 0, count: row.count)
    IntegerCrossEntropy.error(
      logits: row, exponent: exponent, labels: labels, classes: 4, into: &error)
    func toChannelsLast(_ values: [Int], outputs: Int, channels: Int, area: Int) -> [Int] {
      (0..<outputs).flatMap { o in
        (0..<area).flatMap { p in
          (0..<channels).map { c in values[(o * channels + c) * area + p] }
        }
      }
    }
    var fullGradient = [Int](repeating: 0, count: 4 * 45)
    var hiddenSums = [Int](repeating: 0, count: 0)
    for image in labels.indices {
      for o in 0..<4 {
        let e = Int(error[image * 4 + o])
        for index in 0..<45 { fullGradient[o * 45 + index] += e * pooled[image][index] }
      }
      hiddenSums += (0..<45).map { index in
        (0..<4).reduce(0) { $0 + Int(error[image * 4 + $1]) * second[$1 * 45 + index] }
      }
    }
    let hiddenError = fitted(hiddenSums).values
    var convolutionError = [Int](repeating: 0, count: rectified.count)
    for image in labels.indices {
      for index in 0..<45 {
        let winner = winners[image][index]
        if rectified[winner] > 0 { convolutionError[winner] += hiddenError[image * 45 + index] }
      }
    }
    var convolutionGradient: [Int] = []
    for o in 0..<outputs {
      for c in 0..<channels {
        for fy in 0..<3 {
          for fx in 0..<3 {
            var sum = 0
            for image in labels.indices {
              for y in 0..<side {
                for x in 0..<side {
                  sum +=
                    convolutionError[place(image, y, x, o)]
                    * pixel(image, y + fy - 1, x + fx - 1, c)
                }
              }
            }
            convolutionGradient.append(sum)
          }
        }
      }
    }
    return (
      logits.values, exponent,
      [
        toChannelsLast(convolutionGradient, outputs: outputs, channels: channels, area: 9),
        toChannelsLast(fullGradient, outputs: 4, channels: 5, area: 9),
      ]
    )
  }
}
