import Foundation

/// A metric as the store keeps it.
enum StoredMetric: Hashable, Sendable {
  case value(MetricValue)
  /// Training diverged before it could be measured, at this step since the initial weights.
  case diverged(step: Int)

  /// Accuracy, loss, and the step of divergence plus one (0 for none).
  static let byteCount = 24

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.byteCount else { return nil }
    let step = StoreEntry.word(bytes, 16)
    if step == 0 {
      self = .value(
        MetricValue(
          accuracy: Double(bitPattern: StoreEntry.word(bytes, 0)),
          loss: Double(bitPattern: StoreEntry.word(bytes, 8))))
    } else {
      guard let step = Int(exactly: step) else { return nil }
      self = .diverged(step: step - 1)
    }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .value(let value):
      StoreEntry.append(value.accuracy.bitPattern, to: &bytes)
      StoreEntry.append(value.loss.bitPattern, to: &bytes)
      StoreEntry.append(0, to: &bytes)
    case .diverged(let step):
      StoreEntry.append(0, to: &bytes)
      StoreEntry.append(0, to: &bytes)
      StoreEntry.append(UInt64(step + 1), to: &bytes)
    }
    return bytes
  }
}
