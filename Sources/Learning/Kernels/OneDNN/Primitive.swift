import CDNNL

/// A kernel of oneDNN bound to its tensors.
final class Primitive: Kernel {
  let name: String
  let implementation: String
  private let primitive: OpaquePointer
  private let engine: KernelEngine
  private let arguments: [dnnl_exec_arg_t]
  private let tensors: [Tensor]

  /// - Parameter tensors: By oneDNN's argument numbers.
  init(
    _ name: String, _ description: KernelDescription, engine: KernelEngine,
    tensors: [Int32: Tensor?]
  ) throws {
    try ReferenceKernels.check(name: name, implementation: description.implementation)
    var primitive: OpaquePointer?
    try OneDNN.check(
      dnnl_primitive_create(&primitive, description.pointer), "dnnl_primitive_create \(name)")
    guard let primitive else {
      throw LearningError.kernelFailed(call: "dnnl_primitive_create \(name)", status: 0)
    }
    let bound = tensors.compactMapValues { $0 }
    self.primitive = primitive
    self.name = name
    self.engine = engine
    implementation = description.implementation
    self.tensors = Array(bound.values)
    arguments = bound.map { dnnl_exec_arg_t(arg: $0.key, memory: $0.value.memory) }
  }

  deinit { dnnl_primitive_destroy(primitive) }

  func run() throws {
    try OneDNN.check(
      dnnl_primitive_execute(primitive, engine.stream, Int32(arguments.count), arguments), name)
  }
}

/// An operation on shapes with an implementation chosen: oneDNN's "primitive descriptor".
final class KernelDescription {
  let name: String
  let pointer: OpaquePointer

  /// - Parameters:
  ///   - operation: One of oneDNN's operation descriptors.
  ///   - forward: For backward kernels, what they go with.
  init(
    _ name: String, operation: UnsafeRawPointer, engine: KernelEngine,
    forward: KernelDescription? = nil
  ) throws {
    var pointer: OpaquePointer?
    try OneDNN.check(
      dnnl_primitive_desc_create(&pointer, operation, nil, engine.engine, forward?.pointer),
      "dnnl_primitive_desc_create \(name)")
    guard let pointer else {
      throw LearningError.kernelFailed(call: "dnnl_primitive_desc_create \(name)", status: 0)
    }
    self.name = name
    self.pointer = pointer
  }

  /// Copies between two layouts of one shape.
  init(
    reorder name: String, from source: TensorLayout, to target: TensorLayout, engine: KernelEngine
  ) throws {
    var source = source.descriptor
    var target = target.descriptor
    var pointer: OpaquePointer?
    try OneDNN.check(
      dnnl_reorder_primitive_desc_create(
        &pointer, &source, engine.engine, &target, engine.engine, nil),
      "dnnl_reorder_primitive_desc_create \(name)")
    guard let pointer else {
      throw LearningError.kernelFailed(call: "dnnl_reorder_primitive_desc_create", status: 0)
    }
    self.name = name
    self.pointer = pointer
  }

  deinit { dnnl_primitive_desc_destroy(pointer) }

  /// oneDNN's name of the implementation it chose, such as "x64:gemm:jit".
  var implementation: String {
    var words: UnsafePointer<CChar>?
    dnnl_primitive_desc_query(pointer, dnnl_query_impl_info_str, 0, &words)
    return words.map { String(cString: $0) } ?? "unknown"
  }

  /// Whether oneDNN has nothing fast for this.
  var isReference: Bool { ReferenceKernels.isReference(implementation) }

  /// The layout that the kernel takes or gives for an argument; nil if it has no such argument.
  func layout(_ query: dnnl_query_t, shape: [Int]) -> TensorLayout? {
    guard let found = dnnl_primitive_desc_query_md(pointer, query, 0)?.pointee, found.ndims > 0
    else { return nil }
    return TensorLayout(found, shape: shape)
  }

  /// Memory that a forward kernel fills for its backward kernel; nil if it needs none.
  func workspace(engine: KernelEngine) throws -> Tensor? {
    guard let layout = layout(dnnl_query_workspace_md, shape: []), layout.byteCount > 0 else {
      return nil
    }
    return try Tensor(layout, engine: engine)
  }
}

extension KernelEngine {
  /// The backward kernel of a forward one.
  ///
  /// - Parameter operation: One of oneDNN's operation descriptors.
  func primitive(
    _ name: String, _ operation: UnsafeRawPointer, after forward: KernelDescription,
    tensors: [Int32: Tensor?]
  ) throws -> Primitive {
    try Primitive(
      name, KernelDescription(name, operation: operation, engine: self, forward: forward),
      engine: self, tensors: tensors)
  }
}
