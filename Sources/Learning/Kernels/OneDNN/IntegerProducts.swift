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

  // What all three take besides their matrices: `adds` to what is there, of which a sum has at most
  // `mostAddends` in all; and where a matrix is part of a wider one, its `stride` from row to row,
  // which only oneDNN's products take.

  /// result[m][n] = sum over k of a[m][k] * b[n][k].
  ///
  /// - Parameter stride: Of b; k if not given.
  func times(
    _ a: UnsafePointer<Int8>, transposed b: UnsafePointer<Int8>, stride: Int? = nil,
    into result: UnsafeMutablePointer<Int32>, adds: Bool = false, m: Int, n: Int, k: Int
  ) throws {
    check(addends: k, stride: stride)
    switch path {
    case .own: tidewatt_integer_product(a, b, result, m, n, k, adds ? 1 : 0)
    case .library:
      try Self.multiply(
        Matrix(a, stride: k), Matrix(b, stride: stride ?? k, isTransposed: true), into: result,
        stride: n, adds: adds, m: m, n: n, k: k)
    }
  }

  /// result[m][n] = sum over k of a[m][k] * b[k][n]: what inputs get from errors and weights.
  ///
  /// - Parameter stride: Of b; n if not given.
  func times(
    _ a: UnsafePointer<Int8>, _ b: UnsafePointer<Int8>, stride: Int? = nil,
    into result: UnsafeMutablePointer<Int32>, adds: Bool = false, m: Int, n: Int, k: Int
  ) throws {
    check(addends: k, stride: stride)
    switch path {
    case .own:
      let turned = Self.turned(b, rows: k, columns: n)
      tidewatt_integer_product(a, turned.base, result, m, n, k, adds ? 1 : 0)
    case .library:
      try Self.multiply(
        Matrix(a, stride: k), Matrix(b, stride: stride ?? n), into: result, stride: n, adds: adds,
        m: m, n: n, k: k)
    }
  }

  /// result[n][k] = sum over m of a[m][n] * b[m][k]: what weights get from errors and inputs.
  ///
  /// - Parameter stride: Of the result; k if not given.
  func transposed(
    _ a: UnsafePointer<Int8>, times b: UnsafePointer<Int8>,
    into result: UnsafeMutablePointer<Int32>, stride: Int? = nil, adds: Bool = false, m: Int,
    n: Int, k: Int
  ) throws {
    check(addends: m, stride: stride)
    switch path {
    case .own:
      let (a, b) = (Self.turned(a, rows: m, columns: n), Self.turned(b, rows: m, columns: k))
      tidewatt_integer_product(a.base, b.base, result, n, k, m, adds ? 1 : 0)
    case .library:
      try Self.multiply(
        Matrix(a, stride: n, isTransposed: true), Matrix(b, stride: k), into: result,
        stride: stride ?? k, adds: adds, m: n, n: k, k: m)
    }
  }

  private func check(addends: Int, stride: Int?) {
    precondition(
      addends <= Self.mostAddends, "a sum of \(addends) products does not fit into 32 bits")
    precondition(stride == nil || path == .library, "parts of matrices are for oneDNN only")
  }

  // MARK: oneDNN

  private struct Matrix {
    let values: UnsafePointer<Int8>
    let stride: Int
    let isTransposed: Bool

    init(_ values: UnsafePointer<Int8>, stride: Int, isTransposed: Bool = false) {
      self.values = values
      self.stride = stride
      self.isTransposed = isTransposed
    }

    var letter: CChar { CChar(UInt8(ascii: isTransposed ? "T" : "N")) }
  }

  /// result[m][n] = sum over k, of matrices that may be stored transposed.
  private static func multiply(
    _ a: Matrix, _ b: Matrix, into result: UnsafeMutablePointer<Int32>, stride: Int, adds: Bool,
    m: Int, n: Int, k: Int
  ) throws {
    var offset: Int32 = 0
    try OneDNN.check(
      dnnl_gemm_s8s8s32(
        a.letter, b.letter, CChar(UInt8(ascii: "F")), Int64(m), Int64(n), Int64(k), 1, a.values,
        Int64(a.stride), 0, b.values, Int64(b.stride), 0, adds ? 1 : 0, result, Int64(stride),
        &offset), "dnnl_gemm_s8s8s32")
  }

  // MARK: Our own

  private static func turned(
    _ matrix: UnsafePointer<Int8>, rows: Int, columns: Int
  ) -> IntegerBuffer {
    let turned = IntegerBuffer(count: rows * columns)
    tidewatt_integer_transpose(matrix, turned.base, rows, columns)
    return turned
  }
}
