import Foundation
import Hardware
import Simulation
import Testing

@Suite struct TemperatureCourseTests {
  /// Courses with amplitudes of both signs, so that many turn once or twice.
  private func courses(_ count: Int) -> [TemperatureCourse] {
    let stream = Simulation(seed: 5).stream(named: "courses")
    return (0..<count).map { index in
      let terms = (0..<(index % 3 + 1)).map { _ in
        (amplitude: 60 * (stream.uniform() - 0.5), rate: exp(7 * stream.uniform() - 6))
      }.sorted { $0.rate < $1.rate }
      return TemperatureCourse(final: 50 + 20 * stream.uniform(), terms: terms)
    }
  }

  /// The first instant of a dense grid at which the condition holds.
  private func scan(
    _ course: TemperatureCourse, until end: Double, _ holds: (Double) -> Bool
  ) -> Double? {
    let steps = 60_000
    return (0...steps).lazy.map { end * Double($0) / Double(steps) }
      .first { holds(course.value(at: $0)) }
  }

  @Test("the first crossing is that of a dense scan, also where the course comes back")
  func crossings() {
    let stream = Simulation(seed: 6).stream(named: "levels")
    var (found, returning) = (0, 0)
    for course in courses(240) {
      let end = 600.0
      let (a, b) = (course.value(at: 0), course.final)
      // Every other level lies between an end and a turn, where both ends are on one side of it.
      var (low, high) = (min(a, b) - 6, max(a, b) + 6)
      if stream.uniform() < 0.5, let turn = course.extrema.first {
        let extreme = course.value(at: turn)
        (low, high) = extreme > max(a, b) ? (max(a, b), extreme) : (extreme, min(a, b))
      }
      let level = low + (high - low) * stream.uniform()
      let rise = course.firstRise(to: level, before: end)
      let scannedRise = scan(course, until: end) { $0 >= level }
      // Between two points of the scan lie 10 ms.
      #expect(
        rise.map { abs($0 - (scannedRise ?? -1)) < 10.1e-3 } ?? (scannedRise == nil),
        "\(course) \(level): \(rise as Any) \(scannedRise as Any)")
      let fall = course.firstFall(to: level, before: end)
      let scannedFall = scan(course, until: end) { $0 <= level }
      #expect(
        fall.map { abs($0 - (scannedFall ?? -1)) < 10.1e-3 } ?? (scannedFall == nil),
        "\(course) \(level): \(fall as Any) \(scannedFall as Any)")
      for time in [rise, fall].compactMap({ $0 }) where time > 0 {
        found += 1
        #expect(abs(course.value(at: time) - level) < 1e-7)
        if (a - level) * (course.value(at: end) - level) > 0 { returning += 1 }
      }
    }
    // Enough of them, and enough that end on the side on which they began.
    #expect(found > 100)
    #expect(returning > 40)
  }

  @Test("at its extrema the slope is zero, and between them it has one sign")
  func extrema() {
    for course in courses(300) {
      let turns = course.extrema
      for turn in turns {
        let scale = abs(course.slope(at: 0)) + 1e-12
        #expect(abs(course.slope(at: turn)) < 1e-6 * scale)
      }
      let bounds = [0] + turns + [(turns.last ?? 0) + 200]
      for (low, high) in zip(bounds, bounds.dropFirst()) {
        let slopes = (1..<200).map { course.slope(at: low + (high - low) * Double($0) / 200) }
        let tiny = 1e-9 * (slopes.map(abs).max() ?? 0)
        #expect(slopes.allSatisfy { $0 >= -tiny } || slopes.allSatisfy { $0 <= tiny })
      }
    }
  }
}
