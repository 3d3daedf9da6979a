import CKernels
import Testing

@testable import Learning

struct IntegerRoundingTests {
  @Test func bitWidthsCountAsPublished() {
    // ceil(log2(x)).
    for (largest, bits) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (127, 7), (128, 7), (129, 8)] {
      #expect(IntegerRounding.bitWidth(UInt64(largest)) == bits)
    }
  }

  @Test func shiftsRoundToTheNearestHalvesUp() {
    let sums: [Int32] = [-20, -12, -8, -4, -1, 0, 3, 4, 5, 11, 12, 1016, 2_000, .max, .min]
    let result = IntegerBuffer(count: sums.count)
    tidewatt_integer_round_shift(sums, result.base, sums.count, 3)
    for (index, sum) in sums.enumerated() {
      let expected = max(-127, min(127, ((Double(sum) + 4) / 8).rounded(.down)))
      #expect(Double(result.base[index]) == expected, "\(sum)")
    }
  }

  @Test func pseudoStochasticRoundingFollowsItsDefinition() {
    let shift = 5  // Odd: the lower two bits count double against the upper three.
    let sums = (-200...200).map { Int64($0) }
    let result = IntegerBuffer(count: sums.count)
    tidewatt_integer_pseudo_shift_wide(sums, result.base, sums.count, UInt32(shift))
    let narrow = IntegerBuffer(count: sums.count)
    tidewatt_integer_pseudo_shift(sums.map { Int32($0) }, narrow.base, sums.count, UInt32(shift))
    #expect((0..<sums.count).allSatisfy { narrow.base[$0] == result.base[$0] })
    for (index, sum) in sums.enumerated() {
      let magnitude = abs(sum)
      let (quotient, dropped) = (magnitude / 32, magnitude % 32)
      let up = dropped / 4 > dropped % 4 * 2
      let expected = (quotient + (up ? 1 : 0)) * sum.signum()
      #expect(Int64(result.base[index]) == expected, "\(sum)")
    }
  }

  /// Up to the largest sums that 32 bits are allowed to hold.
  @Test(arguments: [7, 16, 24, 29, 30]) func bothWidthsRoundAlike(shift: UInt32) {
    let largest = Int64(IntegerProducts.mostAddends) * 127 * 127
    let sums = [largest, largest - 1, 1 << 30, 1 << 24, 12_345_678, 1, 0].flatMap { [$0, -$0] }
    let narrow = sums.map { Int32($0) }
    let results = [IntegerBuffer(count: sums.count), IntegerBuffer(count: sums.count)]
    tidewatt_integer_pseudo_shift_wide(sums, results[0].base, sums.count, shift)
    tidewatt_integer_pseudo_shift(narrow, results[1].base, sums.count, shift)
    func values(_ buffer: IntegerBuffer) -> [Int8] { (0..<sums.count).map { buffer.base[$0] } }
    #expect(values(results[0]) == values(results[1]))
    for bits in [1, 5, 7] {
      IntegerRounding.fit(sums, into: results[0], bits: bits)
      IntegerRounding.fit(narrow, into: results[1], bits: bits)
      #expect(values(results[0]) == values(results[1]))
      // The largest needs all bits, and may be rounded up to one more.
      let found = values(results[1]).map { abs(Int($0)) }.max() ?? 0
      #expect(found >= 1 << bits - 1 && found <= min(127, 1 << bits))
    }
  }

  @Test func roundingIsCloseToUnbiased() {
    let sums = (0..<65_536).map { Int64($0) }
    let result = IntegerBuffer(count: sums.count)
    tidewatt_integer_pseudo_shift_wide(sums, result.base, sums.count, 10)
    let mean = (0..<sums.count).reduce(0.0) { $0 + Double(result.base[$1]) } / 65_536
    #expect(abs(mean - 32_767.5 / 1024) < 0.05)
  }
}
