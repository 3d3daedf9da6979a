import ArgumentParser
import Foundation
import Learning

/// Where learning values are kept, and how much of them.
struct StorePlace: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep learned values in this folder, so that no run computes them again; or none.",
      discussion: "The user's cache if not given.", valueName: "folder"))
  var store: String?

  @Option(help: "Gigabytes of weights that the store keeps; the least recently used go first.")
  var storeLimit = 20.0

  @Option(
    help: ArgumentHelp(
      "Gigabytes of memory for learned values; what does not fit goes to the store.",
      discussion: "A quarter of the machine's memory if not given.", valueName: "gigabytes"))
  var memory: Double?

  func validate() throws {
    if !(storeLimit >= 0) { throw ValidationError("--store-limit takes a number of gigabytes") }
    if let memory, !(memory > 0) { throw ValidationError("--memory takes a number of gigabytes") }
  }

  var memoryBytes: Int? { memory.map { Int(min($0 * 1e9, 1e18)) } }

  /// The folder, in the user's cache unless told otherwise.
  var path: String {
    if let store { return store }
    let environment = ProcessInfo.processInfo.environment
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? NSHomeDirectory() + "/.cache"
    return cache + "/tidewatt"
  }

  /// Opens the store; nil if none is wanted, or if the user's cache cannot be used.
  ///
  /// - Throws: `StoreTrouble` for a folder that was asked for and cannot be made.
  func open() throws -> StoreFolder? {
    if store == "none" { return nil }
    do {
      return try StoreFolder(at: path, limit: Int(min(storeLimit * 1e9, 1e18)))
    } catch  where store == nil {
      Failure.say("warning: \(error); learning goes on without a store")
      return nil
    }
  }
}
