import Foundation
import Reports
import Simulation
import Testing

@Suite struct TraceTests {
  private func traced(
    limit: Int, isDetailed: Bool = false, devices: [String] = ["soc 0", "soc 1"],
    _ body: (TraceProbe) -> Void
  ) throws -> [[String: Any]] {
    let file = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let trace = try TraceFile(at: file, limit: limit, isDetailed: isDetailed)
    let probe = trace.probe(number: 2, strategy: "a \"b\"", devices: devices)
    body(probe)
    probe.finish()
    try trace.finish()
    let data = try Data(contentsOf: file)
    #expect(try TraceRules(data).broken == [])
    let object = try JSONSerialization.jsonObject(with: data)
    let root = try #require(object as? [String: Any])
    return try #require(root["traceEvents"] as? [[String: Any]])
  }

  private func time(_ nanoseconds: Int64) -> SimTime { SimTime(nanoseconds: nanoseconds) }

  @Test("slices are complete events in microseconds on the device's track")
  func slices() throws {
    let events = try traced(limit: 100_000) {
      $0.slice("compute", on: 1, from: time(1_002_003), to: time(4_000_000))
    }
    #expect(events.count == 4)
    #expect(events[0]["ph"] as? String == "M")
    #expect((events[0]["args"] as? [String: String]) == ["name": "a \"b\""])
    #expect((events[2]["args"] as? [String: String]) == ["name": "soc 1"])
    let slice = events[3]
    #expect(slice["ph"] as? String == "X")
    #expect(slice["name"] as? String == "compute")
    #expect(slice["pid"] as? Int == 2)
    #expect(slice["tid"] as? Int == events[2]["tid"] as? Int)
    #expect(slice["ts"] as? Double == 1002.003)
    #expect(slice["dur"] as? Double == 2997.997)
  }

  @Test("a counter has one value for each instant, and none where it does not change")
  func counters() throws {
    let events = try traced(limit: 100_000) { probe in
      for (at, watts) in [(0, 10.0), (0, 12.5), (1000, 12.5), (2000, 10), (3000, 11)] {
        probe.counter("W", at: time(Int64(at)), value: watts)
      }
    }
    let counters = events.filter { $0["ph"] as? String == "C" }
    #expect(counters.map { $0["ts"] as? Double } == [0, 2, 3])
    #expect(counters.map { ($0["args"] as? [String: Double])?["value"] } == [12.5, 10, 11])
  }

  @Test("a full trace says so once, stays valid, and keeps to its limit")
  func limit() throws {
    let events = try traced(limit: 5000) { probe in
      for step in 0..<1000 {
        probe.slice("x", on: 0, from: time(Int64(step) * 10), to: time(Int64(step) * 10 + 5))
      }
    }
    let marks = events.filter { $0["ph"] as? String == "i" }
    #expect(marks.map { $0["name"] as? String } == ["trace cut at 5000 bytes"])
    #expect(events.count > 20 && events.count < 100)
  }

  private func flow(
    _ from: FlowEnd, _ to: FlowEnd, _ start: Int64, _ end: Int64, moves: Bool = true
  ) -> FlowRecord {
    FlowRecord(
      purpose: "gather", from: from, to: to, bytes: 1000, linkBytes: 2000,
      started: time(start / 2),
      firstByte: moves ? time(start) : nil, ended: time(end), isDelivered: moves)
  }

  @Test("in detail, what overlaps stands on tracks of its own, below the device")
  func detail() throws {
    let events = try traced(limit: 100_000, isDetailed: true) { probe in
      #expect(probe.followsFlows)
      probe.slice("gather", on: 0, from: time(0), to: time(9000))
      probe.flow(flow(.device(1), .device(0), 1000, 5000))
      probe.flow(flow(.outside, .device(0), 1000, 6000))
      probe.flow(flow(.device(1), .device(0), 5000, 7000))
      // Nothing of it moved, so there is nothing to draw.
      probe.flow(flow(.device(1), .device(0), 6000, 8000, moves: false))
    }
    let names = events.filter { $0["name"] as? String == "thread_name" }.reduce(into: [:]) {
      $0[$1["tid"] as? Int ?? 0] = ($1["args"] as? [String: String])?["name"]
    }
    let slices = events.filter { $0["ph"] as? String == "X" && $0["args"] != nil }
    let drawn = slices.map { slice -> String in
      let arguments = slice["args"] as? [String: Any]
      let other = arguments?["to"] ?? arguments?["from"] ?? ""
      return "\(names[slice["tid"] as? Int ?? 0] ?? ""), \(other): \(slice["ts"] as? Double ?? 0)"
    }
    #expect(
      drawn == [
        "soc 1 send, soc 0: 1.0", "soc 0 receive, soc 1: 1.0", "soc 0 receive 2, outside: 1.0",
        "soc 1 send, soc 0: 5.0", "soc 0 receive, soc 1: 5.0",
      ])
    let places = events.filter { $0["name"] as? String == "thread_sort_index" }.reduce(into: [:]) {
      $0[names[$1["tid"] as? Int ?? 0] ?? ""] = ($1["args"] as? [String: Int])?["sort_index"]
    }
    #expect(
      places.sorted { $0.value < $1.value }.map(\.key) == [
        "soc 0", "soc 0 receive", "soc 0 receive 2", "soc 1", "soc 1 send",
      ])
  }

  @Test("random messages never overlap on a track, and each is drawn at both its ends")
  func lanes() throws {
    var random = LinearRandom(state: 7)
    var flows: [FlowRecord] = []
    for _ in 0..<500 {
      let start = Int64.random(in: 0..<100_000, using: &random)
      let end = start + Int64.random(in: 0..<20_000, using: &random)
      let from = Int.random(in: 0..<5, using: &random)
      flows.append(flow(.device(from), .device((from + 1) % 5), start, end))
    }
    // They are told when they end.
    flows.sort { $0.ended < $1.ended }
    let events = try traced(
      limit: 1_000_000, isDetailed: true, devices: (0..<5).map { "soc \($0)" }
    ) { probe in
      for flow in flows { probe.flow(flow) }
    }
    #expect(events.count { $0["ph"] as? String == "X" } == 1000)
  }

  @Test("the rules find what viewers would stumble on")
  func rules() throws {
    func broken(_ events: String) throws -> [String] {
      try TraceRules(Data("{\"traceEvents\":[\(events)]}".utf8)).broken
    }
    let name = #"{"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"a"}}"#
    func slice(_ start: Int, _ length: Int, track: Int = 1) -> String {
      #"{"ph":"X","name":"x","pid":1,"tid":\#(track),"ts":\#(start),"dur":\#(length)}"#
    }
    let nested = [name, slice(0, 10), slice(2, 3), slice(10, 1)]
    #expect(try broken(nested.joined(separator: ",")) == [])
    #expect(try broken([name, slice(0, 10), slice(5, 10)].joined(separator: ",")).count == 1)
    #expect(try broken([name, slice(0, 10, track: 2)].joined(separator: ",")).count == 1)
    #expect(try broken([name, slice(0, -1)].joined(separator: ",")).count == 1)
    #expect(try broken(#"{"ph":"C","name":"W","pid":1,"ts":0,"args":{"value":"high"}}"#).count == 1)
    #expect(try broken(#"{"ph":"Z","name":"W","pid":1,"ts":0}"#).count == 1)
    #expect(try broken("").isEmpty)
  }
}

/// Knuth's MMIX generator: the same numbers on every run.
private struct LinearRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 32
  }
}
