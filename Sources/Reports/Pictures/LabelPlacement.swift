import Foundation

/// Finds room for names beside points.
///
/// Points are taken in order; each name tries places around its point, near ones first, and takes
/// the first that meets no other name and no marker and lies within the bounds. What finds none is
/// put where it meets least.
enum LabelPlacement {
  struct Label: Equatable {
    var box: Box
    /// Whether the name stands away from its point and needs a line to it.
    var isDistant: Bool
  }

  static func place(
    _ labels: [(point: Point, width: Double)], height: Double, within bounds: Box,
    markerSize: Double = 13
  ) -> [Label] {
    let markers = labels.map {
      Box(
        minX: $0.point.x - markerSize / 2, minY: $0.point.y - markerSize / 2, width: markerSize,
        height: markerSize)
    }
    var placed: [Label] = []
    for (point, width) in labels {
      var best: (cost: Int, label: Label)?
      let gap = markerSize / 2 + 3
      for candidate in candidates(at: point, width: width, height: height, gap: gap) {
        let box = candidate.box
        let cost =
          placed.filter { $0.box.overlaps(box) }.count * 4
          + markers.filter { $0.overlaps(box) }.count * 2 + (bounds.contains(box) ? 0 : 20)
        if best.map({ cost < $0.cost }) ?? true { best = (cost, candidate) }
        if cost == 0 { break }
      }
      if let best { placed.append(best.label) }
    }
    return placed
  }

  private static func candidates(
    at point: Point, width: Double, height: Double, gap: Double
  ) -> [Label] {
    var labels: [Label] = []
    func add(_ x: Double, _ y: Double, distant: Bool) {
      labels.append(
        Label(box: Box(minX: x, minY: y, width: width, height: height), isDistant: distant))
    }
    let middle = point.y - height / 2
    add(point.x + gap, middle, distant: false)
    add(point.x - gap - width, middle, distant: false)
    for x in [point.x - width / 2, point.x + 2, point.x - width - 2] {
      add(x, point.y + gap, distant: false)
      add(x, point.y - gap - height, distant: false)
    }
    for ring in 1...10 {
      let distance = gap + Double(ring) * height
      for x in [point.x + gap, point.x - gap - width, point.x - width / 2] {
        add(x, middle + distance, distant: true)
        add(x, middle - distance, distant: true)
      }
    }
    return labels
  }
}
