import Foundation

/// The rules of Chrome's trace format that viewers rely on, for the events that are written.
///
/// Source: "Trace Event Format", Nicolas Duca and Dan Sinclair, Google 2016.
struct TraceRules {
  /// One line for each rule that is broken.
  private(set) var broken: [String] = []

  init(_ data: Data) throws {
    let object = try JSONSerialization.jsonObject(with: data)
    guard let root = object as? [String: Any], let events = root["traceEvents"] as? [[String: Any]]
    else {
      broken.append("the file is no object with a list 'traceEvents'")
      return
    }
    if !["ms", "ns"].contains(root["displayTimeUnit"] as? String ?? "ms") {
      broken.append("displayTimeUnit is ms or ns")
    }
    for (number, event) in events.enumerated() { check(event, number) }
    checkNesting(of: events)
    checkNames(of: events)
  }

  private mutating func expect(_ condition: Bool, _ rule: String, _ event: Any) {
    if !condition, broken.count < 20 { broken.append("\(rule): \(event)") }
  }

  private mutating func check(_ event: [String: Any], _ number: Int) {
    let phase = event["ph"] as? String ?? ""
    expect(["X", "C", "M", "i"].contains(phase), "an event has a known phase", event)
    expect(event["pid"] is Int, "an event has a process", event)
    expect((event["name"] as? String)?.isEmpty == false, "an event has a name", event)
    if phase != "M" {
      expect((event["ts"] as? Double).map { $0 >= 0 } == true, "an event has a time", event)
    }
    let arguments = event["args"] as? [String: Any]
    switch phase {
    case "X":
      expect(event["tid"] is Int, "a slice has a track", event)
      expect((event["dur"] as? Double).map { $0 >= 0 } == true, "a slice has a duration", event)
    case "C":
      expect(
        arguments?.isEmpty == false && arguments?.values.allSatisfy { $0 is NSNumber } == true,
        "a counter has numbers", event)
    case "M":
      let key =
        ["process_name": "name", "thread_name": "name", "thread_sort_index": "sort_index"][
          event["name"] as? String ?? ""]
      expect(
        key.map { arguments?[$0] != nil } == true, "metadata is of a known kind, with its value",
        event)
    case "i":
      expect(
        ["g", "p", "t"].contains(event["s"] as? String ?? ""), "an instant has a scope", event)
    default: break
    }
  }

  private struct Track: Hashable {
    var process: Int
    var thread: Int

    init(_ event: [String: Any]) {
      process = event["pid"] as? Int ?? -1
      thread = event["tid"] as? Int ?? -1
    }
  }

  /// Slices of one track lie beside each other or inside each other.
  ///
  /// Times are compared in whole nanoseconds, as viewers round them.
  private mutating func checkNesting(of events: [[String: Any]]) {
    let slices = Dictionary(grouping: events.filter { $0["ph"] as? String == "X" }, by: Track.init)
    for (track, slices) in slices {
      let spans = slices.map { slice -> (start: Int, end: Int) in
        let start = ((slice["ts"] as? Double ?? 0) * 1000).rounded()
        return (Int(start), Int(start + ((slice["dur"] as? Double ?? 0) * 1000).rounded()))
      }.sorted { ($0.start, -$0.end) < ($1.start, -$1.end) }
      var open: [Int] = []
      for span in spans {
        while let last = open.last, last <= span.start { open.removeLast() }
        expect(open.last.map { span.end <= $0 } ?? true, "slices of \(track) nest", span)
        open.append(span.end)
      }
    }
  }

  /// Every track that something is drawn on has a name, and only one.
  private mutating func checkNames(of events: [[String: Any]]) {
    let named = events.filter { $0["name"] as? String == "thread_name" }.map(Track.init)
    expect(Set(named).count == named.count, "a track is named once", named)
    let drawn = Set(events.filter { $0["ph"] as? String == "X" }.map(Track.init))
    expect(drawn.subtracting(named).isEmpty, "tracks have names", drawn.subtracting(named))
  }
}
