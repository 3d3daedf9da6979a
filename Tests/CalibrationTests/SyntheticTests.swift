import Calibration
import Hardware
import Numerics
import Testing

/// Whether a fit finds the truth of workloads that nobody tuned it for.
@Suite struct SyntheticTests {
  static let workloads = SyntheticWorkload.Kind.allCases.flatMap { kind in
    SyntheticWorkload.Board.allCases.map { SyntheticWorkload(kind: kind, board: $0, seed: 1) }
  }

  /// Mean errors against the exact truth over all modes, in time and power.
  private func errors(
    _ work: SyntheticWorkload, rows: Int, wrong: Double = 0, twice: Bool = false
  ) throws -> (time: Double, power: Double) {
    let exact = work.exact()
    var train = Array(work.noisy(exact, wrong: wrong).prefix(rows))
    if twice { train += train.prefix(rows / 2) }
    let errors = try ModeCalibration(of: train).errors(on: exact)
    return (try #require(errors.time.mean), try #require(errors.power.mean))
  }

  @Test("400 rows find the truth to well below their noise", arguments: workloads)
  func many(work: SyntheticWorkload) throws {
    let errors = try errors(work, rows: 400)
    #expect(errors.time < 0.01)
    #expect(errors.power < 0.006)
  }

  @Test("One row in twenty that is wrong by a factor changes little", arguments: workloads)
  func wrongRows(work: SyntheticWorkload) throws {
    let errors = try errors(work, rows: 400, wrong: 0.05)
    #expect(errors.time < 0.01)
    #expect(errors.power < 0.008)
  }

  @Test("50 rows are enough, also with rows that stand twice", arguments: workloads)
  func few(work: SyntheticWorkload) throws {
    for twice in [false, true] {
      let errors = try errors(work, rows: 50, wrong: 0.04, twice: twice)
      #expect(errors.time < 0.04)
      #expect(errors.power < 0.02)
    }
  }

  @Test("10 rows give an idea")
  func veryFew() throws {
    let all = try Self.workloads.map { try errors($0, rows: 10) }
    #expect(Statistics.median(all.map(\.time)) < 0.06)
    #expect(Statistics.median(all.map(\.power)) < 0.04)
  }

  @Test("The same rows in other units of time and power give the same model in those units")
  func scale() throws {
    let work = SyntheticWorkload(kind: .loading, board: .agxXavier, seed: 2)
    let rows = Array(work.noisy(work.exact()).prefix(100))
    let scaled = rows.map {
      ModeMeasurement(mode: $0.mode, time_s: $0.time_s * 1e3, power_W: $0.power_W * 5)
    }
    let (fit, other) = (try ModeCalibration(of: rows), try ModeCalibration(of: scaled))
    for row in work.exact().prefix(200) {
      let (a, b) = (fit.prediction(at: row.mode), other.prediction(at: row.mode))
      #expect(abs(b.time_s / a.time_s / 1e3 - 1) < 1e-5)
      #expect(abs(b.power_W / a.power_W / 5 - 1) < 1e-5)
    }
  }

  @Test("A board whose memory has one clock, or rows of one mode only, can be fitted")
  func degenerate() throws {
    let work = SyntheticWorkload(kind: .arithmetic, board: .orinNano, seed: 1)
    let one = work.noisy(work.exact()).filter { $0.mode.memory.hertz > 2e9 }
    let errors = try ModeCalibration(of: one).errors(on: one)
    #expect(try #require(errors.time.mean) < 0.02)
    let row = try #require(one.first)
    let fit = try ModeCalibration(of: Array(repeating: row, count: 5))
    let prediction = fit.prediction(at: row.mode)
    #expect(abs(prediction.time_s / row.time_s - 1) < 0.05)
    #expect(abs(prediction.power_W / row.power_W - 1) < 0.05)
  }
}
