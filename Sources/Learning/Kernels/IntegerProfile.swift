/// How fast products of int8 matrices are, on one thread.
public struct IntegerProfile: Sendable {
  /// Of multiplications and additions, in the fastest of several passes.
  public let gigaOperationsPerSecond: Double

  /// Multiplies m x k by k x n values; transposed, the way back to the weights, sums run over k rows.
  public init(m: Int, n: Int, k: Int, isTransposed: Bool = false, passes: Int) throws {
    let seconds = try KernelThread.run(name: "integer profile") {
      try KernelThread.limitToOneThread()
      let products = IntegerProducts()
      let (a, b) = (IntegerBuffer(count: m * k), IntegerBuffer(count: k * n))
      for index in 0..<a.count { a.base[index] = Int8(index * 37 % 255 - 127) }
      for index in 0..<b.count { b.base[index] = Int8(index * 73 % 255 - 127) }
      let sums = FloatBuffer(count: m * n)
      let result = UnsafeMutableRawPointer(sums.base).assumingMemoryBound(to: Int32.self)
      var best = Double.infinity
      for _ in 0..<passes {
        let start = ProcessorClock.seconds
        if isTransposed {
          try products.transposed(a.base, times: b.base, into: result, m: k, n: m, k: n)
        } else {
          try products.times(a.base, transposed: b.base, into: result, m: m, n: n, k: k)
        }
        best = min(best, ProcessorClock.seconds - start)
      }
      return best
    }
    gigaOperationsPerSecond = 2 * Double(m * n * k) / seconds / 1e9
  }
}
