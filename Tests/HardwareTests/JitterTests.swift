import Foundation
import Numerics
import Randomness
import Simulation
import Testing

@testable import Hardware

@Suite struct JitterTests {
  private func draws(_ jitter: Jitter, _ count: Int, name: String = "test") -> [Double] {
    let source = JitterSource(jitter, stream: RandomStream(seed: 1, name: name))
    return (0..<count).map { _ in source.next() }
  }

  @Test("a tail keeps the mean and adds its own spread", arguments: [nil, 4.0])
  func tail(index: Double?) {
    let tail = JitterTail(probability: 0.01, mean: 0.5, index: index)
    let draws = draws(.tailed(coefficientOfVariation: 0.016, tail: tail), 400_000)
    #expect(abs(Statistics.mean(draws) - 1) < 0.001)
    // Second moment of the excess: 2 mean^2 if exponential; of a Lomax law of index 4,
    // 2 scale^2 / ((index - 1) (index - 2)) with scale = 3 mean, which is 3 mean^2.
    let second = (index == nil ? 2 : 3) * 0.25 * 0.01
    let whole = 1 + 0.005
    let variance = (0.016 * 0.016 + second - 0.005 * 0.005) / (whole * whole)
    #expect(abs(Statistics.standardDeviation(draws) / variance.squareRoot() - 1) < 0.1)
    // The rare pieces are rare: most of the others are below 1 + 4 sigma.
    let rare = draws.count { $0 > 1.07 }
    #expect(abs(Double(rare) / 400_000 / 0.01 - 0.87) < 0.08)
  }

  /// E[max] of n lognormal factors of mean 1: the integral of 1 - F^n from zero.
  private func expectedMaximum(of n: Int, variation: Double) throws -> Double {
    let sigma = log1p(variation * variation).squareRoot()
    let zeta = -sigma * sigma / 2
    return try Integral.from(0, to: exp(zeta + 12 * sigma), of: "E[max]") { x in
      if x <= 0 { return 1 }
      return 1
        - pow(Statistics.normalProbability(below: (Foundation.log(x) - zeta) / sigma), Double(n))
    }
  }

  @Test("a barrier of n workers costs the expected maximum of n factors", arguments: [2, 8, 32])
  func barrier(n: Int) throws {
    let variation = 0.06
    let simulation = Simulation(seed: 3)
    let cluster = try Cluster(
      clockedServer(
        twoDomainProcessor(jitter: .lognormal(coefficientOfVariation: variation)), boards: 1,
        devicesPerBoard: n), used: n, precision: .fp32, in: simulation)
    final class Barrier: Component {
      var missing = 0
      var signal: Signal?
      func handle(_ event: Event, in simulation: Simulation) {
        missing -= 1
        if missing == 0 { signal?.fire(in: simulation) }
      }
    }
    let barrier = Barrier()
    let id = simulation.add(barrier)
    let steps = 2000
    simulation.spawn("steps") {
      for _ in 0..<steps {
        let done = Signal("a step")
        (barrier.missing, barrier.signal) = (n, done)
        for device in cluster.devices {
          device.processor.start(Work(operations: 1e9), receiver: id, tag: 0, in: simulation)
        }
        try await done.wait(in: simulation)
      }
    }
    let mean = try simulation.run().seconds / Double(steps)
    let expected = try expectedMaximum(of: n, variation: variation)
    // Five standard errors; the maximum spreads less than one factor does.
    #expect(abs(mean - expected) < 5 * variation / Double(steps).squareRoot())
    if n == 32 { #expect(expected > 1.12 && expected < 1.14) }
  }
}
