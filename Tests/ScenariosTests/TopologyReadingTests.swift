import Foundation
import Hardware
import Testing

@testable import Scenarios

@Suite struct TopologyReadingTests {
  /// A scenario whose cluster is `cluster`, indented by two.
  private func text(_ cluster: String) -> String {
    """
    scenario: joined
    cluster:
    \(cluster)
    training:
      model: lenet5
      dataset: { generated: { train: 640, test: 64 } }
      optimizer: { sgd: { learning-rate: 0.05 } }
      target: { rounds: 1 }
      learning: none
    strategies: [ ring-all-reduce: { global-batch: 64 } ]
    """
  }

  private let graph = """
      server: soc-cluster-60
      topology:
        graph:
          switches:
            core: { power: 12 W }
            east: { power: 1.5 W }
            west: { power: { value: 2 W, basis: measured, source: "my meter" } }
          connections:
            - { between: [core, east], link: trunk }
            - { between: [west, core], link: trunk }
            - { between: [east, west], link: board-uplink }
          devices:
            - { at: east, count: 5, link: device }
            - { at: west, count: 4, link: device }
            - { at: core, count: 1, link: none }
          uplink: core
      links:
        trunk: { rate: 10 Gbit/s, goodput: 0.94, latency: 5 us, energy: 1 nJ/bit, idle-power: 2 W }
        device: { rate: 2.5 Gbit/s }
      use: 10
      network: store-and-forward
    """

  private func server(_ cluster: String) throws -> ServerSpecification {
    try testReader.read(text: text(cluster), named: "s.yaml").cluster.server
  }

