import Foundation
import Hardware
import Simulation

extension ScenarioReading {
  /// Who shares the cluster with training.
  func userLoad(_ value: Value, device: DeviceSpecification?) -> UserLoadSetup? {
    guard var fields = Fields(value) else { return nil }
    let specifications = SpecificationReading(
      origin: .scenario, catalogue: catalogue, findings: findings)
    let trace = fields.required("trace") { self.trace($0) }
    let session = specifications.number("session", in: &fields) { $0.quantity(.run) }
    let activity = specifications.number("activity", in: &fields) { $0.fraction(.part) }
    let switchTime = specifications.number("switch", in: &fields) { $0.quantity(.delay) }
    let objective = fields.required("objective") { $0.quantity(.delay) }
    let duration = fields.required("run-for") { $0.quantity(.run) }
    let interval = fields.optional("round-every", absent: SimDuration.zero) {
      $0.quantity(.instant)
    }
    let morning = fields.optional("morning", absent: SimDuration?.none) {
      $0.quantity(.instant).map(Optional.some)
    }
    fields.finish()
    if let device, device.flash == nil {
      findings.report(.noFlash(device: device.name), at: value.node.place)
    }
    guard let trace, let session, let activity, let switchTime, let objective, let duration,
      let interval, let morning
    else { return nil }
    if let morning, morning > duration {
      findings.report(
        .outside(
          path: fields.path(of: "morning"), allowed: "at most 'run-for', \(duration.text)",
          found: morning.text), at: fields.valuePlace("morning"))
      return nil
    }
    return UserLoadSetup(
      trace: trace, session: session, activity: activity, switchTime: switchTime,
      objective: objective, duration: duration, roundInterval: interval, morning: morning)
  }

  /// A file with the columns `time` and `busy`, a list of `{ at: 3 h, busy: 14 % }`, or
  /// `{ synthetic: { low: 10 %, high: 95 %, peak: 21 h, variation: 10 % } }`.
  private func trace(_ value: Value) -> UserLoadSetup.Trace? {
    if value.node.isMapping {
      guard let (_, value) = value.oneKey(what: "kind of trace", ["synthetic"]) else { return nil }
      return synthetic(value).map { .synthetic($0) }
    }
    if value.node.isSequence {
      guard let items = value.list() else { return nil }
      let points = items.map { item -> (BusyTrace.Point, Place)? in
        guard var fields = Fields(item) else { return nil }
        let time = fields.required("at") { $0.quantity(Bounds<SimDuration>.instant) }
        let busy = fields.required("busy") { $0.fraction(.busy) }
        fields.finish()
        guard let time, let busy else { return nil }
        return (BusyTrace.Point(time: time, busy: busy), fields.valuePlace("at"))
      }
      return rising(points).map { .points($0) }
    }
    return value.sentence().flatMap { traceFile($0) }.map { .points($0) }
  }

  private func synthetic(_ value: Value) -> SyntheticTrace? {
    guard var fields = Fields(value) else { return nil }
    let low = fields.required("low") { $0.fraction(.busy) }
    let high = fields.required("high") { $0.fraction(.busy) }
    let peak = fields.required("peak") { $0.quantity(Bounds<SimDuration>.instant) }
    let variation = fields.optional("variation", absent: 0.0) { $0.fraction(.variation) }
    fields.finish()
    guard let low, let high, let peak, let variation else { return nil }
    return SyntheticTrace(low: low, high: high, peak: peak, variation: variation)
  }

  /// - Parameter name: From the folder of the scenario file.
  private func traceFile(_ name: String) -> [BusyTrace.Point]? {
    let base = URL(filePath: file).deletingLastPathComponent()
    let path = URL(filePath: name, relativeTo: base).standardizedFileURL.path
    guard let text = fileText(path, findings: findings) else { return nil }
    let table = SeparatedText(text, file: path)
    guard let heading = table.heading else {
      findings.report(.empty, at: Place(file: path, line: 1, column: 1))
      return nil
    }
    let columns = heading.cells.map(\.text)
    guard let time = columns.firstIndex(of: "time"), let busy = columns.firstIndex(of: "busy")
    else {
      findings.report(
        .traceColumns(has: columns),
        at: heading.cells.first?.place ?? Place(file: path, line: 1, column: 1))
      return nil
    }
    let points = table.rows.map { row -> (BusyTrace.Point, Place)? in
      guard row.cells.count == columns.count else {
        findings.report(
          .cellCount(expected: columns.count, found: row.cells.count), at: row.end)
        return nil
      }
      func cell(_ index: Int) -> Value {
        let cell = row.cells[index]
        return Value(
          node: Node(content: .scalar(cell.text, isQuoted: false), place: cell.place),
          path: columns[index], findings: findings)
      }
      let instant: SimDuration? = cell(time).quantity(.instant)
      let level = cell(busy).fraction(.busy)
      guard let instant, let level else { return nil }
      return (BusyTrace.Point(time: instant, busy: level), row.cells[time].place)
    }
    if points.isEmpty { findings.report(.empty, at: Place(file: path, line: 1, column: 1)) }
    return rising(points)
  }

  /// The points if all could be read and their times rise.
  private func rising(_ points: [(BusyTrace.Point, Place)?]) -> [BusyTrace.Point]? {
    let found = points.compactMap { $0 }
    guard found.count == points.count, !found.isEmpty else { return nil }
    for (before, after) in zip(found, found.dropFirst()) where after.0.time <= before.0.time {
      findings.report(
        .outside(
          path: "time", allowed: "after \(before.0.time.text)", found: after.0.time.text),
        at: after.1)
      return nil
    }
    return found.map(\.0)
  }
}

extension Bounds<Double> {
  /// The share of devices that users have: with all of them busy nobody could come.
  fileprivate static var busy: Self { Bounds(.belowOne) }
}
