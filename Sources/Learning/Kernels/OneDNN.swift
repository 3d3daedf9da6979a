import CDNNL
import Digests

/// Facts of the oneDNN library that is loaded.
///
/// Every call to oneDNN is in this file.
enum OneDNN {
  /// Such as "2.6.3 7a8b9c...": version and commit.
  static var version: String {
    guard let version = dnnl_version()?.pointee else { return "unknown" }
    let number = "\(version.major).\(version.minor).\(version.patch)"
    let commit = version.hash.map { String(cString: $0) } ?? "N/A"
    return commit == "N/A" ? number : "\(number) \(commit)"  // Packages have no commit.
  }

  /// The instruction set that kernels are generated for, as oneDNN calls it.
  static var effectiveInstructionSet: String {
    dnnl_cpu_isa2str(dnnl_get_effective_cpu_isa()).map { String(cString: $0) } ?? "unknown"
  }

  static var usesOpenMP: Bool {
    guard let version = dnnl_version()?.pointee else { return false }
    return version.cpu_runtime == UInt32(DNNL_RUNTIME_OMP)
  }

  static func check(_ status: dnnl_status_t, _ call: String) throws {
    guard status == dnnl_success else {
      throw LearningError.kernelFailed(call: call, status: Int(status.rawValue))
    }
  }
}

/// Dense floats that kernels read and write.
final class Tensor {
  /// Batch x channels x height x width for images, whatever their order in memory.
  let shape: [Int]
  fileprivate let descriptor: dnnl_memory_desc_t
  fileprivate let memory: OpaquePointer
  /// The tensor's own floats; nil while it points into another's.
  private let storage: FloatBuffer?
  private(set) var data: UnsafeMutablePointer<Float>

  /// A tensor with storage of its own, or over `data`, which must outlive its use.
  ///
  /// - Precondition: the shape has 1, 2 or 4 dimensions (a vector, a matrix, images or filters).
  init(
    _ shape: [Int], _ layout: Layout, engine: KernelEngine,
    data: UnsafeMutablePointer<Float>? = nil
  ) throws {
    let tag =
      switch (shape.count, layout) {
      case (1, _): dnnl_a
      case (2, _): dnnl_ab
      case (4, .plain): dnnl_abcd
      case (4, .channelsLast): dnnl_acdb
      default: preconditionFailure("no layout for \(shape.count) dimensions")
      }
    var descriptor = dnnl_memory_desc_t()
    try OneDNN.check(
      dnnl_memory_desc_init_by_tag(
        &descriptor, Int32(shape.count), shape.map(Int64.init), dnnl_f32, tag),
      "dnnl_memory_desc_init_by_tag")
    let storage = data == nil ? FloatBuffer(count: shape.reduce(1, *)) : nil
    guard let address = data ?? storage?.base else { preconditionFailure("a tensor has floats") }
    self.memory = try engine.memory(&descriptor, at: address)
    self.shape = shape
    self.descriptor = descriptor
    self.storage = storage
    self.data = address
  }

  /// A tensor in a layout that oneDNN chose, with storage of its own.
  fileprivate init(_ descriptor: dnnl_memory_desc_t, shape: [Int], engine: KernelEngine) throws {
    var descriptor = descriptor
    let bytes = dnnl_memory_desc_get_size(&descriptor)
    let storage = FloatBuffer(count: bytes / MemoryLayout<Float>.stride)
    self.memory = try engine.memory(&descriptor, at: storage.base)
    self.shape = shape
    self.descriptor = descriptor
    self.storage = storage
    self.data = storage.base
  }

  deinit { dnnl_memory_destroy(memory) }

  fileprivate func isLaidOut(as other: dnnl_memory_desc_t) -> Bool {
    var mine = descriptor
    var others = other
    return dnnl_memory_desc_equal(&mine, &others) != 0
  }

  /// Lets the tensor stand for the floats at `data`, which must outlive its use.
  func point(to data: UnsafeMutablePointer<Float>) throws {
    self.data = data
    try OneDNN.check(dnnl_memory_set_data_handle(memory, data), "dnnl_memory_set_data_handle")
  }
}

/// A kernel bound to its tensors.
final class Primitive {
  /// Such as "conv1 forward".
  let name: String
  /// oneDNN's name of the implementation it chose, such as "x64:gemm:jit".
  let implementation: String
  private let primitive: OpaquePointer
  private let engine: KernelEngine
  private let arguments: [dnnl_exec_arg_t]
  private let tensors: [Tensor]
  private let workspace: Workspace?

