import CGSL
import Digests

/// A stream of random numbers that is fixed by a seed and a name.
///
/// Every actor draws from a stream of its own name, so adding an actor changes no other's draws.
/// The generator is GSL's `taus2` (L'Ecuyer's maximally equidistributed combined Tausworthe,
/// period 2^88, 24 bytes of state). GSL seeds it from 32 bits, too few for a million streams:
/// its three words are set from the digest of (seed, name) instead.
///
/// A stream is not shared between threads.
public final class RandomStream {
  private let generator: UnsafeMutablePointer<gsl_rng>

  public init(seed: UInt64, name: String) {
    guard let generator = gsl_rng_alloc(tidewatt_rng_taus2()) else {
      fatalError("out of memory for the random stream '\(name)'")
    }
    self.generator = generator
    let words = Self.stateWords(seed: seed, name: name)
    precondition(
      gsl_rng_size(generator) == words.count * MemoryLayout<UInt>.size,
      "the layout of GSL's taus2 generator is not the expected one")
    let state = gsl_rng_state(generator).assumingMemoryBound(to: UInt.self)
    for (index, word) in words.enumerated() { state[index] = word }
    for _ in 0..<8 { _ = gsl_rng_get(generator) }  // GSL's own warm-up after seeding is six draws
  }

  deinit { gsl_rng_free(generator) }

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
  public func uniform() -> Double { gsl_rng_uniform(generator) }

  /// Uniform in [low, high).
  public func uniform(from low: Double, to high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Uniform in 0..<bound, without bias; `bound` must be in 1...2^32 - 1.
  public func integer(below bound: Int) -> Int {
    Int(gsl_rng_uniform_int(generator, UInt(bound)))
  }

  /// Normal with mean 0 and the given standard deviation.
  public func gaussian(standardDeviation: Double = 1) -> Double {
    gsl_ran_gaussian_ziggurat(generator, standardDeviation)
  }

  /// Exponential with the given mean.
  public func exponential(mean: Double) -> Double { gsl_ran_exponential(generator, mean) }

  /// exp of a normal with mean `zeta` and standard deviation `sigma`.
  public func lognormal(zeta: Double, sigma: Double) -> Double {
    gsl_ran_lognormal(generator, zeta, sigma)
  }

  /// A uniformly random order of 0..<count.
  public func permutation(of count: Int) -> [Int32] {
    var items = (0..<Int32(count)).map { $0 }
    items.withUnsafeMutableBytes {
      gsl_ran_shuffle(generator, $0.baseAddress, count, MemoryLayout<Int32>.size)
    }
    return items
  }
}
