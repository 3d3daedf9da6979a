import Foundation
import Testing

@testable import Learning

/// What was computed once is found again by any later store on the same folder, bit for bit.
struct StoreFolderTests {
  private let batches = Array(Samples.order(epoch: 1).batches(of: 64))

  private func open(_ folder: TemporaryFolder, limit: Int = 1 << 30) throws -> StoreFolder {
    try StoreFolder(at: folder.path, limit: limit)
  }

  /// Two rounds of three steps, with a metric after each.
  private func train(_ store: ValueStore) throws -> [MetricValue] {
    let learner = try Samples.learner(on: store)
    var state = learner.initialise(seed: 1)
    return try (0..<2).map { round in
      for batch in batches[3 * round..<3 * round + 3] {
        state = learner.step(state, batch: batch)
        learner.request(state)
      }
      return try learner.read(learner.evaluate(state))
    }
  }

  private func undisturbed() throws -> [MetricValue] { try train(ValueStore(workers: 1)) }

  @Test func aWarmStoreComputesNothing() throws {
    let folder = try TemporaryFolder()
    let first = ValueStore(workers: 2, folder: try open(folder))
    let cold = try train(first)
    first.shutDown()
    #expect(first.statistics.statesSaved == 2)
    #expect(cold == (try undisturbed()))

    let second = ValueStore(workers: 2, folder: try open(folder))
    #expect(try train(second) == cold)
    second.shutDown()
    #expect(second.statistics.stepsComputed == 0)
    #expect(second.statistics.evaluationsComputed == 0)
    #expect(second.statistics.evaluationsRecalled == 2)
    #expect(second.statistics.statesLoaded == 0)
  }

  @Test func trainingGoesOnFromTheEndOfTheLastRound() throws {
    let folder = try TemporaryFolder()
    _ = try train(ValueStore(workers: 1, folder: try open(folder)))
    let store = ValueStore(workers: 1, folder: try open(folder))
    let learner = try Samples.learner(on: store)
    var state = learner.initialise(seed: 1)
    for batch in batches[0..<7] { state = learner.step(state, batch: batch) }
    let found = try learner.read(learner.evaluate(state))
    #expect(store.statistics.stepsComputed == 1)
    #expect(store.statistics.statesLoaded == 1)

    let other = try Samples.learner(on: ValueStore(workers: 1))
    state = other.initialise(seed: 1)
    for batch in batches[0..<7] { state = other.step(state, batch: batch) }
    #expect(try other.read(other.evaluate(state)) == found)
  }

  @Test func aRunThatWasCutOffLosesNoMoreThanItsInterval() throws {
    let folder = try TemporaryFolder()
    // Nothing may be lost, so every step is kept.
    let limits = ValueStoreLimits(rememberedBytes: 1 << 28, heldBytes: 1 << 28, unsavedSeconds: 0)
    let first = ValueStore(workers: 1, limits: limits, folder: try open(folder))
    let learner = try Samples.learner(on: first)
    var state = learner.initialise(seed: 1)
    for batch in batches[0..<5] { state = learner.step(state, batch: batch) }
    let weights = try learner.weights(of: state)
    first.shutDown()

    let second = ValueStore(workers: 1, limits: limits, folder: try open(folder))
    let again = try Samples.learner(on: second)
    state = again.initialise(seed: 1)
    for batch in batches[0..<5] { state = again.step(state, batch: batch) }
    #expect(try again.weights(of: state) == weights)
    for batch in batches[5..<6] { state = again.step(state, batch: batch) }
    _ = try again.read(again.evaluate(state))
    #expect(second.statistics.stepsComputed == 1)
    second.shutDown()
    // The round is over: only its end is kept.
    let states = StoreListing(of: folder.path).files.filter { $0.kind == .state }
    #expect(states.map(\.key) == [state.key])
  }

  @Test func damagedFilesAreFoundAndTheirValuesComputedAgain() throws {
    let folder = try TemporaryFolder()
    let value = try train(ValueStore(workers: 1, folder: try open(folder)))
    for file in StoreListing(of: folder.path).files where file.kind != .onward {
      var data = try Data(contentsOf: URL(filePath: file.path))
      data[data.count / 2] ^= 1
      try data.write(to: URL(filePath: file.path))
    }
    #expect(StoreListing(of: folder.path).damaged().count == 4)
    let opened = try open(folder)
    let store = ValueStore(workers: 1, folder: opened)
    #expect(try train(store) == value)
    #expect(store.statistics.stepsComputed == 6)
    #expect(opened.damagedCount >= 2)
    store.shutDown()
    #expect(StoreListing(of: folder.path).damaged().isEmpty)
  }

