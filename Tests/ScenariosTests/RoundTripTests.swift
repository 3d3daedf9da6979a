import Foundation
import Hardware
import Scenarios
import Testing

@Suite struct RoundTripTests {
  /// Reads without any catalogue.
  private let lonely = ScenarioReader(catalogue: Catalogue(folders: []))

  @Test(arguments: [
    [], ["training.learning=none", "training.dataset={ generated: { train: 512, test: 128 } }"],
    ["training.jitter=none", "training.optimizer.sgd.momentum=0", "energy.boundary=used"],
    ["training.jitter={ cv: 3.3333333333333335 % }", "training.target.accuracy=85.5 %"],
    ["cluster.links.server-uplink={ rate: 333.3 Mbit/s, energy: 0 J/bit, latency: 1 ns }"],
    ["training.dataset={ idx: 'data/some: \"folder\"\\ ü' }", "training.stop=rounds"],
    ["strategies=[local: { batch: 9 }, group-wise: { groups: 4, batch: 8 }, local: { batch: 7 }]"],
  ])
  func theEffectiveScenarioReadsBackEqualWithoutACatalogue(overrides: [String]) throws {
    let scenario = try testReader.read(
      text: try quickstartText(), named: "/x/quickstart.yaml", overrides: overrides)
    let text = scenario.effectiveText
    let again = try lonely.read(text: text, named: "/elsewhere/scenario.effective.yaml")
    #expect(again == scenario)
    #expect(again.effectiveText == text)
  }

  @Test func relativeFoldersStartAtTheFile() throws {
    let scenario = try testReader.read(
      text: try quickstartText(), named: "/x/y/quickstart.yaml",
      overrides: ["training.dataset={ idx: ../data }"])
    #expect(scenario.training.dataSet == .idx(folder: "/x/data"))
  }

  @Test func aDeviceCanBeWrittenInline() throws {
    let text = try quickstartText().replacing(
      "  use: 32 ",
      with: """
          device:
            name: toy
            title: "A toy: \\u00fc # \\" \\\\ \\t"
            memory: 512 MiB
            idle-power: { value: 0.3 W, basis: measured, source: "my meter: 0.3 W" }
            message-time: 10 us
            processors:
              cpu:
                precisions: [fp32]
                frequency: 1 GHz
                active-power: 2 W
                training-rate: 3 GFLOP/s
                step-overhead: 0 ns
                overhead-clock: host
                exponent: maximum
                jitter: { cv: 5 % }
                memory-rate: 80 Gbit/s
                memory-energy: 20 pJ/bit
          use: 32
        """)
    let scenario = try testReader.read(text: text, named: "s.yaml")
    let device = scenario.cluster.server.device
    #expect(device.name == "toy")
    #expect(device.title == "A toy: ü # \" \\ \t")
    #expect(device.memory.basis == .scenario)
    #expect(device.idlePower.basis == .measured)
    #expect(device.messageTime.value.nanoseconds == 10_000)
    #expect(device.processors[0].jitter.value == .lognormal(coefficientOfVariation: 0.05))
    #expect(!assumptions(of: scenario).contains { $0.path.hasPrefix("toy") })
    let silent = try testReader.read(
      text: text.replacing("message-time: 10 us", with: ""), named: "s.yaml")
    #expect(
      assumptions(of: silent).filter { $0.path.hasPrefix("toy") }.map(\.path)
        == ["toy.message-time"])
    let again = try lonely.read(text: scenario.effectiveText, named: "s.yaml")
    #expect(again == scenario)
    #expect(
      complaints(text.replacing("[fp32]", with: "[]")) == [
        """
        s.yaml:29:3: error: device 'toy' has no processor that trains in fp32
          note: 'toy' has: cpu (no training)
        """
      ])
    #expect(
      complaints(text.replacing("[fp32]", with: "[fp23]")).first?.hasPrefix(
        "s.yaml:14:22: error: 'cluster.device.processors.cpu.precisions[1]' does not take 'fp23'")
        == true)
  }
}
