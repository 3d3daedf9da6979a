import Foundation
import Reports
import Testing

@testable import Validation

/// Published measurements that lie beside the project, or not: tests without them are skipped.
enum Published {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data")

  static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }
}

@Suite(.enabled(if: Published.isThere, "the published measurements are not beside the project"))
struct HardwareValidationTests {
  @Test("Every bar is met, and the page quotes no rows but the worst")
  func bars() throws {
    let record = try HardwareValidation(data: Published.folder.path).record
    #expect(record.passes)
    let sets = record.dataSets.map(\.folder)
    #expect(
      sets == [
        "snapdragon-865", "soc-cluster", "powertrain", "jetson", "jetson",
        "gpu-training", "gpu-sharing",
      ])
    #expect(record.dataSets.flatMap(\.checks).filter { $0.bar != nil }.count == 25)
    #expect(record.verdict == "All 25 bars met.")
    let page = record.html(command: "tidewatt validate hardware --data FOLDER")
    #expect(page.contains("arXiv 2407.13944"))
    #expect(page.contains("SoC-Cluster-artifacts"))
    // No table of rows: the measured 8.124 W at 60 frames/s stands in the JSON alone.
    #expect(!page.contains("8.124"))
    #expect(record.json.contains("8.124"))
  }

  @Test("An Orin Nano's step is judged in kelvin, and a warmer one misses the bar")
  func orinNano() throws {
    let set = try OrinNanoHeat.judged()
    let check = try #require(set.checks.first)
    #expect(check.rows.map(\.measured) == [0.6, 1.0, 1.7])
    #expect(check.passes && check.bar == 0.3 && check.error > 0.05)
    var rows = check.rows
    rows[2].modelled = 2.01
    let missed = ValidationRecord.Check(
      "step", unit: "K", .difference, bar: 0.3, rows: rows, fitted: "")
    #expect(!missed.passes)
    #expect(abs(missed.error - 0.31) < 1e-9)
    #expect(missed.worst?.label == "after 11 s")
  }

  @Test("The V100's limits on jobs that nothing was fitted to")
  func limits() throws {
    let set = try GPUPowerLimits.judge(Published.folder.appending(path: "gpu-training"))
    func check(_ name: String) throws -> ValidationRecord.Check {
      try #require(set.checks.first { $0.name == name })
    }
    // What is said in the catalogue: other networks and runs within some per cent of the time.
    #expect(try check("limit: BERT, time").error < 0.05)
    #expect(try check("limit: BERT, time").judged == 60)
    #expect(try check("limit: ShuffleNetV2, step").error < 0.06)
    #expect(try check("limit: ShuffleNetV2, step").judged == 70)
    #expect(try check("limit: other runs of ResNet-50 and BERT, time").judged == 12)
  }

  @Test("A bar that is missed is named")
  func missed() {
    let check = ValidationRecord.Check(
      "prime core", unit: "W", .median, bar: 0.03,
      rows: [.init(label: "1 GHz", measured: 1, modelled: 1.04)], fitted: "")
    #expect(!check.passes)
    let record = ValidationRecord(
      title: "",
      dataSets: [
        .init(folder: "", title: "", citation: "", procedure: "", checks: [check])
      ], unused: [])
    #expect(record.verdict == "1 of 1 bar missed: prime core")
    #expect(record.text().contains("MISSED"))
  }
}
