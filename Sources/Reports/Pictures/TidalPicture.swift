import Simulation

/// Who has the devices over time: users, with training above them and their trace as a line.
enum TidalPicture {
  private static let left = 46.0
  private static let top = 20.0
  private static let bottom = 220.0
  private static let usersColor = 6
  private static let trainingColor = 0
  private static let violationsColor = 1

  /// Nil for a run of no length.
  static func picture(_ users: UserLoadRecord, strategy: StrategyRecord) -> Markup? {
    let length = strategy.simulated_time_s
    guard length > 0, length.isFinite, users.interval_s > 0, !users.users.isEmpty else {
      return nil
    }
    let x = Axis(costs: [length / 1.06], measure: .time, from: left, to: Drawing.width - 8)
    let y = Axis(
      costs: [Double(users.devices) / 1.06], measure: .plain, from: bottom, to: top)
    var drawing = Drawing(
      height: bottom + 46, title: "Devices of users and of training over time, \(strategy.name)")
    let training = training(strategy.timeline, users)
    let sums = zip(users.users, training).map { $0 + $1 }
    func steps(_ values: [Double]) -> [Point] {
      values.enumerated().flatMap { index, value -> [Point] in
        let start = min(Double(index) * users.interval_s, length)
        let end = min(Double(index + 1) * users.interval_s, length)
        guard end > start, let from = x.place(start), let to = x.place(end),
          let height = y.place(min(value, Double(users.devices)))
        else { return [] }
        return [Point(x: from, y: height), Point(x: to, y: height)]
      }
    }
    let none = users.users.map { _ in 0.0 }
    drawing.area(
      upper: steps(users.users), lower: steps(none), "area \(StackedBars.color(usersColor))")
    drawing.area(
      upper: steps(sums), lower: steps(users.users), "area \(StackedBars.color(trainingColor))")
    PlotFrame(x: x, y: y, xTitle: "simulated time").draw(on: &drawing)
    let trace = users.trace.enumerated().compactMap { index, value -> Point? in
      let time = (Double(index) + 0.5) * users.interval_s
      guard time <= length, let here = x.place(time), let height = y.place(value) else {
        return nil
      }
      return Point(x: here, y: height)
    }
    drawing.polyline(trace, "ideal")
    for (index, count) in users.interval_violations.enumerated() where count > 0 {
      guard let from = x.place(Double(index) * users.interval_s),
        let to = x.place(min(Double(index + 1) * users.interval_s, length))
      else { continue }
      drawing.rectangle(
        Box(minX: from, minY: top - 14, width: max(to - from, 2), height: 8),
        "area \(StackedBars.color(violationsColor))", tip: Readable.count(count, "violation"))
    }
    return drawing.markup
  }

  /// Devices that train, in the mean of each interval of the users.
  ///
  /// The timeline has intervals of its own, within each of which training is taken to be even.
  private static func training(_ timeline: TimelineRecord?, _ users: UserLoadRecord) -> [Double] {
    var values = users.users.map { _ in 0.0 }
    guard let timeline, timeline.interval_s > 0 else { return values }
    for phase in timeline.phases where phase.phase != Phase.idle.key {
      for (index, seconds) in phase.seconds.enumerated() where seconds > 0 {
        var from = Double(index) * timeline.interval_s
        let end = from + timeline.interval_s
        while from < end {
          let number = Int(from / users.interval_s)
          guard values.indices.contains(number) else { break }
          let next = Double(number + 1) * users.interval_s
          let to = next > from ? min(end, next) : end
          values[number] += seconds * (to - from) / timeline.interval_s / users.interval_s
          from = to
        }
      }
    }
    return values
  }

  static var legend: Markup {
    StackedBars.legend([
      (usersColor, "users"), (trainingColor, "training"), (violationsColor, "violations"),
    ])
  }
}
