import Foundation
import Hardware
import Testing

@testable import Scenarios

@Suite struct CatalogueTests {
  @Test func theIdlePartsOfTheServerSumToWhatWasMeasured() throws {
    let server = try quickstart().cluster.server
    #expect(abs(server.idlePower.watts - 151.5) < 1e-9)
    #expect(server.deviceCount == 60)
    #expect(server.supply.value == .constant(1))
  }

  @Test func theDeviceHoldsItsPublishedNumbers() throws {
    let device = try quickstart().cluster.server.device
    let cpu = try #require(device.processor(for: .fp32))
    #expect(device.memory.value.bytes == 12_000_000_000)
    #expect(cpu.frequency.value.hertz == 2.8416e9)
    #expect(cpu.frequency.basis == .documented)
    // 0.47 J in 77.6 ms.
    #expect(abs(cpu.activePower.value.watts - 0.47 / 0.0776) < 0.005)
    #expect(cpu.activePower.basis == .derived)
    #expect(cpu.trainingRate.value.operationsPerSecond == 20e9)
    #expect(cpu.stepOverhead.value.nanoseconds == 9_500_000)
    #expect(cpu.jitter.value == .lognormal(coefficientOfVariation: 0.04))
  }

  @Test func everyNumberOfTheCatalogueSaysWhereItComesFrom() throws {
    let numbers = try shippedCatalogue.deviceNumbers() + shippedCatalogue.serverNumbers()
    let shipped = numbers.filter {
      $0.path.hasPrefix("snapdragon-865.") || $0.path.hasPrefix("soc-cluster-60.")
    }
    #expect(shipped.count == 3 + (3 * 7 + 8) + (7 + 8) + 3 + 9 + 2 + 15 + 5 + (4 + 1 + 5) + 6)
    #expect(numbers.allSatisfy { $0.basis != .scenario && !$0.source.isEmpty })
    #expect(numbers.allSatisfy { !$0.source.contains("\n") })
    let overhead = numbers.first { $0.path == "snapdragon-865.cpu.step-overhead" }
    #expect(overhead?.value == "9.5 ms")
    #expect(numbers.first { $0.path == "snapdragon-865.cpu.jitter" }?.value == "{ cv: 4 % }")
  }

  @Test func assumptionsAreWhatTheScenarioRestsOnUnmeasured() throws {
    let lines = assumptions(of: try quickstart()).map(\.text)
    #expect(lines.contains { $0.hasPrefix("snapdragon-865.cpu.jitter: { cv: 4 % } (Lognormal") })
    #expect(lines.contains { $0.hasPrefix("soc-cluster-60.power.fans: 20.5 W (") })
    // Derived and documented numbers are no assumptions.
    #expect(!lines.contains { $0.contains("active-power") || $0.contains("frequency") })
    // The quickstart repeats the catalogue's rate, which does not make it any better known.
    #expect(lines.contains { $0.hasPrefix("soc-cluster-60.links.device.rate: 1 Gbit/s (") })
    let other = assumptions(of: try quickstart("cluster.links.device.rate=2 Gbit/s")).map(\.path)
    #expect(!other.contains("soc-cluster-60.links.device.rate"))
    #expect(lines.contains { $0.hasPrefix("soc-cluster-60.links.device.energy: 1 nJ/bit (") })
  }

