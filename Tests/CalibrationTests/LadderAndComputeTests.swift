import Calibration
import Hardware
import Randomness
import Testing

@Suite struct LadderAndComputeTests {
  private static let voltages = [0.6, 0.62, 0.66, 0.7, 0.76, 0.82, 0.87, 0.91, 0.94]

  private static func ladder(_ truth: LadderPowerModel) -> [LadderMeasurement] {
    voltages.enumerated().map { index, voltage in
      let frequency = Frequency(hertz: 0.7e9 + 0.2e9 * Double(index))
      return LadderMeasurement(
        frequency: frequency, voltage_V: voltage,
        power_W: truth.watts(at: frequency, voltage_V: voltage))
    }
  }

  @Test("The ladder's power is C V^2 f + k V")
  func formula() {
    let model = LadderPowerModel(capacitance_nF: 0.4, awake_A: 0.1)
    // 0.4 nF x 0.64 V^2 x 2 GHz + 0.1 A x 0.8 V
    let watts = model.watts(at: Frequency(hertz: 2e9), voltage_V: 0.8)
    #expect(abs(watts - 0.592) < 1e-12)
  }

  @Test("Exact points of a ladder give its constants back, one gross outlier or not")
  func ladder() throws {
    let truth = LadderPowerModel(capacitance_nF: 0.28, awake_A: 0.09)
    var points = Self.ladder(truth)
    let exact = try LadderCalibration(of: points).model
    #expect(abs(exact.capacitance_nF / 0.28 - 1) < 0.002)
    #expect(abs(exact.awake_A / 0.09 - 1) < 0.005)
    points[4].power_W *= 1.6
    let robust = try LadderCalibration(of: points).model
    #expect(abs(robust.capacitance_nF / 0.28 - 1) < 0.03)
    #expect(abs(robust.awake_A / 0.09 - 1) < 0.05)
  }

  @Test("The compute model is its own limits: sum, maximum, launches")
  func limits() {
    var model = ComputeTimeModel(
      launch_s: 1e-5, rate_op_per_s: 1e9, bandwidth_B_per_s: 1e9, overlap: 1.000001)
    func seconds(clock: Double = 1) -> Double {
      model.seconds(launches: 100, operations: 3e9, bytes: 4e9, clock: clock)
    }
    #expect(abs(seconds() - 7.001) < 1e-4)
    model.overlap = 400
    #expect(abs(seconds() - 4.001) < 1e-3)
    model.overlap = 2  // 3, 4, 5
    #expect(abs(seconds() - 5.001) < 1e-9)
    // At half the clock arithmetic takes 6 s: sqrt(36 + 16).
    #expect(abs(seconds(clock: 0.5) - 0.001 - 7.211_102_550_927_978) < 1e-9)
    #expect(model.seconds(launches: 0, operations: 0, bytes: 0, clock: 1) == 0)
  }

  @Test("Work of several costs and clocks, with noise, gives the compute model back")
  func compute() throws {
    let truth = ComputeTimeModel(
      launch_s: 2e-5, rate_op_per_s: 2.5e12, bandwidth_B_per_s: 8e10, overlap: 2.6)
    let random = RandomStream(seed: 3, name: "compute")
    let rows = (0..<120).map { _ in
      let work = ComputeMeasurement(
        launches: random.uniform(from: 10, to: 400),
        operations: 1e9 * random.lognormal(zeta: 3, sigma: 1.5),
        bytes: 1e7 * random.lognormal(zeta: 3, sigma: 1.5),
        frequency: Frequency(hertz: random.uniform(from: 3e8, to: 1.3e9)), time_s: 1)
      return work
    }
    let highest = try #require(rows.map(\.frequency.hertz).max())
    let measured = rows.map { row in
      var row = row
      row.time_s =
        truth.seconds(
          launches: row.launches, operations: row.operations, bytes: row.bytes,
          clock: row.frequency.hertz / highest) * random.lognormal(zeta: 0, sigma: 0.02)
      return row
    }
    let fit = try ComputeCalibration(of: measured)
    #expect(abs(fit.model.launch_s / 2e-5 - 1) < 0.1)
    #expect(abs(fit.model.rate_op_per_s / 2.5e12 - 1) < 0.05)
    #expect(abs(fit.model.bandwidth_B_per_s / 8e10 - 1) < 0.05)
    #expect(abs(fit.model.overlap - 2.6) < 0.4)
    #expect(try #require(fit.errors(on: measured).mean) < 0.02)
  }

  @Test("Rows are split as asked, every row once, the same for the same seed")
  func splits() throws {
    let random = try #require(Split.splits(of: 4368, .random(trainShare: 0.1), seed: 3).first)
    #expect(random.train.count == 437)
    #expect((random.train + random.judge).sorted() == Array(0..<4368))
    #expect(Split.splits(of: 4368, .random(trainShare: 0.1), seed: 3) == [random])
    #expect(Split.splits(of: 4368, .random(trainShare: 0.1), seed: 4) != [random])
    let folds = Split.splits(of: 23, .folds(5), seed: 1)
    #expect(folds.flatMap(\.judge).sorted() == Array(0..<23))
    #expect(folds.allSatisfy { ($0.train + $0.judge).sorted() == Array(0..<23) })
    #expect(
      Split.splits(of: 5, .everySecond, seed: 1) == [Split(train: [0, 2, 4], judge: [1, 3])])
    #expect(Split.splits(of: 5, .none, seed: 1).isEmpty)
  }
}
