import Foundation
import Hardware
import Testing

@testable import Scenarios

/// Numbers that say between what they may lie, and strategies that use some of the devices.
@Suite struct RangeReadingTests {
  @Test("a range is read, written and read again")
  func roundTrip() throws {
    let scenario = try quickstart()
    let rate = try #require(scenario.training.workload?.calibrations.first?.trainingRate)
    #expect(rate.range?.least.operationsPerSecond == 15e9)
    #expect(rate.range?.greatest.operationsPerSecond == 30e9)
    #expect(scenario.effectiveText.contains("range: [15 GFLOP/s, 30 GFLOP/s]"))
    let again = try testReader.read(text: scenario.effectiveText, named: "s.yaml")
    #expect(again == scenario)
  }

  @Test("a range holds two rising values with the number between them")
  func mistakes() throws {
    func complaint(_ range: String) throws -> [String] {
      try complaints(
        replacing: "device: { rate: 1 Gbit/s, goodput: 0.90, latency: 110 us }",
        with: "device: { rate: { value: 1 Gbit/s, basis: assumed, source: x, range: \(range) } }")
    }
    #expect(try complaint("[1 Gbit/s, 2 Gbit/s]").isEmpty)
    for wrong in ["[2 Gbit/s, 3 Gbit/s]", "[2 Gbit/s, 0.5 Gbit/s]", "[1 Gbit/s]"] {
      let found = try complaint(wrong)
      #expect(found.count == 1)
      #expect(found.first?.contains("takes two numbers that rise") == true)
    }
    #expect(try complaint("[0.5 Gbit/s, 2]").first?.contains("with its unit") == true)
  }

  @Test("a strategy may use the first devices only, and is checked with them")
  func devices() throws {
    let text = try quickstartText()
      .replacing("group-wise: { groups: 8,", with: "group-wise: { devices: 12, groups: 4,")
    let scenario = try testReader.read(text: text, named: "s.yaml")
    let choice = try #require(scenario.strategies.last)
    #expect(choice.devices == 12)
    #expect(scenario.deviceCount(of: choice) == 12)
    #expect(scenario.deviceCount(of: scenario.strategies[0]) == 32)
    #expect(try testReader.read(text: scenario.effectiveText, named: "s.yaml") == scenario)
    #expect(
      complaints(text.replacing("devices: 12", with: "devices: 10")).first?
        .contains("4 groups do not divide 10 devices") == true)
    #expect(
      complaints(text.replacing("devices: 12", with: "devices: 33")).first?
        .contains("must be at most 32") == true)
  }

  @Test("strategies of one kind are told apart by their devices")
  func labels() throws {
    let text = try quickstartText()
      .replacing(
        "  - ring-all-reduce: { global-batch: 64 }",
        with: "  - ring-all-reduce: { global-batch: 64, devices: 8 }\n"
          + "  - ring-all-reduce: { global-batch: 64 }")
    let labels = try testReader.read(text: text, named: "s.yaml").strategies.map(\.label)
    #expect(labels.contains("ring-all-reduce (devices: 8)"))
    #expect(labels.contains("ring-all-reduce"))
  }
}
