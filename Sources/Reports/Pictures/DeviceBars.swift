import Simulation

/// One thin bar for each device in use: where its time went, and how much of it was throttled.
enum DeviceBars {
  private static let left = 84.0
  private static let rowHeight = 9.0
  private static let gap = 5.0

  /// Nil if no device is used, or for a run of no length.
  static func picture(_ strategy: StrategyRecord) -> Markup? {
    let used = strategy.devices.filter(\.used)
    guard let longest = used.map(\.total_s).max(), longest > 0, longest.isFinite else { return nil }
    var drawing = Drawing(
      height: height(used), title: "What each used device does, \(strategy.name)")
    var top = 0.0
    var board: Int?
    for device in used {
      if board != device.board {
        if board != nil { top += gap }
        // Of each board, the first device is named.
        drawing.text(
          device.device, at: Point(x: left - 8, y: top + 9), anchor: "end", "muted small")
        board = device.board
      }
      draw(device, of: longest, top: top, on: &drawing)
      top += rowHeight
    }
    return drawing.markup
  }

  private static func height(_ used: [DeviceRecord]) -> Double {
    Double(used.count) * rowHeight + Double(Set(used.map(\.board)).count - 1) * gap + 4
  }

  private static func draw(
    _ device: DeviceRecord, of longest: Double, top: Double, on drawing: inout Drawing
  ) {
    let scale = (Drawing.width - left) / longest
    var start = left
    for (number, phase) in Phase.allCases.enumerated() {
      let seconds = device[phase]
      guard seconds > 0, seconds.isFinite else { continue }
      drawing.rectangle(
        Box(minX: start, minY: top, width: seconds * scale, height: rowHeight - 1.5),
        "area \(StackedBars.color(number))",
        tip: "\(device.device): \(phase.title) \(Readable.seconds(seconds))")
      if phase == .compute, device.throttled_s > 0 {
        let middle = top + (rowHeight - 1.5) / 2
        drawing.line(
          from: Point(x: start, y: middle),
          to: Point(x: start + min(device.throttled_s, seconds) * scale, y: middle), "throttled")
      }
      start += seconds * scale
    }
  }

  static func caption(_ strategy: StrategyRecord) -> String {
    let isThrottled = strategy.devices.contains { $0.used && $0.throttled_s > 0 }
    return "Its time by phase, not in their order in time; boards stand apart."
      + (isThrottled ? " Dotted: computing while a governor held a clock back." : "")
  }

  static func legend(_ strategy: StrategyRecord) -> Markup {
    let used = strategy.devices.filter(\.used)
    return StackedBars.legend(
      Phase.allCases.enumerated().filter { _, phase in used.contains { $0[phase] > 0 } }
        .map { ($0, $1.title) })
  }
}
