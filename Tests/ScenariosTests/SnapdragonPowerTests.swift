import Foundation
import Hardware
import Numerics
import Testing

@testable import Scenarios

/// The catalogue's Snapdragon 865 against measurements of every operating point of its CPU.
///
/// Measurements: github.com/kdrag0n/freqbench, results/sm8250/main (MIT).
@Suite struct SnapdragonPowerTests {
  private struct Row {
    var frequency: Double
    var watts: Double
  }

  private static let file = repository.deletingLastPathComponent()
    .appending(path: "shared/data/snapdragon-865/freqbench_sm8250_main.csv")
  private static var isThere: Bool { FileManager.default.fileExists(atPath: file.path) }

  private func rows(ofCPU number: Int) throws -> [Row] {
    let lines = try String(contentsOf: Self.file, encoding: .utf8).split(
      whereSeparator: \.isNewline)
    return lines.dropFirst().compactMap { line in
      let cells = line.split(separator: ",").compactMap { Double($0) }
      guard cells.count == 8, Int(cells[0]) == number else { return nil }
      return Row(frequency: cells[1] * 1e3, watts: cells[4] / 1e3)
    }
  }

  private func domain(_ name: String) throws -> ClockDomainSpecification {
    let cpu = try #require(try quickstart().cluster.server.device.processor(for: .fp32))
    return try #require(cpu.clocks.first { $0.name == name })
  }

  @Test(
    "the power of the operating points that were not fitted is near the measured one",
    .enabled(if: isThere, "the measurements lie beside the project"),
    arguments: [("prime", 7, 20, 0.03), ("gold", 4, 18, 0.03), ("silver", 1, 17, 0.08)])
  func heldOut(name: String, cpu: Int, points: Int, bound: Double) throws {
    let domain = try domain(name)
    let rows = try rows(ofCPU: cpu)
    #expect(rows.count == points)
    #expect(domain.frequencies.value.map(\.hertz) == rows.map { $0.frequency.rounded() })
    let errors = stride(from: 1, to: points, by: 2).map { point in
      abs(domain.busyWatts(at: point) / rows[point].watts - 1)
    }
    let median = Statistics.median(errors)
    print("\(name): median error \(median * 100) % at the points that were not fitted")
    #expect(median < bound)
  }

  @Test(
    "the catalogue's C and k are the fit that they say they are",
    .enabled(if: isThere, "the measurements lie beside the project"),
    arguments: [("prime", 7), ("gold", 4), ("silver", 1)])
  func fit(name: String, cpu: Int) throws {
    let domain = try domain(name)
    let rows = try rows(ofCPU: cpu)
    let fitted = Array(stride(from: 0, to: rows.count, by: 2))
    let columns = fitted.map { point in
      let volts = domain.voltages.value[point].volts
      return (
        switching: volts * volts * rows[point].frequency * 1e-9 / rows[point].watts,
        awake: volts / rows[point].watts
      )
    }
    let fit = try LeastSquares(
      from: [0.3, 0.05], count: fitted.count, of: "the ladder of \(name)"
    ) { parameters, residuals in
      for (row, column) in columns.enumerated() {
        residuals[row] = parameters[0] * column.switching + parameters[1] * column.awake - 1
      }
    }
    #expect(abs(domain.capacitance.value.farads * 1e9 / fit.parameters[0] - 1) < 2e-3)
    #expect(abs(domain.awakeCurrent.value.amperes / fit.parameters[1] - 1) < 2e-3)
  }

  @Test(
    "the throttle ladder of the four big cores is near the one put together from measurements",
    arguments: [
      (1.0, 3.12, 1.00), (0.9, 2.45, 0.89), (0.8, 2.01, 0.81), (0.7, 1.56, 0.69),
      (0.6, 1.26, 0.61), (0.5, 0.94, 0.49), (0.4, 0.75, 0.40),
    ])
  func throttleLadder(scale: Double, watts: Double, speed: Double) throws {
    let cpu = try #require(try quickstart().cluster.server.device.processor(for: .fp32))
    let model = ProcessorModel(cpu)
    // All clusters at the operating point nearest to this part of their highest frequency.
    let settings = cpu.clocks.map { domain in
      let point = (0..<domain.pointCount).min {
        abs(domain.relativeFrequency(of: $0) - scale)
          < abs(domain.relativeFrequency(of: $1) - scale)
      }
      return ClockSetting(point: point ?? 0, coresOnline: domain.cores.value)
    }
    // CoreMark is what activity 1 means.
    var coreMark = 0.0
    for (domain, setting) in zip(cpu.clocks, settings) where domain.share.value > 0 {
      coreMark += Double(domain.cores.value) * domain.busyWatts(at: setting.point)
    }
    #expect(abs(coreMark / watts - 1) < 0.06)
    #expect(abs(model.speed(at: settings).arithmetic - speed) < 0.02)
    // A neural network switches about twice as much; at every point the same factor.
    if scale == 1 {
      #expect(model.busyWatts(at: settings) == 6.06)
      #expect(abs(6.06 / coreMark - 1.9) < 0.1)
    } else {
      let factor = model.busyWatts(at: settings) / coreMark
      #expect(factor > 1.6 && factor < 6.06 / 3.0)
    }
  }
}
