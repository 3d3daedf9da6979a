import Digests
import Numerics

/// A stream of random numbers that is fixed by a seed and a name.
///
/// Every actor draws from a stream of its own name, so adding an actor changes no other's draws.
/// The generator's three words of state are set from the digest of (seed, name): 32 bits of seed,
/// as GSL takes them, are too few for a million streams.
///
/// Copies are one and the same stream, which is not shared between threads.
public struct RandomStream {
  private let generator: RandomGenerator

  public init(seed: UInt64, name: String) {
    generator = RandomGenerator(words: Self.stateWords(seed: seed, name: name))
  }

  /// Three 32-bit words; taus2 needs them above 1, 7 and 15 to keep its full period.
  private static func stateWords(seed: UInt64, name: String) -> [UInt] {
    var digester = Digester()
    digester.add("random stream")
    digester.add(seed)
    digester.add(name)
    let digest = digester.digest()
    let floor: [UInt64] = [2, 8, 16]
    let raw = [digest.high & 0xffff_ffff, digest.high >> 32, digest.low & 0xffff_ffff]
    return zip(raw, floor).map { UInt($0 < $1 ? $0 + $1 : $0) }
  }

  /// Uniform in [0, 1).
  public func uniform() -> Double { generator.uniform() }

  /// Uniform in [low, high).
  public func uniform(from low: Double, to high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Uniform in 0..<bound, without bias; `bound` must be in 1...2^32 - 1.
  public func integer(below bound: Int) -> Int {
    generator.integer(below: bound)
  }

  /// Normal with mean 0 and the given standard deviation.
  public func gaussian(standardDeviation: Double = 1) -> Double {
    generator.gaussian(standardDeviation: standardDeviation)
  }

  /// Exponential with the given mean.
  public func exponential(mean: Double) -> Double { generator.exponential(mean: mean) }

  /// exp of a normal with mean `zeta` and standard deviation `sigma`.
  public func lognormal(zeta: Double, sigma: Double) -> Double {
    generator.lognormal(zeta: zeta, sigma: sigma)
  }

  /// A uniformly random order of 0..<count.
  public func permutation(of count: Int) -> [Int32] {
    generator.permutation(of: count)
  }
}
