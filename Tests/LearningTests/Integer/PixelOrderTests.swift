import Testing

@testable import Learning

/// The three products with pixels as they lie against those with pixels copied side by side.
struct PixelOrderTests {
  private func values(_ count: Int, salt: Int) -> IntegerBuffer {
    let buffer = IntegerBuffer(count: count)
    for index in 0..<count {
      buffer.base[index] = Int8(FormulaNumbers.uniform(index, salt) * 127)
    }
    return buffer
  }

  private func shape(height: Int, width: Int) -> IntegerShape {
    IntegerShape(
      input: SampleShape(channels: 20, height: height, width: width),
      output: SampleShape(channels: 12, height: height, width: width), filterHeight: 3,
      filterWidth: 3, padding: 1)
  }

  /// Outputs, errors of the input and gradients of the weights.
  private func run(
    _ order: PixelRows.Order, _ shape: IntegerShape, images: Int
  ) throws -> [[Int32]] {
    let sums = IntegerSums(
      shape: shape, products: IntegerProducts(), scratch: IntegerScratch(), order: order)
    let rows = (
      input: PixelRows(order, samples: images, of: shape.input),
      output: PixelRows(order, samples: images, of: shape.output)
    )
    func arranged(_ rows: PixelRows, salt: Int) -> IntegerBuffer {
      let result = IntegerBuffer(count: rows.count)
      rows.arrange(values(rows.count, salt: salt), into: result)
      return result
    }
    func floats(
      _ rows: PixelRows, parts: [Range<Int>],
      _ product: (Range<Int>, UnsafeMutablePointer<Int32>) throws -> Void
    ) throws -> [Int32] {
      // Sums below 2^24 are exact in floats.
      var floats = [Float](repeating: .nan, count: rows.count)
      for part in parts {
        var sums = [Int32](repeating: -1, count: part.count * rows.channels)
        try product(part, &sums)
        rows.dequantise(sums, rows: part, into: &floats, unit: 1)
      }
      return floats.map { Int32($0) }
    }
    let (input, error) = (arranged(rows.input, salt: 1), arranged(rows.output, salt: 2))
    let filters = values(shape.weightCount, salt: 3)
    let turned = IntegerBuffer(count: shape.weightCount)
    shape.turn(filters, into: turned)
    let forward = try floats(rows.output, parts: sums.outputParts(images: images)) {
      try sums.forward($0, of: images, input, filters: filters, into: $1)
    }
    let backward = try floats(rows.input, parts: sums.inputParts(images: images)) {
      try sums.backward(
        $0, of: images, error, filters: filters,
        turned: sums.turnsFilters(images: images) ? turned : nil, into: $1)
    }
    guard case .sums(let gradient) = try sums.gradient(input, error: error, images: images) else {
      Issue.record("sums of a few images need no 64 bits")
      return []
    }
    return [forward, backward, (0..<shape.weightCount).map { gradient[$0] }]
  }

  @Test(
    .enabled(if: IntegerProducts.isLibraryExact),
    arguments: [(2, 2, 5), (4, 4, 3), (3, 5, 1), (8, 2, 17)])
  func bothOrdersGiveTheSameSums(_ size: (height: Int, width: Int, images: Int)) throws {
    let shape = shape(height: size.height, width: size.width)
    let bySample = try run(.bySample, shape, images: size.images)
    let byPixel = try run(.byPixel, shape, images: size.images)
    #expect(bySample == byPixel)
    #expect(bySample.allSatisfy { sums in sums.contains { $0 != 0 } })
  }

  /// A layer's outputs, errors and weights' sums are those of the other order, value by value.
  @Test(.enabled(if: IntegerProducts.isLibraryExact))
  func layersGiveTheSameInBothOrders() throws {
    let shape = shape(height: 2, width: 4)
    let images = 16
    func run(_ order: PixelRows.Order) throws -> [[Int]] {
      let layer = IntegerProductLayer(
        shape, offset: 0, products: IntegerProducts(), scratch: IntegerScratch(), order: order)
      let floats = FloatBuffer(count: shape.weightCount)
      for index in 0..<floats.count {
        floats.base[index] = Float(FormulaNumbers.uniform(index, 3)) * 0.2
      }
      layer.weights.read(floats.base)
      let input = IntegerTensor(
        values: values(images * shape.input.elementCount, salt: 1), exponent: -7)
      let output = try layer.forward(input, images: images)
      let error = values(images * shape.output.elementCount, salt: 2)
      var sums: [Int] = []
      let back = try layer.backward(error, images: images, needsInputError: true) { gradient in
        if case .sums(let all) = gradient { sums = (0..<shape.weightCount).map { Int(all[$0]) } }
      }
      guard let back else { return [] }
      return [
        [output.exponent], (0..<output.values.count).map { Int(output.values.base[$0]) },
        (0..<back.count).map { Int(back.base[$0]) }, sums,
      ]
    }
    let (bySample, byPixel) = (try run(.bySample), try run(.byPixel))
    #expect(bySample == byPixel)
    #expect(bySample.map(\.count) == [1, 16 * 8 * 12, 16 * 8 * 20, shape.weightCount])
    #expect(bySample.dropFirst().map { Set($0).count }.min() ?? 0 > 100)
  }

  /// Chosen where it was measured to be faster.
  @Test(.enabled(if: IntegerProducts.isLibraryExact)) func smallImagesWithManyChannelsLieByPixel() {
    func order(channels: Int, side: Int, images: Int, stride: Int = 1) -> PixelRows.Order {
      var shape = IntegerShape(
        input: SampleShape(channels: channels, height: side, width: side),
        output: SampleShape(channels: channels, height: side / stride, width: side / stride),
        filterHeight: 3, filterWidth: 3, padding: 1)
      shape.stride = stride
      return IntegerSums(shape: shape, products: IntegerProducts(), scratch: IntegerScratch())
        .order(images: images)
    }
    #expect(order(channels: 128, side: 8, images: 16) == .byPixel)
    #expect(order(channels: 512, side: 2, images: 64) == .byPixel)
    #expect(order(channels: 512, side: 2, images: 15) == .bySample)
    #expect(order(channels: 64, side: 8, images: 64) == .bySample)
    #expect(order(channels: 128, side: 16, images: 64) == .bySample)
    #expect(order(channels: 128, side: 8, images: 64, stride: 2) == .bySample)
    // Whose sums 32 bits do not hold.
    #expect(order(channels: 128, side: 8, images: 3000) == .bySample)
  }
}
