import Randomness
import Testing

@Suite struct RandomStreamTests {
  @Test("a stream is fixed by seed and name, and other names give other streams")
  func named() {
    func draws(_ seed: UInt64, _ name: String) -> [Double] {
      let stream = RandomStream(seed: seed, name: name)
      return (0..<5).map { _ in stream.uniform() }
    }
    #expect(draws(1, "soc 3") == draws(1, "soc 3"))
    #expect(draws(1, "soc 3") != draws(1, "soc 4"))
    #expect(draws(1, "soc 3") != draws(2, "soc 3"))
  }

  @Test("uniform draws have the mean and the variance of the uniform distribution")
  func moments() {
    let stream = RandomStream(seed: 1, name: "moments")
    let draws = (0..<100_000).map { _ in stream.uniform() }
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)
    // Five standard errors: sqrt(1/12/n) = 0.00091; of the variance sqrt(1/180/n) = 0.00024.
    #expect(abs(mean - 0.5) < 0.0046)
    #expect(abs(variance - 1.0 / 12) < 0.0012)
  }

  @Test("a permutation holds every number once")
  func permutation() {
    let order = RandomStream(seed: 1, name: "order").permutation(of: 1000)
    #expect(order.sorted() == (0..<1000).map { Int32($0) })
    #expect(order != (0..<1000).map { Int32($0) })
  }
}
