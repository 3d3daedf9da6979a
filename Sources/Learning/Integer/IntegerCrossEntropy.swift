/// The error of the logits by an integer approximation of softmax cross-entropy.
///
/// After NITI's published code (see `IntegerRounding`): powers of two stand in for those of e, and
/// logits too small for that for their series 1 + x + x^2 / 2.
enum IntegerCrossEntropy {
  /// - Parameters:
  ///   - logits: One row of `classes` for each label.
  ///   - error: Gets (softmax - one hot) on a scale of its own, which does not matter: gradients are
  ///     rounded relative to their largest.
  static func error(
    logits: UnsafePointer<Int8>, exponent: Int, labels: [UInt8], classes: Int,
    into error: UnsafeMutablePointer<Int8>
  ) {
    var powers = [Int64](repeating: 0, count: classes)
    for (row, label) in labels.enumerated() {
      let values = logits + row * classes
      if exponent > -7 {
        base2(values, exponent: exponent, into: &powers)
      } else {
        series(values, exponent: exponent, into: &powers)
      }
      let sum = max(1, powers.reduce(0, +))
      var rest: Int64 = 0
      for index in powers.indices {
        powers[index] = (powers[index] << 11) / sum
        rest += powers[index]
      }
      powers[Int(label)] -= rest
      for index in powers.indices {
        error[row * classes + index] = pseudoShifted(powers[index], by: 4)
      }
    }
  }

  /// 2^(x log2 e), relative to the largest, down to 2^-10 of it.
  private static func base2(
    _ values: UnsafePointer<Int8>, exponent: Int, into powers: inout [Int64]
  ) {
    for index in powers.indices {
      let scaled = Int64(values[index]) * 47_274  // log2 e * 2^15
      powers[index] =
        exponent >= 0 ? (scaled << Int64(min(exponent, 24))) >> 15 : scaled >> Int64(15 - exponent)
    }
    let offset = (powers.max() ?? 0) - 10
    for index in powers.indices { powers[index] = 1 << max(0, powers[index] - offset) }
  }

  /// (1 + x + x^2 / 2) * 2^(1 - 2 exponent), all of it whole numbers.
  private static func series(
    _ values: UnsafePointer<Int8>, exponent: Int, into powers: inout [Int64]
  ) {
    // Below 2^-20 the logits are all but equal; the limit keeps the sums within 64 bits.
    let exponent = max(exponent, -20)
    for index in powers.indices {
      let x = Int64(values[index])
      powers[index] = (1 << Int64(1 - 2 * exponent)) + (x << Int64(1 - exponent)) + x * x
    }
  }

  /// As `tidewatt_integer_pseudo_shift`, for one value.
  private static func pseudoShifted(_ value: Int64, by shift: Int64) -> Int8 {
    let magnitude = abs(value)
    let lower = shift / 2
    let dropped = magnitude & ((1 << shift) - 1)
    let isUp = dropped >> lower > (dropped & ((1 << lower) - 1)) << (shift & 1)
    let rounded = min(127, (magnitude >> shift) + (isUp ? 1 : 0))
    return Int8(value < 0 ? -rounded : rounded)
  }
}
