import Foundation
import Numerics
import Randomness
import Testing

@testable import Simulation

/// What simulations rely on: streams of like names have nothing to do with each other.
///
/// The statistics are GSL's. Every bound below is five standard errors of the statistic under the
/// hypothesis, or a probability of 6e-7; the streams are fixed, so a test that passes once passes
/// always.
@Suite struct RandomIndependenceTests {
  private static let count = 1_000_000

  private func draws(_ name: String, seed: UInt64 = 1) -> [Double] {
    let stream = RandomStream(seed: seed, name: name)
    return (0..<Self.count).map { _ in stream.uniform() }
  }

  /// A sample of `count` that is even by more or less than chance allows has one of these.
  private static let unlikely = 6e-7

  private func isEven(_ counts: [Int]) -> Bool {
    let probability = Statistics.evenness(of: counts)
    return probability > Self.unlikely && probability < 1 - Self.unlikely
  }

  @Test(
    "streams of near names, near seeds and shifted by a few draws are uncorrelated",
    arguments: [
      ("soc 1", "soc 2"), ("soc 1", "soc 11"), ("a", "b"), ("jitter 1 0", "jitter 10"), ("x", "x "),
    ])
  func nearNames(first: String, second: String) {
    let (a, b) = (draws(first), draws(second))
    let bound = 5 / Double(Self.count).squareRoot()
    #expect(abs(Statistics.correlation(a, b)) < bound)
    #expect(abs(Statistics.rankCorrelation(a, b)) < bound)
    #expect(abs(Statistics.lag1Autocorrelation(a)) < bound)
    #expect(abs(Statistics.correlation(a, draws(first, seed: 2))) < bound)
    for lag in [1, 2, 7] {
      let (later, earlier) = (Array(a[lag...]), Self.count - lag)
      #expect(abs(Statistics.correlation(later, Array(b[..<earlier]))) < bound)
      #expect(abs(Statistics.correlation(later, Array(a[..<earlier]))) < bound)
    }
  }

  @Test("draws fill a thousand bins evenly, and so do pairs of two streams")
  func bins() {
    let (a, b) = (draws("bins 1"), draws("bins 2"))
    var single = [Int](repeating: 0, count: 1000)
    var pairs = [Int](repeating: 0, count: 32 * 32)
    for (x, y) in zip(a, b) {
      single[Int(x * 1000)] += 1
      pairs[Int(x * 32) * 32 + Int(y * 32)] += 1
    }
    #expect(isEven(single))
    #expect(isEven(pairs))
  }

  @Test("the first draws of ten thousand numbered actors are themselves uniform and uncorrelated")
  func acrossActors() {
    let first = (0..<10_000).map { RandomStream(seed: 1, name: "soc \($0)").uniform() }
    var counts = [Int](repeating: 0, count: 100)
    for draw in first { counts[Int(draw * 100)] += 1 }
    #expect(isEven(counts))
    #expect(Set(first).count > 9_990)
    #expect(abs(Statistics.lag1Autocorrelation(first)) < 5 / 100.0)
  }

  @Test("the statistics find streams that are not independent")
  func power() {
    let a = draws("power")
    let mixed = zip(a, draws("noise")).map { 0.02 * $0 + 0.98 * $1 }
    #expect(abs(Statistics.correlation(a, mixed)) > 5 / Double(Self.count).squareRoot())
    let smooth = zip(a, a.dropFirst()).map { $0 + 0.02 * $1 }
    #expect(abs(Statistics.lag1Autocorrelation(smooth)) > 5 / Double(Self.count).squareRoot())
    var counts = [Int](repeating: 0, count: 100)
    for draw in a { counts[Int(pow(draw, 1.01) * 100)] += 1 }
    #expect(!isEven(counts))
    // More even than chance allows.
    #expect(!isEven([Int](repeating: 10_000, count: 100)))
  }

  @Test("exponential, normal and lognormal draws have their means and variances")
  func distributions() {
    let stream = RandomStream(seed: 3, name: "distributions")
    func moments(_ draw: () -> Double) -> (mean: Double, variance: Double) {
      let values = (0..<Self.count).map { _ in draw() }
      return (Statistics.mean(values), Statistics.variance(values))
    }
    // Standard errors: of the mean sigma / 1000; of the variance sigma^2 sqrt(kurtosis - 1) / 1000,
    // with kurtosis 3 of the normal and 9 of the exponential distribution.
    let exponential = moments { stream.exponential(mean: 4) }
    #expect(abs(exponential.mean - 4) < 5 * 0.004)
    #expect(abs(exponential.variance - 16) < 5 * 16 * 0.00283)
    let normal = moments { stream.gaussian(standardDeviation: 3) }
    #expect(abs(normal.mean) < 5 * 0.003)
    #expect(abs(normal.variance - 9) < 5 * 9 * 0.00142)
    // The logarithm of a lognormal draw is normal.
    let logarithm = moments { log(stream.lognormal(zeta: 0.5, sigma: 0.25)) }
    #expect(abs(logarithm.mean - 0.5) < 5 * 0.00025)
    #expect(abs(logarithm.variance - 0.0625) < 5 * 0.0625 * 0.00142)
  }

  @Test("adding an actor changes no other actor's draws")
  func addedActor() throws {
    /// What each named actor draws while all of them run side by side.
    func draws(of actors: [String]) throws -> [String: [Double]] {
      let simulation = Simulation(seed: 5)
      var seen: [String: [Double]] = [:]
      for actor in actors {
        simulation.spawn(actor) {
          let stream = simulation.stream(named: actor)
          for _ in 0..<20 {
            let span = stream.exponential(mean: 1e-6)
            seen[actor, default: []].append(span)
            try await simulation.sleep(for: SimDuration(seconds: span))
          }
        }
      }
      try simulation.run()
      return seen
    }
    let few = try draws(of: ["soc 1", "soc 2", "soc 3"])
    let more = try draws(of: ["soc 0", "soc 3", "switch", "soc 2", "soc 1"])
    for (actor, draws) in few { #expect(more[actor] == draws) }
  }
}
