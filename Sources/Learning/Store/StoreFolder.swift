import Digests
import Foundation
import Synchronization

/// Learning values on disk, by their keys: what was computed once is found again by any later run.
///
///     metrics/ab/<key>.metric     accuracy and loss; never removed by the store itself
///     metrics/ab/<key>.onward     empty: training went on from this state to a known metric
///     states/ab/<key>.state       weights and optimiser state; the oldest go when space is short
///
/// (`ab` are the key's first two digits.) Every file appears whole by a rename, so several processes
/// may use one folder at once: at worst two of them compute the same value, and write equal bytes.
/// What cannot be read, or does not pass its digest, counts as not there.
public final class StoreFolder: Sendable {
  public let folder: String
  /// Bytes of states to keep.
  public let limit: Int
  private let index: Mutex<Index>
  private let write: FileWriter

  typealias FileWriter =
    @Sendable (String, ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws -> Void

  private struct Index {
    /// States that were there when the folder was opened or written since.
    var states: Set<Digest> = []
    var stateBytes = 0
    var onward: [Digest: Bool] = [:]
    var trouble: StoreTrouble?
    /// Damaged files that were found and removed.
    var damaged = 0
  }

  /// Opens a folder, and makes it if it is not there.
  ///
  /// - Parameters:
  ///   - limit: Bytes of states to keep; the least recently used go first.
  ///   - write: How a file is written; a test may give one that fails.
  /// - Throws: `StoreTrouble` if the folder is not there and cannot be made.
  public convenience init(at folder: String, limit: Int) throws {
    try self.init(at: folder, limit: limit, write: WholeFile.write)
  }

  init(at folder: String, limit: Int, write: @escaping FileWriter) throws {
    self.folder = folder
    self.limit = limit
    self.write = write
    do {
      for name in ["metrics", "states"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
    } catch {
      throw StoreTrouble(
        path: folder, reason: (error as NSError).localizedFailureReason ?? "\(error)")
    }
    var index = Index()
    for file in StoreListing(of: folder).files where file.kind == .state {
      index.states.insert(file.key)
      index.stateBytes += file.bytes
    }
    self.index = Mutex(index)
  }

  /// Why nothing is written any more; nil while all is well.
  public var trouble: StoreTrouble? { index.withLock { $0.trouble } }

  /// Damaged files found so far; each was removed and its value computed again.
  public var damagedCount: Int { index.withLock { $0.damaged } }

  // MARK: Metrics

  /// What is known of a metric: its value, or the step at which training diverged.
  func metric(_ key: Digest) -> StoredMetric? {
    let path = path(of: key, .metric)
    let found: StoredMetric?? = WholeFile.read(path) { file in
      StoreEntry.payload(.metric, key: key, of: file) { _ in [StoredMetric.byteCount] }
        .flatMap { StoredMetric($0[0]) }
    }
    guard let found else { return nil }
    if found == nil { discard(path) }
    return found
  }

  /// Keeps a metric, and that training from `base` led to it.
  func save(_ metric: StoredMetric, key: Digest, base: Digest?) {
    let bytes = metric.bytes
    _ = bytes.withUnsafeBytes { payload in
      put(path(of: key, .metric)) { write in
        try StoreEntry.pieces(.metric, key: key, payload: [payload], write: write)
      }
    }
    guard let base, !isOnward(base) else { return }
    put(path(of: base, .onward)) { _ in }
    index.withLock { $0.onward[base] = true }
  }

  /// Whether training went on from this state to a metric that is kept.
  func isOnward(_ base: Digest) -> Bool {
    if let known = index.withLock({ $0.onward[base] }) { return known }
    let isThere = access(path(of: base, .onward), F_OK) == 0
    index.withLock { $0.onward[base] = isThere }
    return isThere
  }

  // MARK: States

  /// Whether the state was there when the folder was last looked at.
  func mayHold(_ key: Digest) -> Bool { index.withLock { $0.states.contains(key) } }

  /// The state's buffers, in the order in which they were saved; nil if it is not there any more.
  func state(_ key: Digest) -> [FloatBuffer]? {
    let path = path(of: key, .state)
    let found: [FloatBuffer]?? = WholeFile.read(path) { file in
      StoreEntry.payload(.state, key: key, of: file, pieces: Self.sizes).map { parts in
        parts.dropFirst().map { part in
          let buffer = FloatBuffer(uninitialized: part.count / MemoryLayout<Float>.stride)
          part.copyBytes(
            to: UnsafeMutableRawBufferPointer(start: buffer.base, count: buffer.byteCount))
          return buffer
        }
      }
    }
    guard let found, let buffers = found else {
      if found != nil { discard(path) }
      forget(key)
      return nil
    }
    utimensat(AT_FDCWD, path, nil, 0)  // Just used: among the last to go.
    return buffers
  }

  /// Keeps a state; false if it could not be written.
  func save(_ buffers: [FloatBuffer], key: Digest) -> Bool {
    var table: [UInt8] = []
    StoreEntry.append(UInt64(buffers.count), to: &table)
    for buffer in buffers { StoreEntry.append(UInt64(buffer.count), to: &table) }
    let bytes =
      StoreEntry.headBytes + StoreEntry.digestBytes + table.count
      + buffers.reduce(0) { $0 + $1.byteCount }
    makeSpace(for: bytes)
    let isWritten = table.withUnsafeBytes { table in
      put(path(of: key, .state)) { write in
        let payload =
          [table] + buffers.map { UnsafeRawBufferPointer(start: $0.base, count: $0.byteCount) }
        try StoreEntry.pieces(.state, key: key, payload: payload, write: write)
      }
    }
    guard isWritten else { return false }
    index.withLock {
      if $0.states.insert(key).inserted { $0.stateBytes += bytes }
    }
    return true
  }

  /// Removes states that nobody will ask for again.
  func remove(_ keys: [Digest]) {
    for key in keys where forget(key) { unlink(path(of: key, .state)) }
  }

  /// The sizes of a state's pieces: the table of counts, then the buffers.
  static func sizes(_ payload: UnsafeRawBufferPointer) -> [Int]? {
    guard payload.count >= 8 else { return nil }
    let count = StoreEntry.word(payload, 0)
    guard count <= 4096, payload.count >= 8 * (1 + Int(count)) else { return nil }
    let floats = (1...max(1, Int(count))).prefix(Int(count)).map {
      StoreEntry.word(payload, 8 * $0)
    }
    guard floats.allSatisfy({ $0 <= UInt64(payload.count) }) else { return nil }
    return [8 * (1 + Int(count))] + floats.map { Int($0) * MemoryLayout<Float>.stride }
  }

  // MARK: Files

  private func path(of key: Digest, _ kind: StoreListing.Kind) -> String {
    StoreListing.path(of: key, kind, in: folder)
  }

  /// Writes a file unless writing failed before; false if it is not there afterwards.
  @discardableResult
  private func put(
    _ path: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) -> Bool {
    if index.withLock({ $0.trouble != nil }) { return false }
    do {
      let parent = (path as NSString).deletingLastPathComponent
      if mkdir(parent, 0o755) != 0 && errno != EEXIST { throw StoreTrouble(path: parent) }
      try write(path, body)
      return true
    } catch {
      let trouble = error as? StoreTrouble ?? StoreTrouble(path: path, reason: "\(error)")
      index.withLock { $0.trouble = trouble }
      return false
    }
  }

  private func discard(_ path: String) {
    index.withLock { $0.damaged += 1 }
    unlink(path)
  }

  @discardableResult
  private func forget(_ key: Digest) -> Bool {
    index.withLock { $0.states.remove(key) != nil }
  }

  /// Removes the least recently used states until the new one fits with a tenth to spare.
  private func makeSpace(for bytes: Int) {
    guard index.withLock({ $0.stateBytes + bytes > limit }) else { return }
    let kept = StoreListing(of: folder).pruned(to: max(0, limit - limit / 10 - bytes))
    index.withLock {
      $0.states = Set(kept.map(\.key))
      $0.stateBytes = kept.reduce(0) { $0 + $1.bytes }
    }
  }
}
