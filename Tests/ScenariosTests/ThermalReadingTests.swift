import Foundation
import Hardware
import Testing

@testable import Scenarios

@Suite struct ThermalReadingTests {
  /// A scenario with a device of its own, whose thermal section is given.
  private func scenario(thermal: String, airflow: String = "") throws -> String {
    let processors = try String(
      contentsOf: repository.appending(path: "Scenarios/devices/snapdragon-865.yaml"),
      encoding: .utf8
    ).split(separator: "\nthermal:\n")[0]
    let device = "\(processors)\nthermal:\n\(thermal)"
      .split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("#") }
      .map { "    \($0)" }.joined(separator: "\n")
    return try quickstartText().replacing(
      "  use: 32 ", with: "  device:\n\(device)\n\(airflow)  use: 32 ")
  }

  private static let right = """
      nodes:
        die: { capacity: 3 J/K, resistance: 2.5 K/W }
        heatsink: { capacity: 75 J/K, resistance: 4 K/W }
      enters: { idle: heatsink, cpu: die }
      leakage: { power: 0.3 W, at: 40 °C, growth-per-kelvin: 2 %, quantum: 250 mK }
      critical: 110 °C
      governor:
        step-wise:
          { trip: 95 °C, hysteresis: 5 K, polling: 1 s, passive: 250 ms, resolution: 100 mK }
    """

  private static let others = [
    """
      foster:
        die: { resistance: 0.04 K/W, time-constant: 1 s }
        module: { resistance: 0.74 K/W, time-constant: 60 s }
      leakage: none
      critical: none
      governor: none
    """,
    """
      nodes: { die: { capacity: 3 J/K, resistance: 9 K/W } }
      leakage: none
      critical: 110 °C
      governor:
        power-allocator:
          { switch-on: 80 °C, desired: 90 °C, sustainable: 4.5 W, polling: 1 s, passive: 100 ms,
            resolution: 1 mK }
    """,
    """
      nodes: { die: { capacity: 3 J/K, resistance: 9 K/W } }
      leakage: none
      critical: none
      governor:
        user-caps:
          below: 2
          interval: 2 s
          thresholds:
            - { from: 43 °C, clear: 42 °C, below: 6 }
            - { from: 45 °C, clear: 44 °C, below: 9 }
    """,
    """
      nodes: { die: { capacity: 3 J/K, resistance: 9 K/W } }
      leakage: none
      critical: none
      governor: { pinned: { below: 3 } }
    """,
    """
      nodes: { die: { capacity: 3 J/K, resistance: 9 K/W } }
      leakage: none
      critical: none
      governor: { linear: { from: 80 °C, to: 85 °C, interval: 100 ms } }
    """,
  ]

  private static let curve = """
      airflow:
        fans: 6
        curve:
          lowest: 30 %
          interval: 2 s
          steps:
            - { from: 60 °C, hysteresis: 11 K, speed: 58 % }
            - { from: 87 °C, hysteresis: 9 K, speed: 100 % }

    """

  @Test("every form of heat reads back equal from the effective scenario", arguments: 0..<6)
  func roundTrip(number: Int) throws {
    let text = try scenario(
      thermal: ([Self.right] + Self.others)[number], airflow: number == 0 ? Self.curve : "")
    let first = try testReader.read(text: text, named: "s.yaml")
    let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
    let again = try lonely.read(text: first.effectiveText, named: "e.yaml")
    #expect(again == first)
    #expect(again.effectiveText == first.effectiveText)
    #expect(first.cluster.server.hasHeat)
    let thermal = try #require(first.cluster.server.device.thermal)
    if number == 0 {
      #expect(thermal.leakage?.quantum.kelvin == 0.25)
      #expect(thermal.entries.map(\.node) == ["heatsink", "die"])
      #expect(first.cluster.server.airflow?.curve?.steps.count == 2)
    }
  }

  @Test("mistakes of a thermal section are told at once, each at its line")
  func mistakes() throws {
    let text = try scenario(
      thermal: """
          nodes:
            die: { capacity: -3 J/K, resistance: 2.5 }
            heatsink: { capacity: 75 J/K, resistance: 0 K/W }
          enters: { gpu: radiator }
          leakage: { power: 5 W, at: 40 K, growth-per-kelvin: 2 % }
          critical: 90 °C
          governor:
            step-wise:
              { trip: 95 °C, hysteresis: -5 K, polling: 0 s, passive: 250 ms, resolution: 100 mK }
        """)
    let first = text.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasSuffix("die: { capacity: -3 J/K, resistance: 2.5 }") }
    let line = try #require(first) + 1
    let path = "cluster.device.thermal"
    let found = complaints(text).map { $0.split(separator: "\n")[0] }
    #expect(
      found == [
        "s.yaml:\(line):26: error: '\(path).nodes.die.capacity' must be above zero, found '-3 J/K'",
        """
        s.yaml:\(line):46: error: '\(path).nodes.die.resistance' takes a thermal resistance with \
        its unit, such as '2.5 K/W', found '2.5'
        """,
        """
        s.yaml:\(line + 1):51: error: '\(path).nodes.heatsink.resistance' must be above zero, \
        found '0 K/W'
        """,
        "s.yaml:\(line + 2):22: error: unknown node 'radiator'",
        """
        s.yaml:\(line + 3):25: error: '\(path).leakage.power' must be at most the idle power, of \
        which it is a part, 1.6 W, found '5 W'
        """,
        """
        s.yaml:\(line + 3):34: error: '\(path).leakage.at' takes a temperature, found the unit 'K'
        """,
        """
        s.yaml:\(line + 7):38: error: '\(path).governor.step-wise.hysteresis' must be zero or \
        more, found '-5 K'
        """,
        """
        s.yaml:\(line + 7):53: error: '\(path).governor.step-wise.polling' must be above zero, \
        found '0 s'
        """,
      ])
  }

  @Test("what does not fit together is told where it is written")
  func contradictions() throws {
    func expect(_ old: String, _ new: String, _ message: String) throws {
      let text = try scenario(thermal: Self.right.replacing(old, with: new))
      let found = complaints(text)
      #expect(found.count == 1, "\(found)")
      #expect(found.first?.contains(message) == true, "\(found)")
    }
    try expect(
      "critical: 110 °C", "critical: 90 °C",
      "must be below the critical temperature, 90 °C, found '95 °C'")
    try expect(
      "power: 0.3 W", "power: 2 W",
      "must be at most the idle power, of which it is a part, 1.6 W, found '2 W'")
    try expect("cpu: die", "cpu: dye", "unknown node 'dye'; did you mean 'die'?")
    try expect("cpu: die", "cqu: die", "unknown key 'cqu'")
    try expect(
      "step-wise:", "stepwise:", "unknown governor 'stepwise'; did you mean 'step-wise'?")
    try expect(
      "trip: 95 °C", "trip: 20 °C",
      "'cluster.airflow.inlet' must be below the trip of 'snapdragon-865', 20 °C, found '25 °C'")
  }

  @Test("a line that does not fall is told at its end")
  func line() throws {
    let text = try scenario(
      thermal: Self.others[4].replacing("to: 85 °C", with: "to: 79 °C"))
    let found = complaints(text)
    #expect(found.count == 1)
    #expect(
      found.first?.contains(
        "governor.linear.to' must be above the temperature from which it throttles, 80 °C, found "
          + "'79 °C'") == true, "\(found)")
  }

  @Test("a trip below the air that a scenario sets is told at the air")
  func ambient() throws {
    let found = complaints(
      try quickstartText(), overrides: ["cluster.airflow.inlet=100 °C"])
    #expect(found.count == 1)
    #expect(
      found.first?.contains(
        "'cluster.airflow.inlet' must be below the trip of 'snapdragon-865', 95 °C, found '100 °C'")
        == true, "\(found)")
    let little = complaints(try quickstartText(), overrides: ["cluster.airflow.flow=100 ml/s"])
    #expect(little.first?.contains("to carry what 'snapdragon-865' gives off") == true)
  }

  @Test("a scenario switches heat off, or sets one governor in place of another")
  func overrides() throws {
    let none = try quickstart("cluster.thermal=none")
    #expect(!none.cluster.server.hasHeat)
    #expect(none.effectiveText.contains("thermal: none"))
    #expect(!assumptions(of: none).contains { $0.path.contains("thermal") })
    let pinned = try quickstart("cluster.thermal={ governor: { pinned: { below: 4 } } }")
    guard case .pinned(let governor)? = pinned.cluster.server.device.thermal?.governor else {
      Issue.record("no pinned governor")
      return
    }
    #expect(governor.below.value == 4)
    let still = try quickstart("cluster.airflow=none")
    #expect(!still.cluster.server.hasHeat)
  }
}
