import Foundation
import Testing

@testable import Reports

struct NumbersTests {
  @Test func fileNumbersReadBackEqual() throws {
    var generator = SystemRandomNumberGenerator()
    let edges: [Double] = [
      0, 1, -1, 0.1, 1e21, 1e22, 123_456_789_012_345_680, 1e-6, 1e-7, .leastNonzeroMagnitude, 0.5,
      .greatestFiniteMagnitude, -2.5e-10, 1e15, 100, 0.30000000000000004,
    ]
    let random = (0..<2000).map { _ in Double(bitPattern: generator.next()) }
    for value in edges + random where value.isFinite {
      let text = try #require(FileNumber.text(value))
      #expect(Double(text) == value, "\(text)")
      #expect(text.count <= value.description.count + 6, "\(text)")
    }
    #expect(FileNumber.text(.nan) == nil)
    #expect(FileNumber.text(-.infinity) == nil)
    #expect(FileNumber.text(-0.0) == "0")
    #expect(FileNumber.text(1e300) == "1e300")
    #expect(FileNumber.text(1.5e-10) == "1.5e-10")
  }

  @Test(arguments: [
    (0.285, 2, "0.29"), (-0.285, 2, "-0.29"), (9.996, 2, "10.00"), (0.004, 2, "0.00"),
    (0.005, 2, "0.01"), (99.95, 1, "100.0"), (1234.5, 0, "1235"), (0.96, 0, "1"), (0, 1, "0.0"),
    (-0.001, 1, "0.0"), (5, 3, "5.000"),
  ])
  func fixedPlacesRoundHalfAwayFromZero(value: Double, places: Int, text: String) {
    #expect(Readable.fixed(value, places: places) == text)
  }

  @Test(arguments: [
    (552, "9 min 12 s"), (59.94, "59.9 s"), (59.96, "1 min 0 s"), (3599.6, "1 h 0 min"),
    (4000, "1 h 7 min"), (90_000, "1 d 1 h"), (0.25, "250 ms"), (0, "0 s"), (12.34, "12.3 s"),
    (Double.nan, "–"), (Double.infinity, "–"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(Readable.duration(seconds) == text)
  }

  @Test func unitsArePickedByRoundedSize() {
    #expect(Readable.energy(4200) == "4.20 kJ")
    #expect(Readable.energy(999.4) == "999 J")
    #expect(Readable.energy(999.6) == "1.00 kJ")
    #expect(Readable.energy(0.0125) == "12.5 mJ")
    #expect(Readable.energy(0) == "0 J")
    #expect(Readable.power(312.4) == "312 W")
    #expect(Readable.bytes(999) == "999 B")
    #expect(Readable.bytes(1_234_567) == "1.23 MB")
    #expect(Readable.percent(0.853) == "85.3 %")
    #expect(Readable.percent(0.9999, places: 0) == "100 %")
    #expect(Readable.percent(.nan) == "–")
    #expect(Readable.energy(.infinity) == "–")
  }

  @Test func boundsStayTrueWhenRounded() {
    #expect(Bounded.moreThan(12.49).text(Readable.factor) == "> 12.4x")
    #expect(Bounded.lessThan(0.166_666).text(Readable.factor) == "< 0.17x")
    #expect(Bounded.exactly(0.166_666).text(Readable.factor) == "0.17x")
    #expect(Bounded.lessThan(-1.251).text { Readable.percent($0, places: 0, $1) } == "< -125 %")
    #expect(Bounded.moreThan(0.876).text { Readable.percent($0, places: 0, $1) } == "> 87 %")
  }
}
