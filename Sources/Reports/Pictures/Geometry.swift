/// A place in a drawing; y grows downwards.
struct Point: Equatable {
  var x: Double
  var y: Double
}

/// A rectangle in a drawing.
struct Box: Equatable {
  var minX: Double
  var minY: Double
  var width: Double
  var height: Double

  var maxX: Double { minX + width }
  var maxY: Double { minY + height }

  func overlaps(_ other: Box) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  func contains(_ other: Box) -> Bool {
    minX <= other.minX && other.maxX <= maxX && minY <= other.minY && other.maxY <= maxY
  }

  func contains(_ point: Point) -> Bool {
    minX <= point.x && point.x <= maxX && minY <= point.y && point.y <= maxY
  }

  /// Whether a straight line passes through (the method of Liang and Barsky).
  func meets(from: Point, to: Point) -> Bool {
    var enter = 0.0
    var leave = 1.0
    let edges = [
      (from.x - to.x, from.x - minX), (to.x - from.x, maxX - from.x),
      (from.y - to.y, from.y - minY), (to.y - from.y, maxY - from.y),
    ]
    for (direction, distance) in edges {
      if direction == 0 {
        if distance < 0 { return false }
      } else if direction < 0 {
        enter = max(enter, distance / direction)
      } else {
        leave = min(leave, distance / direction)
      }
    }
    return enter <= leave
  }
}
