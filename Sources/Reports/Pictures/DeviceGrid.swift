import Simulation

/// The devices of a server as a grid of boards, coloured by the share of time they compute.
enum DeviceGrid {
  private static let cell = 25.0
  private static let gap = 3.0
  private static let columns = 5

  /// The picture for one strategy; nil if it recorded no devices.
  static func picture(_ strategy: StrategyRecord) -> Markup? {
    guard !strategy.devices.isEmpty else { return nil }
    var order: [Int] = []
    var boards: [Int: [DeviceRecord]] = [:]
    for device in strategy.devices {
      if boards[device.board] == nil { order.append(device.board) }
      boards[device.board, default: []].append(device)
    }
    let widest = min(columns, boards.values.map(\.count).max() ?? 1)
    let boardWidth = max(Double(widest) * (cell + gap), 60) + 14
    let perRow = max(1, Int((Drawing.width + 14) / boardWidth))
    let deepest = ((boards.values.map(\.count).max() ?? 1) - 1) / columns + 1
    let boardHeight = Double(deepest) * (cell + gap) + 24
    let rows = (order.count - 1) / perRow + 1
    var drawing = Drawing(
      height: Double(rows) * boardHeight,
      title: "Share of time that each device computes, \(strategy.name)")
    for (place, board) in order.enumerated() {
      let left = Double(place % perRow) * boardWidth
      let top = Double(place / perRow) * boardHeight
      drawing.text("board \(board)", at: Point(x: left, y: top + 14), "muted")
      for (index, device) in (boards[board] ?? []).enumerated() {
        draw(
          device,
          in: Box(
            minX: left + Double(index % columns) * (cell + gap) + 0.5,
            minY: top + 20 + Double(index / columns) * (cell + gap), width: cell, height: cell),
          on: &drawing)
      }
    }
    return drawing.markup
  }

  private static func draw(_ device: DeviceRecord, in box: Box, on drawing: inout Drawing) {
    let joules = device.energy_J.reduce(0) { $0 + $1.joules }
    let share = device.total_s > 0 ? device.compute_s / device.total_s : 0
    guard device.used, share.isFinite else {
      drawing.rectangle(
        box, "unused", tip: "\(device.device): not used, \(Readable.energy(joules))")
      return
    }
    let level = Int((min(max(share, 0), 1) * 9).rounded())
    drawing.rectangle(
      box, "level l\(level)",
      tip: "\(device.device): computes \(Readable.percent(share)), \(Readable.energy(joules))")
    drawing.text(
      Readable.fixed(share * 100, places: 0),
      at: Point(x: box.minX + box.width / 2, y: box.minY + 17), anchor: "middle",
      "small \(level < 5 ? "dark" : "light")")
  }
}
