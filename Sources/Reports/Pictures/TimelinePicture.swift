import Simulation

/// What the devices in use do over time: shares of them, one band per phase, one above the other.
enum TimelinePicture {
  private static let left = 46.0
  private static let top = 8.0
  private static let bottom = 208.0

  private struct Band {
    /// In the legends.
    var number: Int
    var phase: Phase
    var seconds: [Double]

    func seconds(in interval: Int) -> Double {
      seconds.indices.contains(interval) ? seconds[interval] : 0
    }
  }

  /// The bands in the order of `Phase.allCases`.
  private static func bands(_ timeline: TimelineRecord) -> [Band] {
    Phase.allCases.enumerated().compactMap { number, phase in
      timeline.phases.first { $0.phase == phase.key }
        .map { Band(number: number, phase: phase, seconds: $0.seconds) }
    }
  }

  /// Nil for a run of no length.
  static func picture(_ timeline: TimelineRecord, strategy: StrategyRecord) -> Markup? {
    let bands = bands(timeline)
    let count = bands.map(\.seconds.count).max() ?? 0
    let length = strategy.simulated_time_s
    guard count > 0, length > 0, length.isFinite, timeline.interval_s > 0 else { return nil }
    let x = Axis(
      costs: [length / 1.06], measure: .time, from: left, to: Drawing.width - 8)
    let y = Axis(shares: [0, 1], from: bottom, to: top)
    var sums = [Double](repeating: 0, count: count)
    for band in bands { for index in 0..<count { sums[index] += band.seconds(in: index) } }
    var drawing = Drawing(
      height: bottom + 46, title: "What the used devices do over time, \(strategy.name)")
    var floor = [Double](repeating: 0, count: count)
    for band in bands {
      var ceiling = floor
      for index in 0..<count where sums[index] > 0 {
        ceiling[index] += band.seconds(in: index) / sums[index]
      }
      drawing.area(
        upper: steps(ceiling, timeline, length, x, y), lower: steps(floor, timeline, length, x, y),
        "area \(StackedBars.color(band.number))")
      floor = ceiling
    }
    PlotFrame(x: x, y: y, xTitle: "simulated time").draw(on: &drawing)
    return drawing.markup
  }

  /// The corners of a curve that keeps its value over each interval; equal neighbours are joined.
  private static func steps(
    _ values: [Double], _ timeline: TimelineRecord, _ length: Double, _ x: Axis, _ y: Axis
  ) -> [Point] {
    var points: [Point] = []
    for (index, value) in values.enumerated() {
      let start = min(Double(index) * timeline.interval_s, length)
      let end = min(Double(index + 1) * timeline.interval_s, length)
      guard let from = x.place(start), let to = x.place(end), let height = y.place(value) else {
        continue
      }
      if points.last?.y == height {
        points[points.count - 1].x = to
      } else {
        points += [Point(x: from, y: height), Point(x: to, y: height)]
      }
    }
    return points
  }

  static func legend(_ timeline: TimelineRecord) -> Markup {
    StackedBars.legend(bands(timeline).map { ($0.number, $0.phase.title) })
  }
}
