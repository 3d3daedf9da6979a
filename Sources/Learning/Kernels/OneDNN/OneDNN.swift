import CDNNL

/// Facts of the oneDNN library that is loaded.
///
/// Every call to oneDNN is in this folder.
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

/// One thread's oneDNN: an engine and a stream.
///
/// Kernels are made, run and destroyed on the thread that made the engine: oneDNN keeps their
/// scratch memory per thread.
final class KernelEngine {
  let engine: OpaquePointer
  let stream: OpaquePointer

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
}
