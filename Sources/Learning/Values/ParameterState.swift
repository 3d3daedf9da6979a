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

  func copy() -> ParameterState {
    ParameterState(
      weights: FloatBuffer(copying: weights), velocity: FloatBuffer(copying: velocity))
  }

  var byteCount: Int { weights.byteCount + velocity.byteCount }
}
