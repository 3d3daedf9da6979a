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
        "snapdragon-865", "soc-cluster", "powertrain", "jetson", "gpu-training", "gpu-sharing",
      ])
    #expect(record.dataSets.flatMap(\.checks).filter { $0.bar != nil }.count == 24)
    #expect(record.verdict == "All 24 bars met.")
    let page = record.html(command: "tidewatt validate hardware --data FOLDER")
    #expect(page.contains("arXiv 2407.13944"))
    #expect(page.contains("SoC-Cluster-artifacts"))
    // No table of rows: the measured 8.124 W at 60 frames/s stands in the JSON alone.
    #expect(!page.contains("8.124"))
    #expect(record.json.contains("8.124"))
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
