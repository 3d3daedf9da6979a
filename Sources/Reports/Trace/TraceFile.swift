import Foundation
import Simulation
import Synchronization

/// A timeline in Chrome's trace format, which ui.perfetto.dev opens, written while the run goes on.
///
/// Every strategy is a process of the timeline and every device a thread of it. Slices are phases
/// of devices; counters are quantities of the whole server. In detail, what a device sends and
/// receives has tracks of its own below the device. Once `limit` bytes are written, a mark
/// says so at that instant and nothing more is added: the file stays valid.
public final class TraceFile: Sendable {
  private struct State {
    var handle: FileHandle
    var buffer = Data()
    var written = 0
    var isFirst = true
    var isFull = false
    var isMarked = false
    var failure: (any Error)?
  }

  private let state: Mutex<State>
  private let limit: Int
  private let isDetailed: Bool

  /// Starts a trace at `file`, which is replaced.
  ///
  /// - Parameters:
  ///   - limit: Bytes after which nothing more is added.
  ///   - isDetailed: Whether every message is drawn where it is sent and where it is received.
  public init(at file: URL, limit: Int, isDetailed: Bool = false) throws {
    self.isDetailed = isDetailed
    try Data().write(to: file)
    self.limit = limit
    state = Mutex(State(handle: try FileHandle(forWritingTo: file)))
    add("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[", separated: false)
  }

  /// Ends the file.
  ///
  /// - Throws: The first error in writing, such as a full disk.
  public func finish() throws {
    add("\n]}\n", separated: false)
    try state.withLock { state in
      Self.flush(&state)
      try state.handle.close()
      if let failure = state.failure { throw failure }
    }
  }

  /// Whether something is missing for the limit.
  public var isCut: Bool { state.withLock { $0.isFull } }

  /// The part of the timeline that one strategy's run is told to.
  ///
  /// - Parameters:
  ///   - number: The strategy's place in the scenario.
  ///   - devices: The names of its tracks, by number.
  public func probe(number: Int, strategy: String, devices: [String]) -> TraceProbe {
    add(Self.metadata("process_name", number, 0, strategy))
    for (index, device) in devices.enumerated() {
      addTrack(index, of: number, named: device, at: FlowLanes.place(of: index, .send, lane: 0))
    }
    return TraceProbe(
      file: self, number: number, devices: devices, isDetailed: isDetailed)
  }

  /// Names a track; its place among the others matters only where there are several of a device.
  fileprivate func addTrack(_ track: Int, of number: Int, named name: String, at place: Int) {
    add(Self.metadata("thread_name", number, track + 1, name))
    if isDetailed {
      add(
        "{\"ph\":\"M\",\"name\":\"thread_sort_index\",\"pid\":\(number),\"tid\":\(track + 1),"
          + "\"args\":{\"sort_index\":\(place)}}")
    }
  }

  fileprivate func add(_ event: String, at time: SimTime, number: Int) {
    let isOver = state.withLock { state in
      if state.isFull { return true }
      state.isFull = state.written + state.buffer.count + event.utf8.count > limit
      return state.isFull
    }
    if !isOver { return add(event) }
    // The first event beyond the limit leaves the mark.
    let marks = state.withLock { state in
      defer { state.isMarked = true }
      return !state.isMarked
    }
    if marks {
      add(
        "{\"ph\":\"i\",\"s\":\"g\",\"name\":\"trace cut at \(limit) bytes\",\"pid\":\(number),"
          + "\"tid\":0,\"ts\":\(microseconds(time.nanoseconds))}")
    }
  }

  private func add(_ text: String, separated: Bool = true) {
    state.withLock { state in
      if separated {
        state.buffer.append(contentsOf: (state.isFirst ? "\n" : ",\n").utf8)
        state.isFirst = false
      }
      state.buffer.append(contentsOf: text.utf8)
      if state.buffer.count > 1 << 16 { Self.flush(&state) }
    }
  }