  @Test func aFileThatIsCutShortCountsAsNotThere() throws {
    let folder = try TemporaryFolder()
    let value = try train(ValueStore(workers: 1, folder: try open(folder)))
    for file in StoreListing(of: folder.path).files where file.kind != .onward {
      #expect(truncate(file.path, off_t(file.bytes / 3)) == 0)
    }
    #expect(try train(ValueStore(workers: 1, folder: try open(folder))) == value)
  }

  @Test func aFullDiskIsSaidAndLearningGoesOn() throws {
    let folder = try TemporaryFolder()
    let full = try StoreFolder(at: folder.path, limit: 1 << 30) { path, _ in
      throw StoreTrouble(path: path, reason: "No space left on device")
    }
    let store = ValueStore(workers: 2, folder: full)
    #expect(try train(store) == undisturbed())
    #expect(full.trouble?.reason == "No space left on device")
    #expect(StoreListing(of: folder.path).files.isEmpty)
  }

  @Test func aDiskThatFillsInMidWriteLeavesNoHalfFile() throws {
    let folder = try TemporaryFolder()
    #expect(throws: StoreTrouble.self) {
      try WholeFile.write(to: folder.path + "/file") { write in
        try "half".utf8.withContiguousStorageIfAvailable { try write(UnsafeRawBufferPointer($0)) }
        throw StoreTrouble(path: "file", reason: "No space left on device")
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/file"
    #expect(FileManager.default.createFile(atPath: file, contents: nil))
    #expect(throws: StoreTrouble.self) { try StoreFolder(at: file + "/store", limit: 1) }
  }

  @Test func theLeastRecentlyUsedStatesGoWhenSpaceIsShort() throws {
    let folder = try TemporaryFolder()
    let bytes = 2 * LeNet5.network.parameters.bufferCount * 4 + 1000
    let store = ValueStore(workers: 1, folder: try open(folder, limit: 3 * bytes))
    let learner = try Samples.learner(on: store)
    let states = (1...5).map { learner.initialise(seed: $0) }
    for state in states { _ = try learner.read(learner.evaluate(state)) }
    store.shutDown()
    let files = StoreListing(of: folder.path).files
    #expect(files.count { $0.kind == .metric } == 5)
    let kept = Set(files.filter { $0.kind == .state }.map(\.key))
    #expect(kept.count < 4 && kept.contains(states[4].key) && !kept.contains(states[0].key))
  }

  @Test func heldStatesThatMemoryCannotKeepAreSpilledNotLost() throws {
    let folder = try TemporaryFolder()
    let none = ValueStoreLimits(rememberedBytes: 0, heldBytes: 0, unsavedSeconds: 1e9)
    let store = ValueStore(workers: 2, limits: none, folder: try open(folder))
    let learner = try Samples.learner(on: store)
    let start = learner.initialise(seed: 1)
    let branches = batches[0..<4].map { learner.step(start, batch: $0) }
    let weights = try branches.map { try learner.weights(of: $0) }
    // Spilling happens behind the reader's back: the last one may still be on its way.
    let again = try branches.map { try learner.weights(of: $0) }
    #expect(again == weights)
    #expect(store.statistics.statesLoaded > 0)
    #expect(store.statistics.stepsRepeated == 0)
    store.shutDown()
  }

  @Test func twoStoresShareAFolderAtOnce() throws {
    let folder = try TemporaryFolder()
    let expected = try undisturbed()
    let results = try (0..<2).map { _ in ValueStore(workers: 1, folder: try open(folder)) }
      .map { store in Task.detached { try self.train(store) } }
    let done = DispatchSemaphore(value: 0)
    Task {
      for result in results {
        let values = try? await result.value
        #expect(values == expected)
      }
      done.signal()
    }
    done.wait()
    #expect(StoreListing(of: folder.path).damaged().isEmpty)
  }

  @Test func divergenceIsRememberedToo() throws {
    let folder = try TemporaryFolder()
    func diverge(_ store: ValueStore) throws -> String {
      let learner = try Samples.learner(
        on: store, optimizer: SGD(learningRate: 1e20, momentum: 0))
      var state = learner.initialise(seed: 1)
      for batch in batches[0..<4] { state = learner.step(state, batch: batch) }
      do {
        return "\(try learner.read(learner.evaluate(state)))"
      } catch {
        return "\(error)"
      }
    }
    let first = ValueStore(workers: 1, folder: try open(folder))
    let words = try diverge(first)
    #expect(words.contains("diverged"))
    let second = ValueStore(workers: 1, folder: try open(folder))
    #expect(try diverge(second) == words)
    #expect(second.statistics.evaluationsRecalled == 1)
    #expect(second.statistics.stepsComputed == 0)
  }
}
