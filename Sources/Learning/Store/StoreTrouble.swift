import Foundation

/// The store's folder could not be written: learning goes on, but what it computes is not kept.
public struct StoreTrouble: Error, Hashable, Sendable, CustomStringConvertible {
  public let path: String
  /// The system's words, such as "No space left on device".
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// What the system call that just failed said.
  init(path: String) { self.init(path: path, reason: String(cString: strerror(errno))) }

  public var description: String { "the store cannot write \(path): \(reason)" }
}
