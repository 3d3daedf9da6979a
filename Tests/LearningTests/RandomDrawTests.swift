import Testing

@testable import Learning

/// Augmentation and dropout are drawn by (seed, epoch, sample), never by place.
struct RandomDrawTests {
  private func loaded(
    _ ids: [Int32], epoch: Epoch, images: LabelledImages, by augmentation: Augmentation
  ) -> [[Float]] {
    let size = images.shape.elementCount
    let rows = FloatBuffer(count: ids.count * size)
    augmentation.load(ids[...], of: images, epoch: epoch, into: rows.base)
    return ids.indices.map { row in
      Array(UnsafeBufferPointer(start: rows.base + row * size, count: size))
    }
  }

  @Test func aSampleIsCroppedTheSameWherever() {
    let images = ColourImages.formula(count: 8)
    let epoch = Epoch(seed: 1, number: 3, progress: 0.5)
    let rows = loaded([0, 1, 2, 3], epoch: epoch, images: images, by: .cropAndFlip)
    let others = loaded(
      [3, 7, 1], epoch: Epoch(seed: 1, number: 3), images: images, by: .cropAndFlip)
    #expect(others[0] == rows[3])
    #expect(others[2] == rows[1])
    #expect(
      loaded([0, 1, 2, 3], epoch: Epoch(seed: 1, number: 4), images: images, by: .cropAndFlip)
        != rows)
    #expect(
      loaded([0, 1, 2, 3], epoch: Epoch(seed: 2, number: 3), images: images, by: .cropAndFlip)
        != rows)
  }

  /// Against the obvious: shift with black, then mirror.
  @Test func croppedPixelsComeFromWhereTheDrawSays() {
    let images = ColourImages.formula(count: 6)
    let epoch = Epoch(seed: 9, number: 1)
    let rows = loaded([0, 1, 2, 3, 4, 5], epoch: epoch, images: images, by: .cropAndFlip)
    for sample in 0..<6 {
      let (dy, dx, mirrored) = Augmentation.draw(epoch: epoch, sample: Int32(sample))
      #expect(abs(dy) <= 4 && abs(dx) <= 4)
      for channel in 0..<3 {
        for y in 0..<32 {
          for x in 0..<32 {
            let fromY = y + Int(dy)
            let fromX = (mirrored == 1 ? 31 - x : x) + Int(dx)
            let inside = (0..<32).contains(fromY) && (0..<32).contains(fromX)
            let pixel =
              inside
              ? images.pixels[((sample * 3 + channel) * 32 + fromY) * 32 + fromX] : 0
            let found = rows[sample][(channel * 32 + y) * 32 + x]
            #expect(found == Float(pixel) * (2 / 255) - 1)
          }
        }
      }
    }
  }

  @Test func dropsHaveTheirRateAndKeepTheMean() throws {
    try KernelThread.limitToOneThread()
    let engine = try KernelEngine()
    let rows = try Tensor(TensorLayout([4, 10_000], .plain), engine: engine)
    for index in 0..<rows.elementCount { rows.data[index] = 1 }
    let samples = SamplesInUse(batch: 4)
    samples.use(
      StepPlan.Chunk([5, 6, 7, 5], workers: [4], total: 4), epoch: Epoch(seed: 1, number: 1))
    DropoutMask(rate: 0.3).apply(to: rows, seeds: samples.seeds(for: "drop"))
    let values = (0..<4).map { row in
      Array(UnsafeBufferPointer(start: rows.data + row * 10_000, count: 10_000))
    }
    #expect(values[0] == values[3], "one sample has one mask")
    #expect(values[0] != values[1])
    for row in values {
      let dropped = row.count { $0 == 0 }
      // Six standard deviations of a binomial.
      #expect(abs(Double(dropped) - 3000) < 6 * (10_000 * 0.3 * 0.7).squareRoot())
      #expect(row.allSatisfy { $0 == 0 || $0 == Float(1 / 0.7) })
    }
    #expect(samples.seeds(for: "other") != samples.seeds(for: "drop"))
  }

  @Test func dropoutStaysOutOfEvaluationAndHasItsGradient() throws {
    let definition = NetworkDefinition(
      name: "dropping", input: SampleShape(channels: 1, height: 28, width: 28), classCount: 10,
      layers: [
        FullyConnected(name: "fc1", outputs: 64), ReLU(name: "relu"),
        Dropout(name: "drop", rate: 0.5), FullyConnected(name: "fc2", outputs: 10),
      ])
    #expect(definition.drawsPerSample)
    let images = FormulaNumbers.images(count: 32)
    let weights = FormulaNumbers.weights(of: definition)
    let kernels = try ThreadKernels()
    let ids = SampleOrder.inOrder(count: 32).batches(of: 32)[0].ids
    func gradient(epoch: Int) throws -> (loss: Double, values: [[Float]]) {
      let batch = SampleBatch(ids: ids, epoch: Epoch(seed: 1, number: epoch))
      let result = try kernels.step(
        StepPlan(definition, on: batch, of: images), weights: weights)
      return (result.loss, definition.parameters.tensors(of: result.gradient))
    }
    let first = try gradient(epoch: 1)
    #expect(try gradient(epoch: 1).values == first.values)
    #expect(try gradient(epoch: 2).loss != first.loss)
    // The slope along one weight, with the same mask.
    let place = definition.parameters.offsets[0] + 300
    let step: Float = 0.01
    weights.base[place] += step
    let above = try gradient(epoch: 1).loss
    weights.base[place] -= 2 * step
    let below = try gradient(epoch: 1).loss
    let slope = (above - below) / Double(2 * step)
    #expect(abs(slope - Double(first.values[0][300])) < 2e-3)
    weights.base[place] += step
    let whole = try kernels.evaluate(definition, of: images, weights: weights)
    #expect(try kernels.evaluate(definition, of: images, weights: weights) == whole)
  }
}
