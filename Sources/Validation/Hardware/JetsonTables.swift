import Foundation
import Numerics
import Reports

/// Voltages of a Tegra210 over its clocks, held against a straight line above the knee.
enum JetsonTables {
  static func judge(_ folder: URL) throws -> ValidationRecord.DataSet {
    guard let file = folder.files({ $0 == "tegra210_voltage_frequency.csv" }).first else {
      throw ValidationFailure.noFile(
        "tegra210_voltage_frequency.csv", folder: folder.relativePath)
    }
    var tables: [(name: String, points: [(megahertz: Double, millivolts: Double)])] = []
    for line in try file.numberedLines().dropFirst() {
      let cells = line.text.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count >= 4, let megahertz = Double(cells[2]), let millivolts = Double(cells[3])
      else {
        throw ValidationFailure.unexpected(
          file: file.relativePath, line: line.number,
          expected: "domain, table, freq_mhz, voltage_mv")
      }
      let name = "\(cells[0]) \(cells[1])"
      if tables.last?.name != name { tables.append((name, [])) }
      tables[tables.count - 1].points.append((megahertz, millivolts))
    }
    let checks = tables.map { table in
      let line = StraightLine(
        table.points.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element))
      let judged = table.points.enumerated().filter { !$0.offset.isMultiple(of: 2) }
      return ValidationRecord.Check(
        table.name, unit: "mV", .worst, bar: nil,
        rows: judged.map { _, point in
          .init(
            label: "\(rounded(point.megahertz, places: 1)) MHz", measured: point.millivolts,
            modelled: line(point.megahertz))
        },
        fitted: "\(rounded(line.offset)) mV + \(rounded(line.slope * 100)) mV per 100 MHz",
        listsRows: false)
    }
    return ValidationRecord.DataSet(
      folder: folder.lastPathComponent,
      title: "Jetson Nano (Tegra210): voltage over frequency",
      citation: "Voltage tables of the CPU and GPU clocks in OE4T linux-tegra-5.10 "
        + "(clk-tegra124-dfll-fcpu.c and gm20b), GPL-2.0; values only",
      procedure: "The power model of power modes takes voltages to rise in a straight line above a "
        + "knee. A line through every second point, judged on the others; the clamps to a rail's "
        + "lowest voltage are outside these tables. No bar is set.",
      checks: checks)
  }

  /// The least-squares line through points, in closed form.
  private struct StraightLine {
    let offset: Double
    let slope: Double

    init(_ points: [(megahertz: Double, millivolts: Double)]) {
      let x = Statistics.mean(points.map(\.megahertz))
      let y = Statistics.mean(points.map(\.millivolts))
      let spread = points.reduce(0) { $0 + ($1.megahertz - x) * ($1.megahertz - x) }
      let common = points.reduce(0) { $0 + ($1.megahertz - x) * ($1.millivolts - y) }
      slope = spread > 0 ? common / spread : 0
      offset = y - slope * x
    }

    func callAsFunction(_ x: Double) -> Double { offset + slope * x }
  }
}
