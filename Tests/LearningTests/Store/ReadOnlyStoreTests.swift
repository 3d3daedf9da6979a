import Foundation
import Testing

@testable import Learning

/// A store that may be read and not written: what it knows is used, nothing is kept, and it is said.
///
/// Permissions do not bind root, as which tests may run: there each test is on a thread that has
/// another user's rights on files (`setfsuid`), and so are the threads that it starts.
struct ReadOnlyStoreTests {
  private let batches = Array(Samples.order(epoch: 1).batches(of: 64))

  private func train(_ store: ValueStore, steps: Int) throws -> MetricValue {
    let learner = try Samples.learner(on: store)
    let end = batches[0..<steps].reduce(learner.initialise(seed: 1)) {
      learner.step($0, batch: $1)
    }
    return try learner.read(learner.evaluate(end))
  }

  private func files(_ path: String) -> [String] {
    StoreListing(of: path).files.map(\.path).sorted()
  }

  private func setMode(_ mode: Int, below path: String) throws {
    let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    for name in [path] + inside.map({ "\(path)/\($0)" }) {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: name)
      }
    }
  }

  /// Runs `body` where permissions bind.
  private func withoutPrivileges<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    try KernelThread.run(name: "reader") {
      if geteuid() == 0 {
        // The header that declares it is not among those that Swift imports.
        typealias SetFileUser = @convention(c) (uid_t) -> Int32
        let symbol = try #require(dlsym(nil, "setfsuid"))
        _ = unsafeBitCast(symbol, to: SetFileUser.self)(65_534)
      }
      return try body()
    }
  }

  @Test func itsValuesAreFoundAndNothingIsWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    let first = ValueStore(workers: 1, folder: try StoreFolder(at: path, limit: 1 << 30))
    let known = try train(first, steps: 2)
    first.shutDown()
    let before = files(path)
    try setMode(0o555, below: path)
    defer { try? setMode(0o755, below: path) }
    try withoutPrivileges {
      let opened = try StoreFolder(at: path, limit: 1 << 30)
      let store = ValueStore(workers: 2, folder: opened)
      #expect(try train(store, steps: 2) == known)
      #expect(store.statistics.evaluationsRecalled == 1)
      #expect(store.statistics.stepsComputed == 0)
      #expect(opened.trouble == nil)
      // From its end on: one step is new and can be kept nowhere.
      let next = try train(store, steps: 3)
      #expect(store.statistics.statesLoaded == 1)
      #expect(store.statistics.stepsComputed == 1)
      store.shutDown()
      #expect(opened.trouble?.reason == "Permission denied")
      #expect(opened.trouble.map { $0.path.hasPrefix(path) } == true)
      #expect(try next == train(ValueStore(workers: 1), steps: 3))
    }
    #expect(files(path) == before)
  }

  @Test func aFolderThatMayNotBeMadeIsAnErrorThatNamesIt() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    try setMode(0o555, below: path)
    defer { try? setMode(0o755, below: path) }
    let trouble = try withoutPrivileges {
      do {
        _ = try StoreFolder(at: path + "/store", limit: 1)
        return nil as StoreTrouble?
      } catch let trouble as StoreTrouble {
        return trouble
      }
    }
    #expect(trouble?.path == path + "/store")
    #expect(trouble?.reason.isEmpty == false)
  }
}
