import Hardware
import Simulation

// What every number of a file may be: the one place where bounds are declared.
//
// They lie far outside of what can be built, and far inside of what one number can hold: a duration
// is whole nanoseconds of at most 292 years, an amount of data whole bytes of 63 bits.

extension Bounds<DataRate> {
  /// Of a link, or of a memory.
  static var dataRate: Self {
    Bounds(
      .positive, .least(DataRate(bitsPerSecond: 1e3)), .most(DataRate(bitsPerSecond: 1e15)))
  }
}

extension Bounds<ComputeRate> {
  static var computeRate: Self {
    Bounds(
      .positive, .least(ComputeRate(operationsPerSecond: 1e3)),
      .most(ComputeRate(operationsPerSecond: 1e21)))
  }
}

extension Bounds<Frequency> {
  static var clock: Self {
    Bounds(.positive, .least(Frequency(hertz: 1)), .most(Frequency(hertz: 1e12)))
  }
}

extension Bounds<Voltage> {
  static var voltage: Self { Bounds(.positive, .most(Voltage(volts: 1000))) }
}

extension Bounds<ElectricCurrent> {
  static var current: Self { Bounds(.notNegative, .most(ElectricCurrent(amperes: 1e6))) }
}

extension Bounds<Capacitance> {
  static var capacitance: Self { Bounds(.notNegative, .most(Capacitance(farads: 1))) }
}

extension Bounds<Power> {
  private static var greatest: Condition { .most(Power(watts: 1e9)) }

  /// Of a part, which may draw nothing.
  static var power: Self { Bounds(.notNegative, greatest) }

  /// Of something that was measured while it was on.
  static var measuredPower: Self { Bounds(.positive, greatest) }
}

extension Bounds<EnergyPerBit> {
  static var energyPerBit: Self { Bounds(.notNegative, .most(EnergyPerBit(joulesPerBit: 1))) }
}

extension Bounds<ByteCount> {
  static var memory: Self { Bounds(.positive, .most(ByteCount(bytes: 1 << 50))) }
}

extension Bounds<SimDuration> {
  /// Of a link, or before each step.
  static var delay: Self {
    Bounds(.notNegative, .most(SimDuration(nanoseconds: 3_600_000_000_000), words: "1 h"))
  }

  /// From the start of a run.
  static var instant: Self {
    Bounds(
      .notNegative, .most(SimDuration(nanoseconds: 3_153_600_000_000_000_000), words: "876000 h"))
  }

  /// Of a whole run.
  static var run: Self {
    Bounds(
      .positive, .most(SimDuration(nanoseconds: 3_153_600_000_000_000_000), words: "876000 h"))
  }
}

extension Bounds<Double> {
  static var accuracy: Self { Bounds(.share) }

  /// What a link or a supply lets through.
  static var efficiency: Self { Bounds(.share, .atLeast(0.01, words: "1 %")) }

  static var momentum: Self { Bounds(.belowOne) }

  static var learningRate: Self {
    Bounds(.positive, .atLeast(1e-12, words: "1e-12"), .atMost(1e6, words: "1000000"))
  }

  /// Of a whole; nothing is a share too.
  static var part: Self { Bounds(.notNegative, .atMost(1, words: "1")) }

  static var probability: Self { Bounds(.share) }

  /// What is left of a rate.
  static var health: Self { Bounds(.share, .atLeast(1e-6, words: "0.0001 %")) }

  /// How much longer a rare piece of work takes, relative to the expected time.
  static var excess: Self { Bounds(.positive, .atMost(1e6, words: "1000000")) }

  /// Of a Pareto law with a finite mean.
  static var tailIndex: Self {
    Bounds(.atLeast(1.01, words: "1.01"), .atMost(100, words: "100"))
  }

  /// Of the sum of two times.
  static var exponent: Self { Bounds(.atLeast(1, words: "1"), .atMost(100, words: "100")) }

  /// A constant of a model that has no unit.
  static var constant: Self { Bounds(.notNegative, .atMost(1e6, words: "1000000")) }

  /// An exponent that joins parts of a time.
  static var aboveOne: Self { Bounds(.atLeast(1, words: "1"), .atMost(1e6, words: "1000000")) }

  static var weightDecay: Self { Bounds(.notNegative, .atMost(1, words: "1")) }

  /// What a schedule multiplies the learning rate by.
  static var rateFactor: Self { Bounds(.share, .atLeast(1e-6, words: "1e-6")) }

  /// In epochs.
  static var warmUp: Self { Bounds(.notNegative, .atMost(1e6, words: "1000000")) }

  /// Standard deviation over mean.
  static var variation: Self { Bounds(.notNegative, .atMost(10, words: "10")) }
}

extension ClosedRange<Int> {
  /// Of a server or a cluster: a rack of a million and some; their products stay far from overflow.
  static var devices: Self { 1...2_000_000 }

  /// Of one clock domain.
  static var cores: Self { 1...1_000_000 }

  /// Of a generated data set; their bytes stay far from overflow.
  static var samples: Self { 1...1_000_000_000 }

  /// What a strategy counts: samples of a step, groups.
  static var parameter: Self { 1...1_000_000_000 }

  static var rounds: Self { 1...1_000_000 }
  static var repetitions: Self { 1...1000 }

  /// Samples that run through a network at once; their activations are in memory.
  static var chunk: Self { 1...4096 }
}
