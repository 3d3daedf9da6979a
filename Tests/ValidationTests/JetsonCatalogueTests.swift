import Foundation
import Hardware
import Scenarios
import Testing

/// The catalogue's presets against the values read from the boards' own files.
@Suite(.enabled(if: Published.isThere, "the published measurements are not beside the project"))
struct JetsonCatalogueTests {
  private static let boards = [
    "jetson-agx-orin": "Orin AGX 64GB/devkit (p3701-0000)",
    "jetson-agx-orin-32gb": "Orin AGX 32GB (p3701-0004)",
    "jetson-orin-nx-16gb": "Orin NX 16GB (p3767-0000)",
    "jetson-orin-nx-8gb": "Orin NX 8GB (p3767-0001)",
    "jetson-orin-nx-16gb-super": "Orin NX 16GB Super (p3767-0000_super)",
    "jetson-orin-nano-8gb": "Orin Nano 8GB (p3767-0003)",
    "jetson-orin-nano-4gb": "Orin Nano 4GB (p3767-0004)",
    "jetson-orin-nano-8gb-super": "Orin Nano 8GB Super (p3767-0003_super)",
    "jetson-agx-xavier": "Xavier AGX (t194)", "jetson-xavier-nx": "Xavier NX (p3668)",
    "jetson-tx2": "TX2 (t186)", "jetson-tx2-nx": "TX2 NX (p3636)",
    "jetson-nano": "Jetson Nano (t210)",
  ]

  @Test(
    "Every preset of every board is in the catalogue with its cores and caps", arguments: boards)
  func presets(name: String, board: String) throws {
    let file = Published.folder.appending(path: "jetson/presets_nvpmodel.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let rows = lines.map { $0.split(separator: ",").map(String.init) }.filter {
      $0.count == 7 && $0[0] == board
    }
    #expect(!rows.isEmpty)
    let device = try Catalogue.standard.device(named: name)
    let table = try #require(device.modes)
    #expect(Set(rows.map { $0[2] }) == Set(table.presets.value.map(\.name)))
    #expect(rows.first { $0[3] == "1" }?[2] == table.defaultPreset)
    for preset in table.presets.value {
      let own = rows.filter { $0[2] == preset.name }
      #expect(own.allSatisfy { $0[1] == "\(preset.id)" && $0[4] == "\(preset.cores)" })
      for row in own {
        let value = Double(row[6]) ?? 0
        switch row[5] {
        case "GPU.MAX_FREQ": #expect(preset.gpu?.hertz ?? -1 == value)
        case "EMC.MAX_FREQ": #expect(preset.memory?.hertz ?? min(value, 0) == value)
        case let cpu where cpu.hasPrefix("CPU_") && (cpu.hasSuffix("MAX_FREQ") || cpu == "CPU_MAX"):
          #expect((preset.cpu?.hertz ?? -1000) / 1e3 == value)
        default: break
        }
      }
      // A cap leaves a step at most 1 % above it, and the next step down is below it.
      let mode = table.mode(of: preset)
      if let cap = preset.gpu { #expect(mode.gpu.hertz <= cap.hertz * 1.01) }
      if let cap = preset.cpu { #expect(mode.cpu.hertz <= cap.hertz * 1.01) }
    }
  }
}
