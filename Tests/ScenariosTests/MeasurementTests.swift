import Foundation
import Testing

@testable import Scenarios

/// Reading of tables of measurements, and what is said about bad ones.
@Suite struct MeasurementTests {
  private static let columns = [
    MeasuredColumn("cores", ["cores"], .count),
    MeasuredColumn("clock", ["clock", "cpu"], .frequency, unit: "kHz"),
    MeasuredColumn("time", ["time"], .duration, unit: "ms"),
    MeasuredColumn("power", ["power"], .power, unit: "W"),
    MeasuredColumn("bytes", ["bytes"], .number, takesZero: true, isOptional: true),
  ]

  private func table(
    _ text: String, _ change: (inout MeasurementTable.Reading) -> Void = { _ in }
  ) throws -> MeasurementTable {
    let file = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID()).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var reading = MeasurementTable.Reading(columns: Self.columns, fewestRows: 2)
    change(&reading)
    do {
      return try MeasurementTable(file: file.path, reading)
    } catch {
      // Files have random names: what is said names them `m.csv`.
      throw Words(text: error.description.replacing(file.path, with: "m.csv"))
    }
  }

  struct Words: Error, Equatable { var text: String }

  private func complaint(
    _ text: String, _ change: (inout MeasurementTable.Reading) -> Void = { _ in }
  ) -> String {
    do {
      _ = try table(text, change)
      return ""
    } catch { return (error as? Words)?.text ?? "\(error)" }
  }

  @Test("Columns are found by heading, in any order, with units from heading, option or habit")
  func reading() throws {
    let table = try table(
      """
      # a comment

      "power (mW)";Time;note;cores;cpu
      12000;1.5;"a;""b"" c";2;268800
      15000;0.5;;12;2201600

      """
    ) { $0.units = ["time": "s"] }
    #expect(table["power"] == [12, 15])
    #expect(table["time"] == [1.5, 0.5])
    #expect(table["cores"] == [2, 12])
    #expect(table["clock"] == [268_800_000, 2_201_600_000])
    #expect(table.optional("bytes") == nil)
    #expect(table.lines == [4, 5])
  }

  @Test("Rows are chosen by what a column holds")
  func conditions() throws {
    let table = try table(
      "core,cores,cpu,time,power,bytes\n1,1,1e6,1,1,0\n4,1,1e6,2,1,5\n4,1,1e6,3,1,7\n"
    ) { $0.conditions = [.init(heading: "core", text: "4")] }
    #expect(table["time"] == [0.002, 0.003])
    #expect(table["bytes"] == [5, 7])
  }

  @Test("Everything wrong with a table is told at once, with line and column")
  func mistakes() {
    #expect(
      complaint(
        """
        cores,cpu,time,power
        2,268800,1.5,12
        2.5,268800,fast,12
        4,268800,-1,12000000
        6,268800,nan,
        8,268800,1
        8,268800,1,12,13

        """) == """
          m.csv:3:1: error: 'cores' takes a whole number, found '2.5'
          m.csv:3:12: error: 'time' takes a number, found 'fast'
          m.csv:4:10: error: 'time' must be above zero, found '-1'
          m.csv:4:13: error: 'power' must be from 0.1 mW to 10 kW, found '12000000 W'
            note: in another unit? say --unit power=UNIT, one of uW, mW, W, kW, MW, GW
          m.csv:5:10: error: 'time' must be finite, found 'nan'
          m.csv:5:14: error: 'power' has no value
          m.csv:6:11: error: the row has 3 cells, the heading 4
          m.csv:7:15: error: the row has 5 cells, the heading 4
          """)
  }

  @Test("Missing columns, wrong options and too few rows")
  func headings() {
    #expect(
      complaint("cores,cpu\n1,2\n") == """
        m.csv:1:1: error: there is no column for time, with the heading 'time'
          note: the file has: cores, cpu
          note: --column time=HEADING takes another of its columns
        m.csv:1:1: error: there is no column for power, with the heading 'power'
          note: the file has: cores, cpu
          note: --column power=HEADING takes another of its columns
        """)
    #expect(
      complaint("cores,cpu,time,power\n1,1e6,1,1\n") {
        $0.headings = ["tine": "x", "power": "watts"]
        $0.units = ["time": "sec", "cores": "W"]
      } == """
        --column: error: unknown column 'tine'; did you mean 'time'?
          note: one of: cores, clock, time, power, bytes
        --column: error: unknown heading 'watts'
          note: one of: cores, cpu, time, power
        --unit: error: 'cores' has no unit
        --unit: error: 'time' takes a duration, found the unit 'sec'
          note: a duration is in ns, us, ms, s, min, h
        """)
    #expect(
      complaint("cores,cpu,time,power\n1,1e6,1,1\n")
        == "m.csv: error: only 1 row of measurements; at least 2 are needed")
    #expect(complaint("") == "m.csv:1:1: error: the file is empty")
    #expect(complaint("# only\n\n").contains("the file is empty"))
  }

  @Test("A file of another kind is not complained about for ever")
  func many() {
    let rows = String(repeating: "a,b,c,d\n", count: 5000)
    let lines = complaint("cores,cpu,time,power\n" + rows).split(separator: "\n")
    #expect(lines.count < 60)
    #expect(lines.last?.contains("from here on the rows were not read") == true)
  }
}