  fileprivate init(
    _ name: String, _ description: KernelDescription, engine: KernelEngine,
    tensors: [Int32: Tensor], workspace: Workspace? = nil
  ) throws {
    var primitive: OpaquePointer?
    try OneDNN.check(
      dnnl_primitive_create(&primitive, description.pointer), "dnnl_primitive_create \(name)")
    guard let primitive else {
      throw LearningError.kernelFailed(call: "dnnl_primitive_create \(name)", status: 0)
    }
    self.primitive = primitive
    self.name = name
    self.engine = engine
    self.implementation = description.implementation
    self.tensors = Array(tensors.values)
    self.workspace = workspace
    var arguments = tensors.map { dnnl_exec_arg_t(arg: $0.key, memory: $0.value.memory) }
    if let workspace {
      arguments.append(dnnl_exec_arg_t(arg: DNNL_ARG_WORKSPACE, memory: workspace.memory))
    }
    self.arguments = arguments
  }

  deinit { dnnl_primitive_destroy(primitive) }

  func run() throws {
    try OneDNN.check(
      dnnl_primitive_execute(primitive, engine.stream, Int32(arguments.count), arguments), name)
  }
}

/// What a forward kernel leaves for its backward kernel, in a layout only oneDNN knows.
private final class Workspace {
  let memory: OpaquePointer
  private let storage: FloatBuffer

  init?(of description: KernelDescription, engine: KernelEngine) throws {
    guard var descriptor = description.memory(dnnl_query_workspace_md) else { return nil }
    let bytes = dnnl_memory_desc_get_size(&descriptor)
    guard bytes > 0 else { return nil }
    storage = FloatBuffer(count: (bytes + 3) / 4)
    memory = try engine.memory(&descriptor, at: storage.base)
  }

  deinit { dnnl_memory_destroy(memory) }
}

/// oneDNN's "primitive descriptor": an operation on shapes, with an implementation chosen.
private final class KernelDescription {
  let pointer: OpaquePointer

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
    self.pointer = pointer
    try ReferenceKernels.check(name: name, implementation: implementation)
  }

  /// Copies between two layouts of one shape.
  init(reorder name: String, from source: Tensor, to target: Tensor, engine: KernelEngine) throws {
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
    self.pointer = pointer
    try ReferenceKernels.check(name: name, implementation: implementation)
  }

  deinit { dnnl_primitive_desc_destroy(pointer) }

  var implementation: String {
    var words: UnsafePointer<CChar>?
    dnnl_primitive_desc_query(pointer, dnnl_query_impl_info_str, 0, &words)
    return words.map { String(cString: $0) } ?? "unknown"
  }

  func memory(_ query: dnnl_query_t) -> dnnl_memory_desc_t? {
    dnnl_primitive_desc_query_md(pointer, query, 0)?.pointee
  }
}

/// One thread's oneDNN: an engine and a stream, and the makers of kernels.
///
/// Kernels are made, run and destroyed on the thread that made the engine: oneDNN keeps their
/// scratch memory per thread.
final class KernelEngine {
  fileprivate let engine: OpaquePointer
  fileprivate let stream: OpaquePointer