  @Test func whatAnAssumptionTouchesDoesNotDependOnNames() throws {
    let text = try quickstart().effectiveText
    let shipped = assumptions(of: try testReader.read(text: text, named: "s.yaml"))
    let time = shipped.filter { !$0.touches_energy_only }.map(\.path)
    #expect(time.contains("snapdragon-865.cpu.training-rate"))
    #expect(time.contains("soc-cluster-60.links.server-uplink.latency"))
    let energy = shipped.filter(\.touches_energy_only).map(\.path)
    #expect(
      energy == [
        "soc-cluster-60.links.device.energy", "soc-cluster-60.links.board-uplink.energy",
        "soc-cluster-60.links.server-uplink.energy",
        "soc-cluster-60.power.board-switch", "soc-cluster-60.power.server-switch",
        "soc-cluster-60.power.management", "soc-cluster-60.power.fans",
        "soc-cluster-60.power.supply-efficiency",
      ])
    // What warms a device can slow it down; where no temperature is modelled it cannot.
    #expect(time.contains("snapdragon-865.idle-power"))
    let unheated = assumptions(of: try quickstart("cluster.thermal=none"))
    #expect(unheated.filter(\.touches_energy_only).map(\.path).first == "snapdragon-865.idle-power")
    let renamed = text.replacing("name: snapdragon-865", with: "name: low-power-soc")
      .replacing("name: soc-cluster-60", with: "name: power-server")
      .replacing("  cpu:", with: "  \"energy: supply\":")
      .replacing("device: snapdragon-865", with: "device: low-power-soc")
      .replacing("processor: cpu", with: "processor: \"energy: supply\"")
    let others = assumptions(of: try testReader.read(text: renamed, named: "s.yaml"))
    #expect(others.contains { $0.path == "low-power-soc.energy: supply.training-rate" })
    #expect(others.map(\.touches_energy_only) == shipped.map(\.touches_energy_only))
  }

  @Test func overridesAreTheScenariosOwn() throws {
    let server = try quickstart("cluster.links.device={ rate: 2.5 Gbit/s }").cluster.server
    #expect(server.link("device").rate.value.bytesPerSecond == 312.5e6)
    #expect(server.link("device").rate.basis == .scenario)
    #expect(server.link("device").latency.basis == .assumed)
    #expect(server.link("device").latency.value.nanoseconds == 110_000)
    // Written in the file, as in the catalogue.
    #expect(server.link("board-uplink").rate.basis == .assumed)
    #expect(server.link("server-uplink").rate.basis == .assumed)
    #expect(server.link("server-uplink").rate.value.bytesPerSecond == 2.5e9)
    let jitter = try quickstart("training.jitter=none").cluster.server.device.processors[0].jitter
    #expect(jitter.value == .none)
    #expect(jitter.basis == .scenario)
    let six = try quickstart("training.jitter={ cv: 6 % }").cluster.server.device.processors[0]
    #expect(six.jitter.value == .lognormal(coefficientOfVariation: 0.06))
  }

  @Test func mistakesInCatalogueFilesAreReportedThere() throws {
    let folder = try copyOfCatalogue()
    defer { try? FileManager.default.removeItem(at: folder) }
    try edit(folder, "devices/snapdragon-865.yaml", "value: 12 GB", "value: 12")
    try edit(folder, "devices/snapdragon-865.yaml", "basis: documented", "basis: scenario")
    try edit(folder, "servers/soc-cluster-60.yaml", "title:", "titel:")
    let reader = ScenarioReader(
      catalogue: Catalogue(folders: [folder.path]))
    let text = try quickstartText().replacing("use: 32", with: "use: x")
    let device = folder.appending(path: "devices/snapdragon-865.yaml").path
    let server = folder.appending(path: "servers/soc-cluster-60.yaml").path
    let found = complaints(text, reader: reader)
    #expect(
      found == [
        "s.yaml:6:8: error: 'cluster.use' takes a whole number, found 'x'",
        "\(server):3:1: error: missing key 'title'",
        "\(server):4:1: error: unknown key 'titel'; did you mean 'title'?",
        "\(device):6:10: error: 'memory.value' takes an amount of data with its unit, such as "
          + "'12 GB', found '12'",
        "\(device):24:35: error: 'processors.cpu.clocks.prime.cores.basis' does not take 'scenario'"
          + "\n  note: one of: measured, derived, documented, assumed",
      ])
  }

  @Test("mistakes of a board's modes, rails and heat are told at once, each at its line")
  func boardMistakes() throws {
    let folder = try copyOfCatalogue()
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = "devices/jetson-orin-nano-8gb.yaml"
    try edit(folder, name, "feeds: [memory]", "feeds: [memroy]")
    try edit(
      folder, name, "value: [204 MHz, 665.6 MHz, 2.133 GHz]", "value: [204 MHz, 665.6 MHz, 204 MHz]"
    )
    try edit(folder, name, "value: 0.74 K/W", "value: -0.74 K/W")
    try edit(folder, name, "value: 99 °C", "value: 105 °C")
    let file = folder.appending(path: name)
    let lines = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    func line(_ text: String) throws -> Int {
      try #require(lines.firstIndex { $0.contains(text) }) + 1
    }
    let text = try quickstartText().replacing(
      "  use: 32 ", with: "  device: jetson-orin-nano-8gb\n  use: 32 ")
    let found = complaints(
      text, reader: ScenarioReader(catalogue: Catalogue(folders: [folder.path]))
    ).map { String($0.split(separator: "\n")[0]) }
    let expected = [
      (
        try line("204 MHz, 665.6 MHz, 204 MHz"),
        "'power-modes.memory[3]' must be above the one before it"
      ),
      (try line("feeds: [memroy]"), "does not take 'memroy'"),
      (try line("value: -0.74 K/W"), "heatsink.resistance.value' must be above zero, found"),
      (try line("step-wise:"), "must be below the critical temperature, 104.5 °C, found '105 °C'"),
    ]
    #expect(found.count == expected.count, "\(found)")
    for (line, message) in expected {
      #expect(
        found.contains { complaint in
          // The governor's settings begin below its name.
          (line...line + 1).contains { complaint.hasPrefix("\(file.path):\($0):") }
            && complaint.contains(message)
        }, "line \(line): \(message) not in \(found)")
    }
  }

  @Test("the lowest of a card's limits is not above its highest")
  func limitMistakes() throws {
    let folder = try copyOfCatalogue()
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = "devices/nvidia-v100.yaml"
    try edit(folder, name, "value: 250 W", "value: 90 W")
    try edit(folder, name, "value: 82 %", "value: 120 %")
    let text = try quickstartText().replacing(
      "  use: 32 ", with: "  device: nvidia-v100\n  use: 32 ")
    let path = folder.appending(path: name).path
    let found = complaints(
      text, reader: ScenarioReader(catalogue: Catalogue(folders: [folder.path])))
    #expect(found.count == 1 && found[0].hasPrefix("\(path):"), "\(found)")
    #expect(found.first?.contains("'power-limits.headroom.value' must be") == true)
    try edit(folder, name, "value: 120 %", "value: 82 %")
    let second = complaints(
      text, reader: ScenarioReader(catalogue: Catalogue(folders: [folder.path])))
    #expect(
      second.first?.contains(
        "'power-limits.highest' must be at least the lowest, 100 W, found '90 W'")
        == true, "\(second)")
  }

  @Test func aSumThatDoesNotMeetTheTotalIsReportedWithTheDifference() throws {
    let folder = try copyOfCatalogue()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = "servers/soc-cluster-60.yaml"
    try edit(folder, file, "value: 20.5 W", "value: 18 W")
    try edit(folder, file, "name: soc-cluster-60", "name: soc-cluster")
    let reader = ScenarioReader(
      catalogue: Catalogue(folders: [folder.path]))
    let path = folder.appending(path: file).path
    let found = complaints(try quickstartText(), reader: reader)
    #expect(
      found == [
        "\(path):3:7: error: the name is 'soc-cluster', but the file is named "
          + "'soc-cluster-60.yaml'",
        "\(path):110:3: error: the idle powers of the parts sum to 149 W, which is 2.5 W less than "
          + "the total of 151.5 W",
      ])
  }

  private func copyOfCatalogue() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    for kind in ["devices", "servers"] {
      try FileManager.default.copyItem(
        at: repository.appending(path: "Scenarios").appending(path: kind),
        to: try made(folder).appending(path: kind))
    }
    return folder
  }

  private func made(_ folder: URL) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func edit(_ folder: URL, _ file: String, _ old: String, _ new: String) throws {
    let url = folder.appending(path: file)
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text.contains(old))
    try text.replacing(old, with: new, maxReplacements: 1)
      .write(to: url, atomically: true, encoding: .utf8)
  }

  @Test func foldersAroundTheFileAreSearched() throws {
    let file = repository.appending(path: "Scenarios/deep/er/x.yaml").path
    let folders = Catalogue.around(file: file).folders
    #expect(folders.contains { $0.hasSuffix("Scenarios") })
    let reader = ScenarioReader()
    _ = try reader.read(file: repository.appending(path: "Scenarios/quickstart.yaml").path)
  }

  @Test func theScenariosAroundTheToolAreSearchedLast() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
      .resolvingSymlinksInPath()
    defer { try? FileManager.default.removeItem(at: folder) }
    let package = try made(folder.appending(path: "package"))
    for kind in ["devices", "servers"] {
      try FileManager.default.copyItem(
        at: repository.appending(path: "Scenarios").appending(path: kind),
        to: try made(package.appending(path: "Scenarios")).appending(path: kind))
    }
    let tool = try made(package.appending(path: ".build/debug")).appending(path: "tidewatt")
    try Data().write(to: tool)
    let link = try made(folder.appending(path: "bin")).appending(path: "tidewatt")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: tool)
    let file = try made(folder.appending(path: "work")).appending(path: "s.yaml").path
    for tool in [tool, link] {
      let catalogue = Catalogue.around(file: file, tool: tool.path)
      #expect(catalogue.folders.last == package.appending(path: "Scenarios").path)
      #expect(complaints(try quickstartText(), reader: ScenarioReader(catalogue: catalogue)) == [])
    }
  }

  @Test func whereACatalogueWasLookedForIsSaid() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
      .resolvingSymlinksInPath().path
    var catalogue = Catalogue.around(file: "\(folder)/work/s.yaml", tool: "\(folder)/bin/tidewatt")
    // What this machine has around its temporary files is of no interest here.
    catalogue.folders = []
    let here = FileManager.default.currentDirectoryPath
    let places =
      "'\(folder)/work' and the folders around it, in '\(here)/Scenarios', in 'Scenarios' of "
      + "'\(folder)/bin' and of the folders around it"
    #expect(
      complaints(try quickstartText(), reader: ScenarioReader(catalogue: catalogue)) == [
        """
        s.yaml:5:11: error: unknown server 'soc-cluster-60'
          note: there is none; looked for 'servers' in \(places)
        """
      ])
    let error = #expect(throws: EmptyCatalogue.self) { try catalogue.listing() }
    #expect(
      error?.description == """
        there is no device and no server
          note: looked for 'devices' and 'servers' in \(places)
        """)
  }

  @Test func numbersOfACatalogueFileMayNotBeBare() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try made(folder.appending(path: "devices"))
    let file = folder.appending(path: "devices/bare.yaml")
    try "name: bare\ntitle: Bare\nmemory: 1 GB\nidle-power: 1 W\nprocessors: {}\n"
      .write(to: file, atomically: true, encoding: .utf8)
    let error = #expect(throws: Diagnostics.self) {
      try Catalogue(folders: [folder.path]).deviceNumbers()
    }
    #expect(
      error?.list.map(\.description) == [
        "\(file.path):3:9: error: 'memory' takes a number with its source: "
          + "{ value: ..., basis: ..., source: \"...\" }",
        "\(file.path):4:13: error: 'idle-power' takes a number with its source: "
          + "{ value: ..., basis: ..., source: \"...\" }",
        "\(file.path):5:13: error: 'processors' lists nothing",
      ])
  }
}
