import Simulation

/// The devices of a server as a grid of boards, each a number on a colour.
enum DeviceGrid {
  private static let cell = 25.0
  private static let gap = 3.0
  private static let columns = 5

  /// What one cell shows.
  private struct Cell {
    /// In 0...1, of the colours.
    var level: Double
    /// Which scale of colours.
    var palette: String
    var text: String
    var tip: String
  }

  /// The share of time that each device computes; nil if the strategy recorded no devices.
  static func picture(_ strategy: StrategyRecord) -> Markup? {
    picture(strategy, title: "Share of time that each device computes, \(strategy.name)") {
      device in
      let joules = device.energy_J.reduce(0) { $0 + $1.joules }
      let share = device.total_s > 0 ? device.compute_s / device.total_s : 0
      guard device.used, share.isFinite else {
        return (nil, "\(device.device): not used, \(Readable.energy(joules))")
      }
      let tip = "\(device.device): computes \(Readable.percent(share)), \(Readable.energy(joules))"
      return (
        Cell(
          level: share, palette: "l", text: Readable.fixed(share * 100, places: 0), tip: tip), tip
      )
    }
  }

  /// The peak temperature of each device; nil if none was recorded.
  ///
  /// - Parameter scale: The temperatures of the lightest and of the darkest colour.
  static func peaks(_ strategy: StrategyRecord, scale: ClosedRange<Double>) -> Markup? {
    guard strategy.devices.contains(where: { $0.peak_temperature_C != nil }) else { return nil }
    let span = scale.upperBound - scale.lowerBound
    return picture(strategy, title: "Peak temperature of each device, \(strategy.name)") {
      device in
      guard let peak = device.peak_temperature_C, peak.isFinite else {
        return (nil, "\(device.device): no temperature")
      }
      let throttled =
        device.throttled_s > 0 ? ", throttled for \(Readable.seconds(device.throttled_s))" : ""
      let use = device.used ? "" : ", not used"
      let tip = "\(device.device): \(Readable.temperature(peak)) at most\(throttled)\(use)"
      return (
        Cell(
          level: span > 0 ? (peak - scale.lowerBound) / span : 0, palette: "h",
          text: Readable.fixed(peak, places: 0), tip: tip), tip
      )
    }
  }

  private static func picture(
    _ strategy: StrategyRecord, title: String, _ cell: (DeviceRecord) -> (Cell?, tip: String)
  ) -> Markup? {
    guard !strategy.devices.isEmpty else { return nil }
    var order: [Int] = []
    var boards: [Int: [DeviceRecord]] = [:]
    for device in strategy.devices {
      if boards[device.board] == nil { order.append(device.board) }
      boards[device.board, default: []].append(device)
    }
    let widest = min(columns, boards.values.map(\.count).max() ?? 1)
    let boardWidth = max(Double(widest) * (self.cell + gap), 60) + 14
    let perRow = max(1, Int((Drawing.width + 14) / boardWidth))
    let deepest = ((boards.values.map(\.count).max() ?? 1) - 1) / columns + 1
    let boardHeight = Double(deepest) * (self.cell + gap) + 24
    let rows = (order.count - 1) / perRow + 1
    var drawing = Drawing(height: Double(rows) * boardHeight, title: title)
    for (place, board) in order.enumerated() {
      let left = Double(place % perRow) * boardWidth
      let top = Double(place / perRow) * boardHeight
      drawing.text("board \(board)", at: Point(x: left, y: top + 14), "muted")
      for (index, device) in (boards[board] ?? []).enumerated() {
        let box = Box(
          minX: left + Double(index % columns) * (self.cell + gap) + 0.5,
          minY: top + 20 + Double(index / columns) * (self.cell + gap), width: self.cell,
          height: self.cell)
        let (content, tip) = cell(device)
        draw(content, tip, in: box, on: &drawing)
      }
    }
    return drawing.markup
  }

  private static func draw(
    _ cell: Cell?, _ tip: String, in box: Box, on drawing: inout Drawing
  ) {
    guard let cell else {
      drawing.rectangle(box, "unused", tip: tip)
      return
    }
    let level = Int((min(max(cell.level, 0), 1) * 9).rounded())
    drawing.rectangle(box, "level \(cell.palette)\(level)", tip: cell.tip)
    drawing.text(
      cell.text, at: Point(x: box.minX + box.width / 2, y: box.minY + 17), anchor: "middle",
      "small \(level < 5 ? "dark" : "light")")
  }
}