  @Test func aGraphJoinsTheDevicesOfAServerInAnotherWay() throws {
    let scenario = try testReader.read(text: text(graph), named: "s.yaml")
    let server = scenario.cluster.server
    guard case .graph(let graph) = server.topology else {
      Issue.record("no graph: \(server.topology)")
      return
    }
    #expect(graph.switches.map(\.name) == ["core", "east", "west"])
    #expect(graph.switches.map { $0.power.value.watts } == [12, 1.5, 2])
    #expect(graph.switches.map(\.power.basis) == [.scenario, .scenario, .measured])
    #expect(
      graph.connections == [
        .init(0, 1, link: "trunk"), .init(2, 0, link: "trunk"), .init(1, 2, link: "board-uplink"),
      ])
    #expect(graph.devices.map(\.place) == [1, 2, 0])
    #expect(graph.devices.map(\.link) == ["device", "device", nil])
    #expect(graph.uplink == 0)
    #expect(server.deviceCount == 10)
    #expect(server.title.hasSuffix(", its devices joined in a graph of 3 switches"))
    #expect(server.boundary.hasPrefix("Every device, used or not, with the switches and ports"))
    #expect(scenario.cluster.network == .storeAndForward)
    #expect(server.link("trunk").idlePower.value.watts == 2)
    #expect(server.link("device").rate.value.bytesPerSecond == 312.5e6)
    #expect(server.link("device").goodput.basis == .assumed)
    // 10 SoCs, three switches, two trunks, management and fans; links of the boards are included.
    #expect(abs(server.idlePower.watts - (16 + 15.5 + 4 + 5 + 20.5)) < 1e-9)
  }

  @Test(arguments: [0, 1, 2])
  func theEffectiveScenarioReadsBackEqual(which: Int) throws {
    let star = """
        server: soc-cluster-60
        topology: { star: { devices: 60, switch-power: 30 W } }
        use: 32
      """
    let odd = graph.replacing("trunk", with: "\"a: trunk\"").replacing("east", with: "e.ast-1")
    let scenario = try testReader.read(
      text: text([graph, star, odd][which]), named: "s.yaml")
    let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
    let written = scenario.effectiveText
    let again = try lonely.read(text: written, named: "elsewhere.yaml")
    #expect(again == scenario)
    #expect(again.effectiveText == written)
  }

  @Test func aStarHasNoBoards() throws {
    let star = """
        server: soc-cluster-60
        topology: { star: { devices: 6, switch-power: 3 W } }
        links: { device: { latency: 50 us } }
        use: 6
      """
    let server = try server(star)
    #expect(server.deviceCount == 6)
    #expect(server.links.names == ["device", "server-uplink"])
    #expect(abs(server.idlePower.watts - (6 * 1.6 + 3 + 25.5)) < 1e-9)
    #expect(
      complaints(text(star.replacing("device: {", with: "board-uplink: {"))) == [
        """
        s.yaml:5:12: error: unknown key 'board-uplink' in 'cluster.links'
          note: one of: device, server-uplink
        """
      ])
  }

  @Test func everyMistakeOfAGraphIsToldAtOnceAtItsPlace() {
    let text = text(
      """
        server: soc-cluster-60
        topology:
          graph:
            switches:
              core: { power: 12 W }
              east: { power: 1.5 }
              wild west: { power: 1 W }
            connections:
              - { between: [core, eats], link: board-uplink }
              - { between: [core, core], link: board-uplink }
              - { between: [core, east], link: board-uplink }
              - { between: [east, core], link: board-uplink }
              - { between: [core, east, core], link: board-uplink }
            devices:
              - { at: nowhere, count: 5, link: device }
              - { at: east, count: 2, link: none }
            uplink: cor
        use: 5
        network: fliud
      """)
    #expect(
      complaints(text) == [
        """
        s.yaml:8:24: error: 'cluster.topology.graph.switches.east.power' takes a power with its \
        unit, such as '6.06 W', found '1.5'
        """,
        """
        s.yaml:9:9: error: 'cluster.topology.graph.switches' takes letters, digits, '-', '_' and \
        '.', found 'wild west'
        """,
        """
        s.yaml:11:29: error: unknown switch 'eats'; did you mean 'east'?
          note: one of: core, east
        """,
        "s.yaml:12:22: error: switch 'core' is connected with itself",
        "s.yaml:14:22: error: 'east' and 'core' are connected twice\n  note: first at line 13",
        """
        s.yaml:15:22: error: 'cluster.topology.graph.connections[5].between' takes two switches, \
        found 3
        """,
        """
        s.yaml:17:17: error: unknown switch 'nowhere'
          note: one of: core, east
        """,
        """
        s.yaml:18:39: error: one device at most can be the switch 'east'; others need a link to it
        """,
        """
        s.yaml:19:15: error: unknown switch 'cor'; did you mean 'core'?
          note: one of: core, east
        """,
        """
        s.yaml:21:12: error: 'cluster.network' does not take 'fliud'; did you mean 'fluid'?
          note: one of: fluid, store-and-forward
        """,
      ])
  }

  @Test func switchesThatNoWayLeadsToAreReported() {
    let text = text(
      """
        server: soc-cluster-60
        topology:
          graph:
            switches:
              core: { power: 12 W }
              east: { power: 1.5 W }
              far: { power: 1.5 W }
              farther: { power: 1.5 W }
            connections:
              - { between: [core, east], link: board-uplink }
              - { between: [far, farther], link: board-uplink }
            devices:
              - { at: far, count: 5, link: device }
            uplink: east
        use: 5
      """)
    #expect(
      complaints(text) == [
        "s.yaml:9:9: error: switch 'far' cannot be reached from 'east', where the uplink is",
        "s.yaml:10:9: error: switch 'farther' cannot be reached from 'east', where the uplink is",
      ])
  }

  @Test func kindsOfLinksAreKnownAndUsed() {
    #expect(
      complaints(text(graph.replacing("link: trunk", with: "link: trnuk", maxReplacements: 1))) == [
        """
        s.yaml:11:42: error: unknown link 'trnuk'; did you mean 'trunk'?
          note: one of: device, board-uplink, trunk, server-uplink
        """
      ])
    #expect(
      complaints(text(graph.replacing("    trunk: {", with: "    wire: {"))) == [
        """
        s.yaml:11:42: error: unknown link 'trunk'
          note: one of: device, board-uplink, wire, server-uplink
        """,
        """
        s.yaml:12:42: error: unknown link 'trunk'
          note: one of: device, board-uplink, wire, server-uplink
        """,
      ])
    #expect(
      complaints(text(graph.replacing("link: trunk", with: "link: device"))) == [
        "s.yaml:20:5: error: no connection and no device uses link 'trunk'"
      ])
    #expect(
      complaints(text(graph.replacing(", energy: 1 nJ/bit", with: ""))) == [
        "s.yaml:20:12: error: missing key 'energy' in 'cluster.links.trunk'"
      ])
  }

  @Test func aTopologyIsAStarOrAGraph() {
    #expect(
      complaints(text("  server: soc-cluster-60\n  topology: { mesh: 3 }\n  use: 5")) == [
        """
        s.yaml:4:15: error: unknown topology 'mesh'
          note: one of: star, graph
        """
      ])
    #expect(
      complaints(text(graph.replacing("use: 10", with: "use: 11"))) == [
        "s.yaml:22:8: error: 11 devices are asked for, but 'soc-cluster-60' has 10"
      ])
  }

  @Test func anIdlePowerThatIsNotWrittenIsAnAssumption() throws {
    let bare = graph.replacing(", idle-power: 2 W", with: "")
    let scenario = try testReader.read(text: text(bare), named: "s.yaml")
    #expect(scenario.cluster.server.link("trunk").idlePower.basis == .assumed)
    let assumed = assumptions(of: scenario).first { $0.path.hasSuffix("trunk.idle-power") }
    #expect(assumed?.value == "0 W")
    #expect(assumed?.touches_energy_only == true)
    // What the researcher states is no assumption, zero or not.
    let zero = graph.replacing("idle-power: 2 W", with: "idle-power: 0 W")
    let stated = try testReader.read(text: text(zero), named: "s.yaml")
    #expect(stated.cluster.server.link("trunk").idlePower.basis == .scenario)
  }

  @Test func aCatalogueFileMayHoldAGraph() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "servers"), withIntermediateDirectories: true)
    let inline = try testReader.read(text: text(graph), named: "s.yaml").effectiveText
    // The lines below `server:`, as a file of their own.
    let lines = inline.split(separator: "\n").drop { $0 != "  server:" }.dropFirst()
    let entry = lines.prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
      .joined(separator: "\n").replacing("name: soc-cluster-60", with: "name: triangle")
    let bases = entry.replacing("basis: scenario", with: "basis: measured")
    let file = folder.appending(path: "servers/triangle.yaml")
    try bases.write(to: file, atomically: true, encoding: .utf8)
    let reader = ScenarioReader(catalogue: Catalogue(folders: [folder.path]))
    let cluster = """
        server: triangle
        links: { trunk: { rate: 1 Gbit/s } }
        use: 10
      """
    let scenario = try reader.read(text: text(cluster), named: "s.yaml")
    #expect(scenario.cluster.server.link("trunk").rate.value.bytesPerSecond == 125e6)
    #expect(scenario.cluster.server.link("trunk").latency.basis == .measured)
    #expect(
      complaints(text(cluster.replacing("trunk", with: "trnk")), reader: reader) == [
        "s.yaml:4:12: error: unknown key 'trnk' in 'cluster.links'; did you mean 'trunk'?"
      ])
    try entry.write(to: file, atomically: true, encoding: .utf8)
    #expect(complaints(text(cluster), reader: reader).allSatisfy { $0.hasPrefix(file.path) })
  }
}
