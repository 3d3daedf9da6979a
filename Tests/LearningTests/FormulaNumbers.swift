import Foundation

@testable import Learning

/// The weights and samples of Benchmarks/pytorch/lenet5_vectors.py, from the same formulas.
enum FormulaNumbers {
  /// The finaliser of MurmurHash3 on a mix of both numbers.
  static func word(_ index: Int, _ salt: Int) -> UInt32 {
    var h = UInt32(truncatingIfNeeded: index &* 0x9E37_79B1 &+ salt &* 0x85EB_CA77)
    h ^= h >> 16
    h = h &* 0x85EB_CA6B
    h ^= h >> 13
    h = h &* 0xC2B2_AE35
    return h ^ (h >> 16)
  }

  /// In -0.5..<0.5, exact in a float.
  static func uniform(_ index: Int, _ salt: Int) -> Double {
    Double(word(index, salt) >> 8) / 0x1p24 - 0.5
  }

  /// Weights and biases by the number of inputs; batch normalisation stays as it starts.
  static func weights(of network: NetworkDefinition) -> FloatBuffer {
    let layout = network.parameters
    let buffer = layout.initialised(seed: 1, by: network.initialisation)
    var inputs = 1
    let trained = zip(layout.shapes, layout.offsets).filter { $0.0.isTrained }
    for (salt, (shape, offset)) in trained.enumerated() {
      guard ["weights", "bias"].contains(shape.role) else { continue }
      if shape.role == "weights" { inputs = shape.shape.dropFirst().reduce(1, *) }
      var scale = exp2(2 - floor(log2(Double(inputs).squareRoot())))
      if shape.role == "bias" { scale /= 4 }
      for index in 0..<shape.count {
        buffer.base[offset + index] = Float(scale * uniform(index, salt))
      }
    }
    return buffer
  }

  static func images(count: Int) -> LabelledImages {
    let shape = SampleShape(channels: 1, height: 28, width: 28)
    return LabelledImages(
      shape: shape,
      pixels: (0..<count * shape.elementCount).map { UInt8(word($0, 100) >> 24) },
      labels: (0..<count).map { UInt8(word($0, 101) % 10) })
  }
}
