import CDNNL

/// Dense floats that kernels read and write.
final class Tensor {
  let layout: TensorLayout
  let memory: OpaquePointer
  /// The tensor's own floats; nil while it points into another's.
  let storage: FloatBuffer?
  private(set) var data: UnsafeMutablePointer<Float>

  var shape: [Int] { layout.shape }
  var elementCount: Int { layout.elementCount }

  /// A tensor with storage of its own (of zeros if it is new), or over `data`, which must outlive
  /// its use.
  init(
    _ layout: TensorLayout, engine: KernelEngine, storage: FloatBuffer? = nil,
    data: UnsafeMutablePointer<Float>? = nil
  ) throws {
    let count = (layout.byteCount + 3) / 4
    let own = data == nil ? storage ?? FloatBuffer(count: count) : nil
    precondition(own.map { $0.count >= count } ?? true, "a tensor fits into its storage")
    guard let address = data ?? own?.base else { preconditionFailure("a tensor has floats") }
    var memory: OpaquePointer?
    var descriptor = layout.descriptor
    try OneDNN.check(
      dnnl_memory_create(&memory, &descriptor, engine.engine, address), "dnnl_memory_create")
    guard let memory else {
      throw LearningError.kernelFailed(call: "dnnl_memory_create", status: 0)
    }
    self.memory = memory
    self.layout = layout
    self.storage = own
    self.data = address
  }

  deinit { dnnl_memory_destroy(memory) }

  /// Lets the tensor stand for the floats at `data`, which must outlive its use.
  func point(to data: UnsafeMutablePointer<Float>) throws {
    self.data = data
    try OneDNN.check(dnnl_memory_set_data_handle(memory, data), "dnnl_memory_set_data_handle")
  }

  /// The same floats seen in another layout of as many; keeps them alive.
  func seen(as layout: TensorLayout, engine: KernelEngine) throws -> Tensor {
    precondition(layout.elementCount == elementCount)
    if let storage { return try Tensor(layout, engine: engine, storage: storage) }
    return try Tensor(layout, engine: engine, data: data)
  }
}
