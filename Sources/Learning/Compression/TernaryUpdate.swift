import CKernels

/// A state as those see it who were sent its change in three values.
enum TernaryUpdate {
  static func state(
    _ state: ParameterState, since reference: ParameterState, layout: ParameterLayout
  ) -> ParameterState {
    let weights = FloatBuffer(copying: state.weights)
    let change = FloatBuffer(copying: state.weights)
    tidewatt_add_scaled(change.base, reference.weights.base, layout.bufferCount, -1)
    let sent = FloatBuffer(count: layout.bufferCount)
    for (shape, offset) in zip(layout.shapes, layout.offsets) where shape.isTrained {
      tidewatt_take_ternary(change.base + offset, sent.base + offset, shape.count)
      for place in offset..<offset + shape.count {
        weights.base[place] = reference.weights.base[place] + sent.base[place]
      }
    }
    return ParameterState(weights: weights, velocity: FloatBuffer(copying: state.velocity))
  }
}
