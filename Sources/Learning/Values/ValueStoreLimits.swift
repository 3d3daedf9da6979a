import Foundation

/// How much memory a store may spend on states that no pending operation needs.
public struct ValueStoreLimits: Sendable, Hashable {
  /// For evaluated states (ends of rounds) that nobody holds any more, in bytes.
  public var rememberedBytes: Int
  /// For those and states with a live handle together, in bytes.
  ///
  /// What does not fit is computed again if it is asked for.
  public var heldBytes: Int
  /// With a folder: seconds of computing that may be lost when the process is killed.
  public var unsavedSeconds: Double

  public init(rememberedBytes: Int, heldBytes: Int, unsavedSeconds: Double = 60) {
    self.rememberedBytes = rememberedBytes
    self.heldBytes = max(rememberedBytes, heldBytes)
    self.unsavedSeconds = unsavedSeconds
  }

  /// At most so many bytes for all states, an eighth of them for states that nobody holds.
  public static func memory(_ bytes: Int) -> ValueStoreLimits {
    ValueStoreLimits(rememberedBytes: bytes / 8, heldBytes: bytes)
  }

  /// 512 MiB for remembered states, a quarter of the machine's memory for all.
  public static var standard: ValueStoreLimits {
    ValueStoreLimits(
      rememberedBytes: 512 << 20, heldBytes: Int(ProcessInfo.processInfo.physicalMemory / 4))
  }
}
