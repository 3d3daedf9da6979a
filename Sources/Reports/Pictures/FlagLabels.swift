/// Names of curves as flags above a plot, each on a pole over the end of its curve.
///
/// Every flag has its own height, so names never overlap. Either the leftmost flag is lowest and
/// flags hang to the left of their poles, or the rightmost is lowest and they hang to the right:
/// then no pole crosses a name, but where the edge of the picture pushes a name back. The way with
/// fewer such crossings is taken.
struct FlagLabels {
  static let laneHeight = 18.0

  struct Flag {
    var end: Point
    var text: String
    var identity: Identity
  }

  struct Placed {
    var flag: Flag
    /// 0 is the lowest.
    var lane: Int
    var left: Double
    var right: Double
  }

  /// Room for the marker before a name.
  static let markerWidth = 14.0

  static func place(_ flags: [Flag], between left: Double, and right: Double) -> [Placed] {
    let ways = [true, false].map { hangsLeft in
      let ordered = flags.enumerated().sorted {
        if $0.element.end.x != $1.element.end.x {
          return ($0.element.end.x < $1.element.end.x) == hangsLeft
        }
        // Of equal ends the lower curve has the lower flag.
        return ($0.element.end.y, $1.offset) > ($1.element.end.y, $0.offset)
      }.map(\.element)
      return ordered.enumerated().map { lane, flag in
        let width = markerWidth + Drawing.textWidth(flag.text)
        let wanted = hangsLeft ? flag.end.x - width : flag.end.x
        let start = max(left, min(wanted, right - width))
        return Placed(flag: flag, lane: lane, left: start, right: start + width)
      }
    }
    return crossings(ways[0]) <= crossings(ways[1]) ? ways[0] : ways[1]
  }

  /// How many poles run through names.
  static func crossings(_ placed: [Placed]) -> Int {
    placed.reduce(0) { sum, lower in
      sum
        + placed.filter {
          $0.lane > lower.lane && lower.left < $0.flag.end.x && $0.flag.end.x < lower.right
        }.count
    }
  }

  /// Draws flags whose lowest lane stands on `bottom`.
  static func draw(_ placed: [Placed], bottom: Double, on drawing: inout Drawing) {
    func baseline(_ placed: Placed) -> Double { bottom - Double(placed.lane) * laneHeight - 6 }
    for flag in placed {
      drawing.line(
        from: flag.flag.end, to: Point(x: flag.flag.end.x, y: baseline(flag) + 3),
        "pole \(flag.flag.identity.color)")
    }
    for flag in placed {
      let base = baseline(flag)
      drawing.rectangle(
        Box(
          minX: flag.left - 1, minY: base - 11, width: flag.right - flag.left + 2,
          height: laneHeight - 3), "paper")
      drawing.add(flag.flag.identity.marker(at: Point(x: flag.left + 5, y: base - 4)))
      drawing.text(flag.flag.text, at: Point(x: flag.left + markerWidth, y: base))
    }
  }
}
