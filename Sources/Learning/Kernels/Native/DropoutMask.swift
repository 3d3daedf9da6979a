import CKernels

/// Which values of a sample are dropped, by the sample's seed.
struct DropoutMask {
  /// The share of values that are dropped, in 0..<1.
  let rate: Double

  /// Drops the values of each row by its seed and scales the others to keep the mean.
  func apply(to rows: Tensor, seeds: [UInt64]) {
    tidewatt_dropout(
      rows.data, rows.data, seeds, seeds.count, rows.elementCount / seeds.count,
      UInt64(rate * 0x1p32), Float(1 / (1 - rate)))
  }
}
