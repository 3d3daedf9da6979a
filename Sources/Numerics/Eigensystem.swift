/// Eigenvalues and orthonormal eigenvectors of a real symmetric matrix.
public struct SymmetricEigensystem: Hashable, Sendable {
  /// In ascending order.
  public let values: [Double]
  /// `vectors[i]` belongs to `values[i]` and has length 1.
  public let vectors: [[Double]]

  /// - Parameter matrix: n x n numbers, row by row; only the lower half is read.
  public init(of matrix: [Double]) throws {
    (values, vectors) = try GSL.symmetricEigensystem(matrix, task: "eigenvalues")
  }
}
