/// The floats of a model state: weights and momentum in the model's parameter layout.
///
/// `@unchecked Sendable`: only the worker that computes a state writes its buffers, before it hands
/// it to the graph under the graph's lock. Afterwards it is read only, unless the graph gives it to
/// one worker alone (`Work.ownsInput`), having made sure under the lock that nobody else has it.
final class ParameterState: @unchecked Sendable {
  let weights: FloatBuffer
  let velocity: FloatBuffer
  /// What the workers keep back of their gradients: so many for each, worker after worker.
  let memories: [FloatBuffer]
  /// Whether training can go on from here: false for weights alone.
  let isWhole: Bool

  init(weights: FloatBuffer, velocity: FloatBuffer, memories: [FloatBuffer] = []) {
    self.weights = weights
    self.velocity = velocity
    self.memories = memories
    isWhole = true
  }

  /// Weights alone.
  private init(weights: FloatBuffer) {
    self.weights = weights
    velocity = FloatBuffer(count: 0)
    memories = []
    isWhole = false
  }

  /// The same weights without what the optimiser keeps beside them.
  var weightsAlone: ParameterState { isWhole ? ParameterState(weights: weights) : self }

  /// What the store keeps of it, in this order.
  var buffers: [FloatBuffer] { [weights, velocity] + memories }

  /// From what the store kept; nil if it is not of a state.
  convenience init?(_ buffers: [FloatBuffer]) {
    guard buffers.count >= 2 else { return nil }
    self.init(weights: buffers[0], velocity: buffers[1], memories: Array(buffers[2...]))
  }

  func copy() -> ParameterState {
    ParameterState(
      weights: FloatBuffer(copying: weights), velocity: FloatBuffer(copying: velocity),
      memories: memories.map { FloatBuffer(copying: $0) })
  }

  /// The same with at least so many memories; new ones are empty.
  ///
  /// Those of workers without a sample in a short batch stay.
  func with(memories count: Int) -> ParameterState {
    if memories.count >= count { return self }
    return ParameterState(
      weights: weights, velocity: velocity,
      memories: memories + (memories.count..<count).map { _ in FloatBuffer(count: weights.count) })
  }

  var byteCount: Int {
    weights.byteCount + velocity.byteCount + memories.reduce(0) { $0 + $1.byteCount }
  }
}
