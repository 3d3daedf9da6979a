import Randomness
import Simulation
import Testing

@testable import Strategies

/// From speeds to whole shares.
@Suite struct SharesBySpeedTests {
  private let stream = Simulation(seed: 5).stream(named: "speeds")

  private func speeds(_ count: Int) -> [Double] {
    (0..<count).map { _ in 0.01 + stream.exponential(mean: 1) }
  }

  @Test("shares make up the whole, follow the speeds, and differ by less than one from quotas")
  func properties() {
    for round in 0..<400 {
      let parts = 1 + round % 9
      let speeds = speeds(parts)
      let count = parts + round * 3
      let shares = shares(of: count, bySpeed: speeds)
      #expect(shares.reduce(0, +) == count)
      #expect(shares.allSatisfy { $0 >= 1 })
      for a in 0..<parts {
        for b in 0..<parts where speeds[a] > speeds[b] { #expect(shares[a] >= shares[b]) }
      }
      let quotas = speeds.map { Double(count) * $0 / speeds.reduce(0, +) }
      if quotas.allSatisfy({ $0 >= 1 }) {
        #expect(zip(shares, quotas).allSatisfy { abs(Double($0) - $1) < 1 })
      }
    }
  }

  @Test("who becomes faster never gets less")
  func monotone() {
    for round in 0..<300 {
      let parts = 2 + round % 6
      var speeds = speeds(parts)
      let count = parts + round
      let faster = round % parts
      var last = 0
      for _ in 0..<20 {
        let share = shares(of: count, bySpeed: speeds)[faster]
        #expect(share >= last)
        last = share
        speeds[faster] *= 1.07
      }
    }
  }

  @Test("equal speeds give the even split, in any unit", arguments: [1e-3, 1, 1 / 3.0, 7e5])
  func even(speed: Double) {
    for parts in 1...60 {
      for count in [0, 1, parts - 1, parts, parts + 1, 3 * parts + 2, 64, 5120] {
        let known = Array(repeating: speed, count: parts)
        #expect(shares(of: count, bySpeed: known) == shares(of: count, among: parts))
        #expect(
          shares(of: count, among: parts) { _, samples in 0.01 + Double(samples) / speed }
            == shares(of: count, among: parts))
      }
    }
  }

  @Test("rounded by largest remainders, ties to the first; the slow keep one")
  func rounding() {
    // Quotas 2.5, 5, 2.5 of 10.
    #expect(shares(of: 10, bySpeed: [1, 2, 1]) == [3, 5, 2])
    // Quotas 6.67, 2.67, 0.67: the last gets 1, and 9 are shared 5 to 2.
    #expect(shares(of: 10, bySpeed: [10, 4, 1]) == [6, 3, 1])
    #expect(shares(of: 10, bySpeed: [1000, 1, 1]) == [8, 1, 1])
    // Too few for everybody.
    #expect(shares(of: 2, bySpeed: [1, 3, 2]) == [0, 1, 1])
  }

  @Test("no split is done earlier than that by known times, searched through whole")
  func fastest() {
    for round in 0..<60 {
      let count = 3 + round % 12
      let fixed = speeds(3)
      let each = speeds(3).map { 0.1 + $0 }
      func seconds(_ part: Int, _ samples: Int) -> Double {
        samples == 0 ? 0 : fixed[part] + each[part] * Double(samples)
      }
      let found = shares(of: count, among: 3, seconds: seconds)
      #expect(found.reduce(0, +) == count && found.allSatisfy { $0 >= 1 })
      func end(_ split: [Int]) -> Double { split.indices.map { seconds($0, split[$0]) }.max() ?? 0 }
      var best = Double.infinity
      for a in 1...count - 2 {
        for b in 1...count - 1 - a { best = min(best, end([a, b, count - a - b])) }
      }
      #expect(end(found) == best)
    }
  }
}
