import Hardware
import Simulation
import Testing

@testable import Scenarios

@Suite struct QuantityTests {
  @Test func everyUnitIsReadExactly() throws {
    #expect(try DataRate("1 Gbit/s").bytesPerSecond == 125e6)
    #expect(try DataRate("8 bit/s").bytesPerSecond == 1)
    #expect(try DataRate("1.5 Tbit/s").bytesPerSecond == 1.5e12 / 8)
    #expect(try DataRate("3 kbit/s").bytesPerSecond == 375)
    #expect(try DataRate("3 Mbit/s").bytesPerSecond == 375e3)
    #expect(try SimDuration("110 us").nanoseconds == 110_000)
    #expect(try SimDuration("110 µs").nanoseconds == 110_000)
    #expect(try SimDuration("9.5 ms").nanoseconds == 9_500_000)
    #expect(try SimDuration("7ns").nanoseconds == 7)
    #expect(try SimDuration("2 s").nanoseconds == 2_000_000_000)
    #expect(try SimDuration("0.5 min").nanoseconds == 30_000_000_000)
    #expect(try SimDuration("1.5 h").nanoseconds == 5_400_000_000_000)
    #expect(try Frequency("2.84 GHz").hertz == 2.84e9)
    #expect(try Frequency("2841.6 MHz").hertz == 2_841_600_000)
    #expect(try Frequency("1 kHz").hertz == 1000)
    #expect(try Frequency("50 Hz").hertz == 50)
    #expect(try Power("6.06 W").watts == 6.06)
    #expect(try Power("250 mW").watts == 0.25)
    #expect(try Power("3 uW").watts == 3e-6)
    #expect(try Power("1.2 kW").watts == 1200)
    #expect(try Energy("0.47 J").joules == 0.47)
    #expect(try ByteCount("12 GB").bytes == 12_000_000_000)
    #expect(try ByteCount("12 GiB").bytes == 12 << 30)
    #expect(try ByteCount("1.5 KiB").bytes == 1536)
    #expect(try ByteCount("3 MiB").bytes == 3 << 20)
    #expect(try ByteCount("2 TB").bytes == 2_000_000_000_000)
    #expect(try ByteCount("1e3 B").bytes == 1000)
    #expect(try ComputeRate("20 GFLOP/s").operationsPerSecond == 20e9)
    #expect(try ComputeRate("1.1 TFLOP/s").operationsPerSecond == 1.1e12)
    #expect(try EnergyPerBit("0.5 nJ/bit").joulesPerBit == 0.5e-9)
    #expect(try EnergyPerBit("1 pJ/bit").joulesPerBit == 1e-12)
  }

  @Test(arguments: [
    ("", QuantityProblem.notNumber), ("W", .notNumber), ("1,5 W", .unknownUnit(",5 W")),
    ("1.2.3 W", .notNumber), ("-", .notNumber), ("5", .noUnit), ("5 w", .unknownUnit("w")),
    ("5 V", .unknownUnit("V")), ("nan W", .notFinite), ("inf", .notFinite), ("nano W", .notNumber),
    ("-inf W", .notFinite),
    ("1e400 W", .notFinite), ("1e999999999999999999999 W", .notNumber),
    ("0x10 W", .unknownUnit("x10 W")),
    ("1 W W", .unknownUnit("W W")), ("5 eV", .unknownUnit("eV")),
  ])
  func whatIsNoPowerIsRefused(text: String, problem: QuantityProblem) {
    #expect(throws: problem) { try Power(text) }
  }