  private static func flush(_ state: inout State) {
    do {
      try state.handle.write(contentsOf: state.buffer)
    } catch {
      state.failure = state.failure ?? error
    }
    state.written += state.buffer.count
    state.buffer.removeAll(keepingCapacity: true)
  }

  private static func metadata(
    _ kind: String, _ process: Int, _ thread: Int, _ name: String
  ) -> String {
    "{\"ph\":\"M\",\"name\":\"\(kind)\",\"pid\":\(process),\"tid\":\(thread),"
      + "\"args\":{\"name\":\(JSONValue.quoted(name))}}"
  }
}

/// Writes what one strategy's run tells into a trace file.
public final class TraceProbe: Probe {
  private let file: TraceFile
  private let number: Int
  /// The last value of a counter at the latest instant; an instant's earlier ones are not written.
  private var pending: [String: (time: SimTime, value: Double)] = [:]
  private var written: [String: Double] = [:]
  private let devices: [String]
  private var lanes: FlowLanes
  public let followsFlows: Bool

  init(file: TraceFile, number: Int, devices: [String], isDetailed: Bool) {
    self.file = file
    self.number = number
    self.devices = devices
    followsFlows = isDetailed
    lanes = FlowLanes(devices: devices.count)
  }

  public func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {
    slice(name, on: track, from: start, to: end, details: "")
  }

  private func slice(
    _ name: String, on track: Int, from start: SimTime, to end: SimTime, details: String
  ) {
    file.add(
      "{\"ph\":\"X\",\"name\":\(JSONValue.quoted(name)),\"pid\":\(number),\"tid\":\(track + 1),"
        + "\"ts\":\(microseconds(start.nanoseconds)),"
        + "\"dur\":\(microseconds((end - start).nanoseconds))\(details)}", at: start, number: number
    )
  }

  public func flow(_ record: FlowRecord) {
    guard followsFlows, let start = record.firstByte, !file.isCut else { return }
    let name = record.purpose ?? "message"
    for (own, direction, other, key) in [
      (record.from, FlowLanes.Direction.send, record.to, "to"),
      (record.to, .receive, record.from, "from"),
    ] {
      guard case .device(let device) = own else { continue }
      let (track, newLane) = lanes.track(of: device, direction, from: start, to: record.ended)
      if let newLane {
        file.addTrack(
          track, of: number,
          named: "\(devices[device]) \(direction.name)" + (newLane == 1 ? "" : " \(newLane)"),
          at: FlowLanes.place(of: device, direction, lane: newLane))
      }
      slice(
        name, on: track, from: start, to: record.ended,
        details: ",\"args\":{\"\(key)\":\(JSONValue.quoted(text(of: other))),"
          + "\"bytes\":\(record.bytes),\"delivered\":\(record.isDelivered)}")
    }
  }

  private func text(of end: FlowEnd) -> String {
    switch end {
    case .device(let number): devices[number]
    case .outside: "outside"
    }
  }

  public func counter(_ name: String, at time: SimTime, value: Double) {
    if let before = pending[name], before.time < time { write(name, before) }
    pending[name] = (time, value)
  }

  /// Writes what the last instant left.
  public func finish() {
    for (name, last) in pending.sorted(by: { $0.key < $1.key }) { write(name, last) }
    pending = [:]
  }

  private func write(_ name: String, _ sample: (time: SimTime, value: Double)) {
    if written[name] == sample.value { return }
    written[name] = sample.value
    file.add(
      "{\"ph\":\"C\",\"name\":\(JSONValue.quoted(name)),\"pid\":\(number),"
        + "\"ts\":\(microseconds(sample.time.nanoseconds)),"
        + "\"args\":{\"value\":\(FileNumber.text(sample.value) ?? "0")}}",
      at: sample.time, number: number)
  }
}

/// The format counts in microseconds; three decimals are nanoseconds.
private func microseconds(_ nanoseconds: Int64) -> String {
  let fraction = String(nanoseconds % 1000)
  return "\(nanoseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
}
