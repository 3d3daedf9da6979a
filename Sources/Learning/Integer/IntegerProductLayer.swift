import CKernels

/// A convolution or full connection in integers, with what it keeps from the way there for the way
/// back.
final class IntegerProductLayer {
  let weights: IntegerWeights
  /// Where its weights stand in a state, in floats.
  let offset: Int
  private let sums: IntegerSums
  private var shape: IntegerShape { weights.shape }
  /// Of the last pass, in the order that products take.
  private var input: IntegerBuffer?
  private let scratch: IntegerScratch

  /// - Parameter order: For tests; by speed if not given.
  init(
    _ shape: IntegerShape, offset: Int, products: IntegerProducts, scratch: IntegerScratch,
    order: PixelRows.Order? = nil
  ) {
    weights = IntegerWeights(shape)
    self.offset = offset
    sums = IntegerSums(shape: shape, products: products, scratch: scratch, order: order)
    self.scratch = scratch
  }

  func forward(_ input: IntegerTensor, images: Int) throws -> IntegerTensor {
    let rows = (input: rows(of: shape.input, images), output: rows(of: shape.output, images))
    let values = arranged(input.values, rows.input)
    self.input = values
    let result = IntegerBuffer(count: rows.output.count)
    let products = scratch.sums(result.count)
    for part in sums.outputParts(images: images) {
      try sums.forward(
        part, of: images, values, filters: weights.values,
        into: products + part.lowerBound * shape.output.channels)
    }
    let shift = IntegerRounding.fit(products, into: result)
    return IntegerTensor(
      values: restored(result, rows.output), exponent: input.exponent + weights.exponent + shift)
  }

  /// The products of errors and inputs for each weight, and the error of the input if that is asked
  /// for.
  ///
  /// - Parameter take: Is given the products, valid until it returns; weights may change in it.
  func backward(
    _ error: IntegerBuffer, images: Int, needsInputError: Bool,
    take: (IntegerSums.Gradient) -> Void
  ) throws -> IntegerBuffer? {
    guard let input else { preconditionFailure("no way back without the way there") }
    let rows = (input: rows(of: shape.input, images), output: rows(of: shape.output, images))
    let error = arranged(error, rows.output)
    var result: IntegerBuffer?
    if needsInputError {
      let values = IntegerBuffer(count: rows.input.count)
      let products = scratch.sums(values.count)
      let turned = sums.turnsFilters(images: images) ? turnedFilters() : nil
      for part in sums.inputParts(images: images) {
        try sums.backward(
          part, of: images, error, filters: weights.values, turned: turned,
          into: products + part.lowerBound * shape.input.channels)
      }
      _ = IntegerRounding.fit(products, into: values)
      result = restored(values, rows.input)
    }
    take(try sums.gradient(input, error: error, images: images))
    return result
  }

  private func turnedFilters() -> IntegerBuffer {
    let turned = scratch.filters(shape.weightCount)
    shape.turn(weights.values, into: turned)
    return turned
  }

  // MARK: Order

  private func rows(of shape: SampleShape, _ images: Int) -> PixelRows {
    PixelRows(sums.order(images: images), samples: images, of: shape)
  }

  private func arranged(_ values: IntegerBuffer, _ rows: PixelRows) -> IntegerBuffer {
    if rows.order == .bySample { return values }
    let result = IntegerBuffer(count: rows.count)
    rows.arrange(values, into: result)
    return result
  }

  private func restored(_ values: IntegerBuffer, _ rows: PixelRows) -> IntegerBuffer {
    if rows.order == .bySample { return values }
    let result = IntegerBuffer(count: rows.count)
    rows.restore(values, into: result)
    return result
  }
}