  @Test func wholeQuantitiesRefuseWhatTheyCannotHold() {
    #expect(throws: QuantityProblem.tooFine(smallest: "1 ns")) { try SimDuration("0.5 ns") }
    #expect(throws: QuantityProblem.tooFine(smallest: "1 B")) { try ByteCount("0.1 KiB") }
    #expect(throws: QuantityProblem.tooLarge) { try SimDuration("1e10 s") }
    #expect(throws: QuantityProblem.tooLarge) { try ByteCount("9223372036854775808 B") }
    #expect(throws: QuantityProblem.tooFine(smallest: "1 ns")) { try SimDuration("1e-300 s") }
    #expect(throws: QuantityProblem.tooFine(smallest: "1 ns")) {
      try SimDuration("1.00000000000000000000000000000001 s")
    }
    #expect((try? ByteCount("9223372036854775807 B"))?.bytes == .max)
    #expect((try? SimDuration("1.0000000000000000000000000000000000000000 s"))?.seconds == 1)
  }

  @Test func textIsTheLargestUnitOfAtLeastOne() {
    #expect(Frequency(hertz: 2.84e9).text == "2.84 GHz")
    #expect(Power(watts: 0.25).text == "250 mW")
    #expect(Power(watts: 151.5).text == "151.5 W")
    #expect(Power(watts: 0).text == "0 W")
    #expect(Power(watts: 1e-9).text == "0.001 uW")
    #expect(DataRate(bitsPerSecond: 1e9).text == "1 Gbit/s")
    #expect(SimDuration(nanoseconds: 110_000).text == "110 us")
    #expect(SimDuration(nanoseconds: 9_500_000).text == "9.5 ms")
    #expect(SimDuration(nanoseconds: 90_000_000_000).text == "90 s")
    #expect(SimDuration.zero.text == "0 ns")
    #expect(ByteCount(bytes: 12_000_000_000).text == "12 GB")
    #expect(ByteCount(bytes: 12 << 30).text == "12 GiB")
    #expect(ByteCount(bytes: 1).text == "1 B")
    #expect(EnergyPerBit(joulesPerBit: 1e-9).text == "1 nJ/bit")
    #expect(EnergyPerBit(joulesPerBit: 0.5e-9).text == "500 pJ/bit")
  }

  @Test func textReadsBackToTheLastBit() throws {
    var random = SmallRandom(seed: 1)
    for _ in 0..<20_000 {
      let exponent = Double(Int(random.next() % 40)) - 20
      let value = Double(random.next() >> 11) / 0x1p53 * Double.exp10(exponent)
      let power = Power(watts: value)
      #expect(try Power(power.text) == power)
      let rate = DataRate(bytesPerSecond: value)
      #expect(try DataRate(rate.text) == rate)
      let energy = EnergyPerBit(joulesPerBit: value)
      #expect(try EnergyPerBit(energy.text) == energy)
      let duration = SimDuration(nanoseconds: Int64(random.next() >> (1 + random.next() % 62)))
      #expect(try SimDuration(duration.text) == duration)
      let bytes = ByteCount(bytes: Int(random.next() >> (1 + random.next() % 62)) & ~0x3FF)
      #expect(try ByteCount(bytes.text) == bytes)
      #expect(DecimalNumber(fractionText(value)[...])?.double == value)
    }
    for value in [
      .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1 / 3, 0.1 + 0.2,
    ] {
      #expect(try Frequency(Frequency(hertz: value).text).hertz == value)
    }
  }

  @Test(arguments: [
    ("latency: 110 us", "latency: 0.5 ns", "'…latency' must be a multiple of 1 ns, found '0.5 ns'"),
    ("latency: 110 us", "latency: -1 us", "'…latency' must be zero or more, found '-1 us'"),
    ("rate: 1 Gbit/s", "rate: 0 Gbit/s", "'…rate' must be above zero, found '0 Gbit/s'"),
    ("rate: 1 Gbit/s", "rate: nan", "'…rate' must be finite, found 'nan'"),
    ("goodput: 0.90", "goodput: 110 %", "'…goodput' must be above 0 and at most 1, found '110 %'"),
    ("goodput: 0.90", "goodput: .inf", "'…goodput' must be finite, found '.inf'"),
    ("goodput: 0.90", "goodput: much", "'…goodput' takes a number, found 'much'"),
  ])
  func valuesThatCannotBeAreRefused(old: String, new: String, message: String) throws {
    let expected = message.replacing("…", with: "cluster.links.device.")
    let found = try complaints(replacing: old, with: new)
    #expect(found.count == 1)
    #expect(try #require(found.first).hasSuffix(": error: " + expected), "\(found)")
  }
}

extension Double {
  fileprivate static func exp10(_ exponent: Double) -> Double { Double("1e\(Int(exponent))") ?? 1 }
}
