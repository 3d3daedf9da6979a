import CKernels
import Testing

@testable import Learning

/// Both paths of the products give the exact sums, also where 16 bits would saturate.
struct IntegerProductTests {
  /// Values of the full range from a small generator of its own.
  private func values(_ count: Int, _ seed: UInt64) -> IntegerBuffer {
    let buffer = IntegerBuffer(count: count)
    var state = seed
    for index in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      buffer.base[index] = Int8(truncatingIfNeeded: Int(state >> 40) % 255 - 127)
    }
    return buffer
  }

  private static var paths: [IntegerProducts.Path] {
    IntegerProducts.isLibraryExact ? [.own, .library] : [.own]
  }

  @Test(arguments: paths, [(1, 1, 1), (5, 7, 3), (33, 17, 65), (64, 10, 300)])
  func allProductsAreExact(_ path: IntegerProducts.Path, _ size: (Int, Int, Int)) throws {
    let (m, n, k) = size
    let products = IntegerProducts(path: path)
    let (a, b) = (values(m * k, 1), values(n * k, 2))
    var result = [Int32](repeating: -1, count: m * n)
    try products.times(a.base, transposed: b.base, into: &result, m: m, n: n, k: k)
    for row in 0..<m {
      for column in 0..<n {
        let sum = (0..<k).reduce(0) {
          $0 + Int(a.base[row * k + $1]) * Int(b.base[column * k + $1])
        }
        #expect(Int(result[row * n + column]) == sum)
      }
    }

    let (c, d) = (values(m * n, 3), values(m * k, 4))
    var other = [Int32](repeating: -1, count: n * k)
    try products.transposed(c.base, times: d.base, into: &other, m: m, n: n, k: k)
    for row in 0..<n {
      for column in 0..<k {
        let sum = (0..<m).reduce(0) {
          $0 + Int(c.base[$1 * n + row]) * Int(d.base[$1 * k + column])
        }
        #expect(Int(other[row * k + column]) == sum)
      }
    }

    let e = values(k * n, 5)
    try products.times(a.base, e.base, into: &result, m: m, n: n, k: k)
    for row in 0..<m {
      for column in 0..<n {
        let sum = (0..<k).reduce(0) {
          $0 + Int(a.base[row * k + $1]) * Int(e.base[$1 * n + column])
        }
        #expect(Int(result[row * n + column]) == sum)
      }
    }
  }

  /// As the taps of a filter take their part of wider rows.
  @Test(.enabled(if: IntegerProducts.isLibraryExact)) func matricesMayBePartsOfWiderOnes() throws {
    let products = IntegerProducts(path: .library)
    let (m, n, k, stride) = (5, 4, 3, 11)
    let (a, wide) = (values(m * k, 1), values(7 * stride, 2))
    func dense(rows: Int, columns: Int) -> IntegerBuffer {
      let result = IntegerBuffer(count: rows * columns)
      for index in 0..<result.count {
        result.base[index] = wide.base[index / columns * stride + index % columns]
      }
      return result
    }
    var (expected, found) = (
      [Int32](repeating: 1, count: m * n), [Int32](repeating: 1, count: m * n)
    )
    let rowsOfB = dense(rows: n, columns: k)
    try products.times(
      a.base, transposed: rowsOfB.base, into: &expected, adds: true, m: m, n: n, k: k)
    try products.times(
      a.base, transposed: wide.base, stride: stride, into: &found, adds: true, m: m, n: n, k: k)
    #expect(found == expected)
    let columnsOfB = dense(rows: k, columns: n)
    try products.times(
      a.base, columnsOfB.base, into: &expected, adds: true, m: m, n: n, k: k)
    try products.times(
      a.base, wide.base, stride: stride, into: &found, adds: true, m: m, n: n, k: k)
    #expect(found == expected)
    // result[k][n] in rows of 11, whose rest stays.
    var rows = [Int32](repeating: 1, count: k * stride)
    var packed = [Int32](repeating: 0, count: k * n)
    let b = values(m * n, 3)
    try products.transposed(a.base, times: b.base, into: &packed, m: m, n: k, k: n)
    try products.transposed(
      a.base, times: b.base, into: &rows, stride: stride, m: m, n: k, k: n)
    for index in rows.indices {
      let (row, column) = (index / stride, index % stride)
      #expect(rows[index] == (column < n ? packed[row * n + column] : 1))
    }
  }

  /// Sums above 2^24, which floats would round, are added to exactly.
  @Test(arguments: paths, [(3000, 1, 5), (3000, 5, 1), (3000, 1, 1), (2000, 33, 47)])
  func productsAreAddedExactly(_ path: IntegerProducts.Path, _ size: (Int, Int, Int)) throws {
    let (m, n, k) = size
    let products = IntegerProducts(path: path)
    let (a, b) = (values(m * n, 5), values(m * k, 6))
    // One column of the largest values alone.
    for row in 0..<m { (a.base[row * n], b.base[row * k]) = (127, 127) }
    var once = [Int32](repeating: -1, count: n * k)
    try products.transposed(a.base, times: b.base, into: &once, m: m, n: n, k: k)
    var sums = once
    for _ in 1...2 {
      try products.transposed(a.base, times: b.base, into: &sums, adds: true, m: m, n: n, k: k)
    }
    #expect(sums == once.map { 3 * $0 })
    #expect(sums[0] == Int32(3 * m * 127 * 127))

    // The same numbers by the two other products.
    let turned = (IntegerBuffer(count: m * n), IntegerBuffer(count: m * k))
    tidewatt_integer_transpose(a.base, turned.0.base, m, n)
    tidewatt_integer_transpose(b.base, turned.1.base, m, k)
    var (byRows, byColumns) = (once, once)
    for _ in 1...2 {
      try products.times(
        turned.0.base, transposed: turned.1.base, into: &byRows, adds: true, m: n, n: k, k: m)
      try products.times(
        turned.0.base, b.base, into: &byColumns, adds: true, m: n, n: k, k: m)
    }
    #expect(byRows == sums && byColumns == sums)
  }

  /// Whole blocks of 16 x 16, parts of them, and rows that are shorter.
  @Test(arguments: [(1, 1), (16, 16), (32, 48), (17, 9), (64, 9), (5, 40), (100, 33)])
  func transposesPutEveryValueInItsPlace(rows: Int, columns: Int) {
    let matrix = values(rows * columns, 7)
    let result = IntegerBuffer(count: rows * columns)
    tidewatt_integer_transpose(matrix.base, result.base, rows, columns)
    for row in 0..<rows {
      for column in 0..<columns {
        #expect(result.base[column * rows + row] == matrix.base[row * columns + column])
      }
    }
    let areas = 9
    let filters = values(rows * areas * columns, 8)
    let turned = IntegerBuffer(count: filters.count)
    tidewatt_integer_turn(filters.base, turned.base, rows, areas, columns)
    for row in 0..<rows {
      for area in 0..<areas {
        for column in 0..<columns {
          #expect(
            turned.base[(column * areas + areas - 1 - area) * rows + row]
              == filters.base[(row * areas + area) * columns + column])
        }
      }
    }
  }

  @Test(arguments: paths) func theLargestValuesDoNotSaturate(_ path: IntegerProducts.Path) throws {
    let count = IntegerProducts.mostAddends
    let ones = IntegerBuffer(count: count)
    for index in 0..<count { ones.base[index] = -127 }
    var result: [Int32] = [0]
    try IntegerProducts(path: path).times(ones.base, ones.base, into: &result, m: 1, n: 1, k: count)
    #expect(Int(result[0]) == 127 * 127 * count)
  }
}
