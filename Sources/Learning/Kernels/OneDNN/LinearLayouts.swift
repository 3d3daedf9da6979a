import CDNNL

/// How the tensors lie of an operation that is linear in its input and in its weights.
struct LinearLayouts {
  var input: TensorLayout
  let weights: TensorLayout
  let bias: TensorLayout?
  var output: TensorLayout

  typealias Descriptor = UnsafePointer<dnnl_memory_desc_t>

  /// Calls `body` with oneDNN's descriptors, which live as long as the call.
  func withDescriptors<Value>(
    _ body: (_ input: Descriptor, _ weights: Descriptor, _ bias: Descriptor?, _ output: Descriptor)
      throws -> Value
  ) rethrows -> Value {
    try withUnsafePointer(to: input.descriptor) { input in
      try withUnsafePointer(to: weights.descriptor) { weights in
        try withUnsafePointer(to: output.descriptor) { output in
          guard let bias else { return try body(input, weights, nil, output) }
          return try withUnsafePointer(to: bias.descriptor) { try body(input, weights, $0, output) }
        }
      }
    }
  }
}
