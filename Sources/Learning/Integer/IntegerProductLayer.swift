import CKernels

/// A convolution or full connection in integers, with what it keeps from the way there for the way
/// back.
final class IntegerProductLayer {
  let weights: IntegerWeights
  /// Where its weights stand in a state, in floats.
  let offset: Int
  private let sums: IntegerSums
  private var shape: IntegerShape { weights.shape }
  private var input: IntegerTensor?
  private let scratch: IntegerScratch

  init(_ shape: IntegerShape, offset: Int, products: IntegerProducts, scratch: IntegerScratch) {
    weights = IntegerWeights(shape)
    self.offset = offset
    sums = IntegerSums(shape: shape, products: products, scratch: scratch)
    self.scratch = scratch
  }

  func forward(_ input: IntegerTensor, images: Int) throws -> IntegerTensor {
    self.input = input
    let output = IntegerBuffer(count: images * shape.output.elementCount)
    let sums = try sums.forward(input.values, filters: weights.values, images: images)
    let shift = IntegerRounding.fit(sums, into: output)
    return IntegerTensor(
      values: output, exponent: input.exponent + weights.exponent + shift)
  }

  /// Adds the products of errors and inputs to `sums`, one for each weight.
  func addGradient(
    _ error: IntegerBuffer, images: Int, to sums: UnsafeMutablePointer<Int64>
  ) throws {
    guard let input else { preconditionFailure("no way back without the way there") }
    try self.sums.addGradient(input.values, error: error, images: images, to: sums)
  }

  /// The error of its input.
  func backward(_ error: IntegerBuffer, images: Int) throws -> IntegerBuffer {
    let result = IntegerBuffer(count: images * shape.input.elementCount)
    let turned = scratch.filters(shape.weightCount)
    shape.turn(weights.values, into: turned)
    let sums = try sums.backward(error, turned: turned, images: images)
    _ = IntegerRounding.fit(sums, into: result)
    return result
  }
}