  init() throws {
    var engine: OpaquePointer?
    try OneDNN.check(dnnl_engine_create(&engine, dnnl_cpu, 0), "dnnl_engine_create")
    var stream: OpaquePointer?
    try OneDNN.check(
      dnnl_stream_create(&stream, engine, UInt32(dnnl_stream_default_flags.rawValue)),
      "dnnl_stream_create")
    guard let engine, let stream else {
      throw LearningError.kernelFailed(call: "dnnl_stream_create", status: 0)
    }
    self.engine = engine
    self.stream = stream
  }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }

  fileprivate func memory(
    _ descriptor: UnsafePointer<dnnl_memory_desc_t>, at data: UnsafeMutableRawPointer
  ) throws -> OpaquePointer {
    var memory: OpaquePointer?
    try OneDNN.check(
      dnnl_memory_create(&memory, descriptor, engine, data), "dnnl_memory_create")
    guard let memory else {
      throw LearningError.kernelFailed(call: "dnnl_memory_create", status: 0)
    }
    return memory
  }

  private static func propagation(_ operands: Operands) -> dnnl_prop_kind_t {
    operands.gradients == nil ? dnnl_forward_inference : dnnl_forward_training
  }

  /// Copies floats from one layout of a shape into another.
  func reorder(_ name: String, from source: Tensor, to target: Tensor) throws -> Primitive {
    try Primitive(
      name, KernelDescription(reorder: name, from: source, to: target, engine: self), engine: self,
      tensors: [DNNL_ARG_FROM: source, DNNL_ARG_TO: target])
  }

  /// output = input * weights + bias, a two-dimensional cross-correlation with zero padding.
  ///
  /// The kernels choose the layout of the filters, which is not the model's; the copies between
  /// the two are small.
  func convolution(_ name: String, _ operands: Operands, padding: Int) throws -> Kernels {
    let strides: [Int64] = [1, 1]
    let pad = [Int64](repeating: Int64(padding), count: 2)
    var input = operands.input.descriptor
    var output = operands.output.descriptor
    var weights = try chosenByKernel(operands.parameters[0])
    var bias = operands.parameters[1].descriptor
    var forward = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_forward_desc_init(
        &forward, Self.propagation(operands), dnnl_convolution_direct, &input, &weights, &bias,
        &output, strides, pad, pad), "dnnl_convolution_forward_desc_init")
    var backwardWeights = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_backward_weights_desc_init(
        &backwardWeights, dnnl_convolution_direct, &input, &weights, &bias, &output, strides, pad,
        pad), "dnnl_convolution_backward_weights_desc_init")
    var backwardData = dnnl_convolution_desc_t()
    try OneDNN.check(
      dnnl_convolution_backward_data_desc_init(
        &backwardData, dnnl_convolution_direct, &input, &weights, &output, strides, pad, pad),
      "dnnl_convolution_backward_data_desc_init")
    return try linear(
      name, operands, forward: &forward, backwardWeights: &backwardWeights,
      backwardData: &backwardData)
  }

  /// output = input x weights transposed + bias, for a weights matrix of outputs x inputs.
  func fullyConnected(_ name: String, _ operands: Operands) throws -> Kernels {
    var input = operands.input.descriptor
    var output = operands.output.descriptor
    var weights = operands.parameters[0].descriptor
    var bias = operands.parameters[1].descriptor
    var forward = dnnl_inner_product_desc_t()
    try OneDNN.check(
      dnnl_inner_product_forward_desc_init(
        &forward, Self.propagation(operands), &input, &weights, &bias, &output),
      "dnnl_inner_product_forward_desc_init")
    var backwardWeights = dnnl_inner_product_desc_t()
    try OneDNN.check(
      dnnl_inner_product_backward_weights_desc_init(
        &backwardWeights, &input, &weights, &bias, &output),
      "dnnl_inner_product_backward_weights_desc_init")
    var backwardData = dnnl_inner_product_desc_t()
    try OneDNN.check(
      dnnl_inner_product_backward_data_desc_init(&backwardData, &input, &weights, &output),
      "dnnl_inner_product_backward_data_desc_init")
    return try linear(
      name, operands, forward: &forward, backwardWeights: &backwardWeights,
      backwardData: &backwardData)
  }

  /// The descriptor of the same shape in a layout that is left to the kernel.
  private func chosenByKernel(_ tensor: Tensor) throws -> dnnl_memory_desc_t {
    var descriptor = dnnl_memory_desc_t()
    try OneDNN.check(
      dnnl_memory_desc_init_by_tag(
        &descriptor, Int32(tensor.shape.count), tensor.shape.map(Int64.init), dnnl_f32,
        dnnl_format_tag_any), "dnnl_memory_desc_init_by_tag")
    return descriptor
  }

  /// The kernels of an operation that is linear in its input and in its weights.
  private func linear(
    _ name: String, _ operands: Operands, forward: UnsafeRawPointer,
    backwardWeights: UnsafeRawPointer, backwardData: UnsafeRawPointer
  ) throws -> Kernels {
    let weights = operands.parameters[0]
    let forwardName = "\(name) forward"
    let description = try KernelDescription(forwardName, operation: forward, engine: self)
    let seen = try laidOut(weights, as: dnnl_query_weights_md, of: description)
    var kernels = Kernels(
      forward: try reorders(forwardName, from: weights, to: seen) + [
        Primitive(
          forwardName, description, engine: self,
          tensors: [
            DNNL_ARG_SRC: operands.input, DNNL_ARG_WEIGHTS: seen,
            DNNL_ARG_BIAS: operands.parameters[1], DNNL_ARG_DST: operands.output,
          ])
      ])
    guard let gradients = operands.gradients else { return kernels }

    let weightsName = "\(name) backward weights"
    let weightsDescription = try KernelDescription(
      weightsName, operation: backwardWeights, engine: self, forward: description)
    let made = try laidOut(
      gradients.parameters[0], as: dnnl_query_diff_weights_md, of: weightsDescription)
    kernels.backward.append(
      try Primitive(
        weightsName, weightsDescription, engine: self,
        tensors: [
          DNNL_ARG_SRC: operands.input, DNNL_ARG_DIFF_DST: gradients.output,
          DNNL_ARG_DIFF_WEIGHTS: made, DNNL_ARG_DIFF_BIAS: gradients.parameters[1],
        ]))
    kernels.backward += try reorders(weightsName, from: made, to: gradients.parameters[0])
    guard let inputGradient = gradients.input else { return kernels }

    let dataName = "\(name) backward data"
    let dataDescription = try KernelDescription(
      dataName, operation: backwardData, engine: self, forward: description)
    let seenBack = try laidOut(weights, as: dnnl_query_weights_md, of: dataDescription)
    kernels.backward += try reorders(dataName, from: weights, to: seenBack)
    kernels.backward.append(
      try Primitive(
        dataName, dataDescription, engine: self,
        tensors: [
          DNNL_ARG_DIFF_DST: gradients.output, DNNL_ARG_WEIGHTS: seenBack,
          DNNL_ARG_DIFF_SRC: inputGradient,
        ]))
    return kernels
  }

  /// The tensor itself, or one of its shape in the layout that the kernel wants.
  private func laidOut(
    _ tensor: Tensor, as query: dnnl_query_t, of description: KernelDescription
  ) throws -> Tensor {
    guard let wanted = description.memory(query), !tensor.isLaidOut(as: wanted) else {
      return tensor
    }
    return try Tensor(wanted, shape: tensor.shape, engine: self)
  }

  /// The copy from one tensor into another, or nothing if they are the same.
  private func reorders(_ name: String, from source: Tensor, to target: Tensor) throws
    -> [Primitive]
  {
    source === target ? [] : [try reorder("\(name) reorder", from: source, to: target)]
  }

  /// output = max(input, 0), in place if input and output are one tensor.
  ///
  /// The backward kernel looks at the output, so nothing else of the forward pass is kept.
  func relu(_ name: String, _ operands: Operands) throws -> Kernels {
    var data = operands.input.descriptor
    var forward = dnnl_eltwise_desc_t()
    try OneDNN.check(
      dnnl_eltwise_forward_desc_init(
        &forward, Self.propagation(operands), dnnl_eltwise_relu_use_dst_for_bwd, &data, 0, 0),
      "dnnl_eltwise_forward_desc_init")
    let description = try KernelDescription("\(name) forward", operation: &forward, engine: self)
    var kernels = Kernels(
      forward: [
        try Primitive(
          "\(name) forward", description, engine: self,
          tensors: [DNNL_ARG_SRC: operands.input, DNNL_ARG_DST: operands.output])
      ])
    guard let gradients = operands.gradients, let inputGradient = gradients.input else {
      return kernels
    }
    var backward = dnnl_eltwise_desc_t()
    try OneDNN.check(
      dnnl_eltwise_backward_desc_init(
        &backward, dnnl_eltwise_relu_use_dst_for_bwd, &data, &data, 0, 0),
      "dnnl_eltwise_backward_desc_init")
    let backwardName = "\(name) backward"
    kernels.backward.append(
      try Primitive(
        backwardName,
        KernelDescription(backwardName, operation: &backward, engine: self, forward: description),
        engine: self,
        tensors: [
          DNNL_ARG_DST: operands.output, DNNL_ARG_DIFF_DST: gradients.output,
          DNNL_ARG_DIFF_SRC: inputGradient,
        ]))
    return kernels
  }

  /// output = the largest of each `size` x `size` square, without overlap.
  func maxPooling(_ name: String, _ operands: Operands, size: Int) throws -> Kernels {
    var input = operands.input.descriptor
    var output = operands.output.descriptor
    let window = [Int64](repeating: Int64(size), count: 2)
    let padding: [Int64] = [0, 0]
    var forward = dnnl_pooling_desc_t()
    try OneDNN.check(
      dnnl_pooling_forward_desc_init(
        &forward, Self.propagation(operands), dnnl_pooling_max, &input, &output, window, window,
        padding, padding), "dnnl_pooling_forward_desc_init")
    let description = try KernelDescription("\(name) forward", operation: &forward, engine: self)
    let workspace = try Workspace(of: description, engine: self)
    var kernels = Kernels(
      forward: [
        try Primitive(
          "\(name) forward", description, engine: self,
          tensors: [DNNL_ARG_SRC: operands.input, DNNL_ARG_DST: operands.output],
          workspace: workspace)
      ])
    guard let gradients = operands.gradients, let inputGradient = gradients.input else {
      return kernels
    }
    var backward = dnnl_pooling_desc_t()
    try OneDNN.check(
      dnnl_pooling_backward_desc_init(
        &backward, dnnl_pooling_max, &input, &output, window, window, padding, padding),
      "dnnl_pooling_backward_desc_init")
    let backwardName = "\(name) backward"
    kernels.backward.append(
      try Primitive(
        backwardName,
        KernelDescription(backwardName, operation: &backward, engine: self, forward: description),
        engine: self,
        tensors: [DNNL_ARG_DIFF_DST: gradients.output, DNNL_ARG_DIFF_SRC: inputGradient],
        workspace: workspace))
    return kernels
  }
}
