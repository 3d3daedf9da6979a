import Foundation
import Testing

@testable import Reports

/// Random numbers that are the same in every run of the tests.
struct Steps: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 33)) &* 0xff51_afd7_ed55_8ccd
    return mixed ^ (mixed >> 29)
  }
}

struct PicturesTests {
  @Test func aTargetAtTheTopIsNamedBelowTheFlags() throws {
    var run = SmallRun.record
    run.target_accuracy = 0.5
    for strategy in run.strategies.indices {
      for round in run.strategies[strategy].rounds.indices {
        run.strategies[strategy].rounds[round].accuracy = 0.1 * Double(round + 1)
      }
    }
    let picture = try #require(Comparison(of: run).accuracyPicture(over: .time)).written
    let heights = picture.matches(of: #/<text[^>]* y="([0-9.]+)"[^>]*>([^<]*)</text>/#)
      .map { (text: String($0.output.2), y: Double($0.output.1) ?? .nan) }
    let target = try #require(heights.first { $0.text.hasPrefix("target") })
    let flags = heights.filter { text in run.strategies.contains { $0.name == text.text } }
    #expect(flags.count == run.strategies.count)
    // A line of text is 13 high.
    #expect(flags.allSatisfy { $0.y <= target.y - 13 })
  }

  @Test func theFrontIsWhatBruteForceFinds() {
    var random = Steps(state: 3)
    for trial in 0..<300 {
      let count = Int.random(in: 0...25, using: &random)
      // Few distinct values, so that ties and equal points are common.
      var points = (0..<count).map { _ in
        (
          x: Double(Int.random(in: 0...8, using: &random)),
          y: Double(Int.random(in: 0...8, using: &random))
        )
      }
      if trial.isMultiple(of: 3), count > 0 { points[0].x = .nan }
      let finite = points.indices.filter { points[$0].x.isFinite }
      let expected = finite.filter { index in
        !finite.contains { other in
          let (a, b) = (points[other], points[index])
          return a.x <= b.x && a.y <= b.y && (a.x < b.x || a.y < b.y)
        }
      }
      let front = ParetoFront.indices(of: points)
      #expect(front.sorted() == expected)
      #expect(zip(front, front.dropFirst()).allSatisfy { points[$0].x <= points[$1].x })
    }
  }

  @Test func linearTicksAreRoundEvenAndFew() {
    var random = Steps(state: 5)
    for _ in 0..<2000 {
      let low = Double.random(in: -1000...1000, using: &random)
      let span = pow(10, Double.random(in: -3...6, using: &random))
      let range = low...(low + span)
      let ticks = Ticks.linear(range, about: 5)
      #expect((2...11).contains(ticks.count), "\(range): \(ticks)")
      #expect(ticks.allSatisfy { $0 >= low - span * 1e-6 && $0 <= low + span * (1 + 1e-6) })
      let step = ticks[1] - ticks[0]
      let mantissa = step / pow(10, (log10(step) + 1e-6).rounded(.down))
      #expect([1, 2, 5].contains { abs(mantissa - $0) < 1e-3 }, "\(step)")
      for (before, after) in zip(ticks, ticks.dropFirst()) {
        #expect(abs(after - before - step) < step * 1e-6)
      }
      let covering = Ticks.linear(range, about: 5, covering: true)
      #expect((covering.first ?? .nan) <= low + span * 1e-6)
      #expect((covering.last ?? .nan) >= low + span * (1 - 1e-6))
    }
    #expect(Ticks.linear(0...1) == [0, 0.2, 0.4, 0.6, 0.8, 1])
    #expect(Ticks.linear(0.5...0.9, covering: true) == [0.5, 0.6, 0.7, 0.8, 0.9])
    #expect(Ticks.linear(3...3) == [3])
  }

  @Test func logarithmicTicksStayInRangeAndWithinTheLimit() {
    var random = Steps(state: 9)
    for _ in 0..<2000 {
      let low = pow(10, Double.random(in: -4...5, using: &random))
      let range = low...(low * pow(10, Double.random(in: 0.7...9, using: &random)))
      for ticks in [Ticks.logarithmic(range), Ticks.logarithmicTime(range)] {
        #expect((1...7).contains(ticks.count), "\(range): \(ticks)")
        #expect(ticks.allSatisfy(range.contains))
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0 < $1 })
      }
    }
    #expect(Ticks.logarithmic(0.9...120) == [1, 2, 5, 10, 20, 50, 100])
    #expect(Ticks.logarithmicTime(15...2500) == [30, 60, 180, 600, 1800])
  }

  @Test func axesNameTheirTicksShortly() {
    #expect(Measure.time.name(180) == "3 min")
    #expect(Measure.time.name(5400) == "1.5 h")
    #expect(Measure.time.name(0.01) == "10 ms")
    #expect(Measure.energy.name(1200) == "1.2 kJ")
    #expect(Measure.energy.name(100) == "100 J")
    #expect(Measure.accuracy.name(0.85) == "85 %")
    #expect(Measure.accuracy.name(0.125) == "12.5 %")
  }

  @Test func anAxisIsLogarithmicOnlyWhereCostsDifferMuch() {
    let wide = Axis(costs: [20, 2000], measure: .time, from: 0, to: 400)
    #expect(wide.isLogarithmic)
    #expect(wide.place(0) == nil)
    #expect(wide.place(.nan) == nil)
    let near = Axis(costs: [20, 39], measure: .time, from: 0, to: 400)
    #expect(!near.isLogarithmic)
    #expect(near.place(0) == 0)
    for axis in [wide, near] {
      for tick in axis.ticks {
        let place = axis.place(tick) ?? -1
        #expect((-0.001...400.001).contains(place))
      }
    }
    #expect(Axis(costs: [], measure: .energy, from: 0, to: 9).place(0.5) != nil)
    #expect(Axis(costs: [0, .nan], measure: .energy, from: 0, to: 9).place(0) == 0)
  }

  @Test func namesOfPointsDoNotOverlap() {
    var random = Steps(state: 1)
    let bounds = Box(minX: 0, minY: 0, width: 480, height: 330)
    for _ in 0..<200 {
      let labels = (0..<12).map { _ in
        let x = Double.random(in: 10...470, using: &random)
        let y = Double.random(in: 10...320, using: &random)
        return (point: Point(x: x, y: y), width: Double.random(in: 40...150, using: &random))
      }
      let placed = LabelPlacement.place(labels, height: 16, within: bounds)
      #expect(placed.count == labels.count)
      for (index, label) in placed.enumerated() {
        #expect(bounds.contains(label.box))
        for other in placed[..<index] { #expect(!label.box.overlaps(other.box)) }
      }
    }
  }

  @Test func flagsHaveAHeightEachAndNoPoleThroughAnInnerName() {
    let flags = [60.0, 120, 200, 330, 331].enumerated().map { index, x in
      FlagLabels.Flag(
        end: Point(x: x, y: 100), text: "strategy-\(index)", identity: Identity(index: index))
    }
    let placed = FlagLabels.place(flags, between: 0, and: 480)
    #expect(Set(placed.map(\.lane)) == Set(0..<5))
    #expect(placed.allSatisfy { $0.left >= 0 && $0.right <= 480 })
    #expect(FlagLabels.crossings(placed) == 0)
  }

  @Test func namesAtTheEndsOfCurvesKeepApartAndInOrder() {
    var random = Steps(state: 11)
    for _ in 0..<300 {
      let ends = (0..<8).map { _ in Double.random(in: 0...260, using: &random) }
      let places = EndLabels.place(ends, between: 0, and: 260)
      let order = ends.indices.sorted { ends[$0] < ends[$1] }
      for (before, after) in zip(order, order.dropFirst()) {
        #expect(places[after] - places[before] > EndLabels.height - 1e-9)
      }
      #expect(places.allSatisfy { (0...260).contains($0) })
    }
    #expect(EndLabels.place([50, 100, 200], between: 0, and: 260) == [50, 100, 200])
  }

  @Test func aLineMeetsABoxAsSamplingItSays() {
    var random = Steps(state: 2)
    let box = Box(minX: 40, minY: 40, width: 30, height: 20)
    for _ in 0..<500 {
      func point() -> Point {
        Point(
          x: Double.random(in: 0...100, using: &random),
          y: Double.random(in: 0...100, using: &random))
      }
      let (from, to) = (point(), point())
      let sampled = (0...2000).contains { step in
        let part = Double(step) / 2000
        return box.contains(
          Point(x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y)))
      }
      // Sampling may miss a corner that is only grazed, never the other way round.
      if sampled { #expect(box.meets(from: from, to: to)) }
      let inner = Box(minX: 40.1, minY: 40.1, width: 29.8, height: 19.8)
      if inner.meets(from: from, to: to) { #expect(sampled) }
    }
  }

  @Test func twelveStrategiesAreTwelveLooks() {
    let looks = (0..<12).map { index in
      let identity = Identity(index: index)
      return identity.color + identity.marker(at: Point(x: 0, y: 0)).written
    }
    #expect(Set(looks).count == 12)
  }
}
