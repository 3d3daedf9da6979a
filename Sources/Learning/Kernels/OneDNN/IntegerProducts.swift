import CDNNL
import CKernels

/// Products of int8 matrices with exact 32-bit sums.
///
/// oneDNN's are exact only where the processor multiplies and adds in one step (VNNI); elsewhere it
/// adds pairs of products in 16 bits and saturates. There a kernel of our own is taken, which is
/// slower and gives the same numbers.
struct IntegerProducts: Sendable {
  enum Path: Sendable {
    case library, own
  }

  let path: Path

  /// - Parameter path: The one to take, for tests; the fastest exact one if not given.
  init(path: Path? = nil) { self.path = path ?? (Self.isLibraryExact ? .library : .own) }

  /// Whether oneDNN uses VNNI here.
  static var isLibraryExact: Bool {
    let vnni = UInt32(dnnl_cpu_isa_avx512_core_vnni.rawValue)
    return UInt32(dnnl_get_effective_cpu_isa().rawValue) & vnni == vnni
  }

  /// The most products that 32 bits hold: 2^31 / 127^2.
  static let mostAddends = 133_000

  /// result[m][n] = sum over k of a[m][k] * b[n][k].
  ///
  /// - Parameters:
  ///   - stride: From row to row of b; k if not given.
  ///   - adds: To what is there, of which a sum has at most `mostAddends` in all.
  func times(
    _ a: UnsafePointer<Int8>, transposed b: UnsafePointer<Int8>, stride: Int? = nil,
    into result: UnsafeMutablePointer<Int32>, adds: Bool = false, m: Int, n: Int, k: Int
  ) throws {
    precondition(k <= Self.mostAddends, "a sum of \(k) products does not fit into 32 bits")
    switch path {
    case .own: tidewatt_integer_product(a, b, stride ?? k, result, n, m, n, k, adds ? 1 : 0)
    case .library:
      var offset: Int32 = 0
      try OneDNN.check(
        dnnl_gemm_s8s8s32(
          CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "T")), CChar(UInt8(ascii: "F")),
          Int64(m), Int64(n), Int64(k), 1, a, Int64(k), 0, b, Int64(stride ?? k), 0,
          adds ? 1 : 0, result, Int64(n), &offset), "dnnl_gemm_s8s8s32")
    }
  }

  /// result[m][n] = sum over k of a[m][k] * b[k][n]: what inputs get from errors and weights.
  ///
  /// - Parameters:
  ///   - stride: From row to row of b; n if not given, as it must be on our own path.
  ///   - adds: To what is there, of which a sum has at most `mostAddends` in all.
  func times(
    _ a: UnsafePointer<Int8>, _ b: UnsafePointer<Int8>, stride: Int? = nil,
    into result: UnsafeMutablePointer<Int32>, adds: Bool = false, m: Int, n: Int, k: Int
  ) throws {
    precondition(k <= Self.mostAddends, "a sum of \(k) products does not fit into 32 bits")
    switch path {
    case .own:
      let turned = IntegerBuffer(count: k * n)
      precondition(stride == nil, "only oneDNN multiplies with parts of a matrix here")
      tidewatt_integer_transpose(b, turned.base, k, n)
      tidewatt_integer_product(a, turned.base, k, result, n, m, n, k, adds ? 1 : 0)
    case .library:
      var offset: Int32 = 0
      try OneDNN.check(
        dnnl_gemm_s8s8s32(
          CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "F")),
          Int64(m), Int64(n), Int64(k), 1, a, Int64(k), 0, b, Int64(stride ?? n), 0,
          adds ? 1 : 0, result, Int64(n), &offset), "dnnl_gemm_s8s8s32")
    }
  }

  /// result[n][k] = sum over m of a[m][n] * b[m][k]: what weights get from errors and inputs.
  ///
  /// - Parameters:
  ///   - stride: From row to row of the result; k if not given.
  ///   - adds: To what is there, of which a sum has at most `mostAddends` in all.
  func transposed(
    _ a: UnsafePointer<Int8>, times b: UnsafePointer<Int8>,
    into result: UnsafeMutablePointer<Int32>, stride: Int? = nil, adds: Bool = false, m: Int,
    n: Int, k: Int
  ) throws {
    precondition(m <= Self.mostAddends, "a sum of \(m) products does not fit into 32 bits")
    switch path {
    case .own:
      let turned = [IntegerBuffer(count: m * n), IntegerBuffer(count: m * k)]
      tidewatt_integer_transpose(a, turned[0].base, m, n)
      tidewatt_integer_transpose(b, turned[1].base, m, k)
      tidewatt_integer_product(
        turned[0].base, turned[1].base, m, result, stride ?? k, n, k, m, adds ? 1 : 0)
    case .library:
      var offset: Int32 = 0
      try OneDNN.check(
        dnnl_gemm_s8s8s32(
          CChar(UInt8(ascii: "T")), CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "F")),
          Int64(n), Int64(k), Int64(m), 1, a, Int64(n), 0, b, Int64(k), 0, adds ? 1 : 0, result,
          Int64(stride ?? k), &offset), "dnnl_gemm_s8s8s32")
    }
  }
}
