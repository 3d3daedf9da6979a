import Foundation
import Reports
import Simulation
import Testing

@Suite struct TraceTests {
  private func traced(limit: Int, _ body: (TraceProbe) -> Void) throws -> [[String: Any]] {
    let file = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let trace = try TraceFile(at: file, limit: limit)
    let probe = trace.probe(number: 2, strategy: "a \"b\"", devices: ["soc 0", "soc 1"])
    body(probe)
    probe.finish()
    try trace.finish()
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
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
}
