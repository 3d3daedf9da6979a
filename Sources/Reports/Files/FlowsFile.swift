import Foundation
import Simulation
import Synchronization

/// `flows.csv`: one row per message of the network, written while the run goes on.
///
/// Columns: `strategy`; `seed`; `collective` that it was part of; `from` and `to` (devices, or `outside`);
/// `bytes` that arrived; `link_bytes` that it put on links, added up over the links (so the sum of
/// this column is that of `links.csv`, also where messages were lost on the way); `start_s`,
/// `first_byte_s` (empty if none moved) and `end_s` (simulated,
/// from the start of the run); `busy_s` from the first byte to the end; `mean_rate_B_per_s` over
/// that time (empty if it took none); `delivered` (`true`, or `false` for what was lost or
/// cancelled). Rows stand in the order of the strategies, of the
/// seeds of each, then as their ends were known: of a
/// collective that repeats an earlier run, at its end. A part that would be too long ends with a
/// line that says so and starts with `#`.
public final class FlowsFile: Sendable {
  public static let header = [
    "strategy", "seed", "collective", "from", "to", "bytes", "link_bytes", "start_s",
    "first_byte_s", "end_s", "busy_s",
    "mean_rate_B_per_s", "delivered",
  ]

  private let file: URL
  private let limit: Int
  private let parts: Int
  private let isCutAnywhere = Mutex(false)

  /// Starts a table at `file`, which is replaced.
  ///
  /// - Parameters:
  ///   - limit: Bytes after which nothing more is added; every run has an equal part of them.
  ///   - runs: How many tell of their flows, each on a thread of its own.
  public init(at file: URL, limit: Int, runs: Int) throws {
    self.file = file
    self.limit = limit / max(runs, 1)
    parts = runs
    try Data(CSVText(header: Self.header).text.utf8).write(to: file)
  }

  deinit { removeParts() }

  /// Removes what was written besides the table; a run that failed does so as well.
  public func removeParts() {
    for number in 1...max(parts, 1) { try? FileManager.default.removeItem(at: part(number)) }
  }

  /// Whether some flows are missing for the limit.
  public var isCut: Bool { isCutAnywhere.withLock { $0 } }

  /// The part of one run.
  ///
  /// - Parameters:
  ///   - number: The run's place among all, from 1.
  ///   - devices: The names of the devices, by number.
  public func probe(
    number: Int, strategy: String, seed: UInt64, devices: [String]
  ) throws -> FlowsProbe {
    try Data().write(to: part(number))
    return FlowsProbe(
      to: try FileHandle(forWritingTo: part(number)), strategy: strategy, seed: seed,
      devices: devices, limit: limit
    ) { self.isCutAnywhere.withLock { $0 = true } }
  }

  /// Puts the parts together, when every probe has finished.
  ///
  /// - Throws: An error of the file system.
  public func finish() throws {
    let whole = try FileHandle(forWritingTo: file)
    try whole.seekToEnd()
    for number in 1...max(parts, 1)
    where FileManager.default.fileExists(atPath: part(number).path) {
      let part = try FileHandle(forReadingFrom: part(number))
      while let data = try part.read(upToCount: 1 << 20), !data.isEmpty {
        try whole.write(contentsOf: data)
      }
      try part.close()
    }
    try whole.close()
    removeParts()
  }

  private func part(_ number: Int) -> URL { URL(filePath: "\(file.path).part\(number)") }
}

/// Writes the flows of one strategy's run.
public final class FlowsProbe: Probe {
  private let handle: FileHandle
  private let strategy: String
  private let seed: String
  private let devices: [String]
  private let limit: Int
  private let onCut: () -> Void
  private var buffer = CSVText()
  private var written = 0
  private var isCut = false
  private var failure: (any Error)?

  init(
    to handle: FileHandle, strategy: String, seed: UInt64, devices: [String], limit: Int,
    onCut: @escaping () -> Void
  ) {
    self.handle = handle
    self.strategy = strategy
    self.seed = String(seed)
    self.devices = devices
    self.limit = limit
    self.onCut = onCut
  }

  public var followsFlows: Bool { true }
  public func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {}
  public func counter(_ name: String, at time: SimTime, value: Double) {}

  public func flow(_ record: FlowRecord) {
    if isCut { return }
    buffer.append([
      strategy, seed, record.purpose ?? "", name(record.from), name(record.to),
      String(record.bytes), String(record.linkBytes),
      CSVText.number(record.started.seconds), CSVText.number(record.firstByte?.seconds),
      CSVText.number(record.ended.seconds), CSVText.number(record.busy.seconds),
      CSVText.number(record.meanRate), String(record.isDelivered),
    ])
    if written + buffer.text.utf8.count > limit {
      isCut = true
      onCut()
      buffer.note("cut at \(limit) bytes")
    }
    if isCut || buffer.text.utf8.count > 1 << 16 { flush() }
  }

  private func name(_ end: FlowEnd) -> String {
    switch end {
    case .device(let number): devices[number]
    case .outside: "outside"
    }
  }

  private func flush() {
    do {
      try handle.write(contentsOf: Data(buffer.text.utf8))
    } catch {
      failure = failure ?? error
    }
    written += buffer.text.utf8.count
    buffer = CSVText()
  }

  /// Writes what is left.
  ///
  /// - Throws: The first error in writing, such as a full disk.
  public func finish() throws {
    flush()
    try handle.close()
    if let failure { throw failure }
  }
}
