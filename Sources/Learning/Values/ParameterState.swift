/// The floats of a model state: weights and momentum in the model's parameter layout.
///
/// `@unchecked Sendable`: only the worker that computes a state writes its buffers, before it hands
/// it to the graph under the graph's lock. Afterwards it is read only, unless the graph gives it to
/// one worker alone (`Work.ownsInput`), having made sure under the lock that nobody else has it.
final class ParameterState: @unchecked Sendable {
  let weights: FloatBuffer
  let velocity: FloatBuffer

  init(weights: FloatBuffer, velocity: FloatBuffer) {
    self.weights = weights
    self.velocity = velocity
  }

  /// What the store keeps of it, in this order.
  var buffers: [FloatBuffer] { [weights, velocity] }

  /// From what the store kept; nil if it is not of a state.
  convenience init?(_ buffers: [FloatBuffer]) {
    guard buffers.count == 2, buffers[0].count == buffers[1].count else { return nil }
    self.init(weights: buffers[0], velocity: buffers[1])
  }

  func copy() -> ParameterState {
    ParameterState(
      weights: FloatBuffer(copying: weights), velocity: FloatBuffer(copying: velocity))
  }

  var byteCount: Int { weights.byteCount + velocity.byteCount }
}
