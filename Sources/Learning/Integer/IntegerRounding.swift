import CKernels

/// How sums of 32 or 64 bits become int8 values again.
///
/// M. Wang et al., "NITI: Training Integer Neural Networks Using Integer-only Arithmetic", IEEE TPDS
/// 33(11), 2022.
enum IntegerRounding {
  /// Bits of magnitude of an int8 value.
  static let bits = 7

  /// The bits that magnitudes up to `largest` need: ceil(log2(largest)), as NITI counts them.
  static func bitWidth(_ largest: UInt64) -> Int {
    largest <= 1 ? 0 : 64 - (largest - 1).leadingZeroBitCount
  }

  /// Rounds sums to int8 by the smallest shift that makes them fit.
  ///
  /// - Returns: The shift, by which the exponent grows.
  static func fit(_ sums: UnsafePointer<Int32>, into result: IntegerBuffer) -> Int {
    let largest = tidewatt_integer_largest(sums, result.count)
    let shift = max(0, bitWidth(UInt64(largest)) - bits)
    tidewatt_integer_round_shift(sums, result.base, result.count, UInt32(shift))
    return shift
  }

  /// Rounds sums pseudo-stochastically to values of so many bits.
  static func fit(_ sums: UnsafePointer<Int64>, into result: IntegerBuffer, bits: Int) {
    let largest = tidewatt_integer_largest_wide(sums, result.count)
    let shift = max(0, bitWidth(largest) - bits)
    tidewatt_integer_pseudo_shift_wide(sums, result.base, result.count, UInt32(shift))
  }

  /// The same for sums of 32 bits.
  static func fit(_ sums: UnsafePointer<Int32>, into result: IntegerBuffer, bits: Int) {
    let largest = tidewatt_integer_largest(sums, result.count)
    let shift = max(0, bitWidth(UInt64(largest)) - bits)
    tidewatt_integer_pseudo_shift(sums, result.base, result.count, UInt32(shift))
  }
}
