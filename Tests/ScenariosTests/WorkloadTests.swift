import Foundation
import Hardware
import Simulation
import Testing

@testable import Scenarios

@Suite struct WorkloadTests {
  private let bare = """
    name: toy-work
    title: Toy
    model: lenet5
    calibrations:
      - device: snapdragon-865
        processor: cpu
        precision: fp32
        active-power: { value: 4 W, basis: measured, source: meter }
        training-rate: { value: 12 GFLOP/s, basis: measured, source: meter }
        step-overhead: { value: 3 ms, basis: measured, source: meter }
        exponent: { value: maximum, basis: measured, source: meter }
        jitter: { value: { cv: 2 %, tail: { probability: 1 %, mean: 50 %, index: 3 } }, basis: measured, source: meter }

    """

  /// A catalogue with the shipped devices and servers, and one workload more.
  private func catalogue(_ text: String) throws -> (Catalogue, remove: () -> Void) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    let workloads = folder.appending(path: "workloads")
    try FileManager.default.createDirectory(at: workloads, withIntermediateDirectories: true)
    try text.write(
      to: workloads.appending(path: "toy-work.yaml"), atomically: true, encoding: .utf8)
    return (
      Catalogue(folders: [folder.path] + shippedCatalogue.folders),
      { try? FileManager.default.removeItem(at: folder) }
    )
  }

  @Test func theModelsWorkloadIsTakenByItself() throws {
    let scenario = try quickstart()
    #expect(scenario.training.workload?.name == "lenet5")
    #expect(scenario.processor?.stepOverhead.value == SimDuration(nanoseconds: 9_500_000))
    // Only what concerns the device is kept.
    #expect(scenario.training.workload?.calibrations.map(\.device) == ["snapdragon-865"])
  }

  @Test func aCalibrationTakesThePlaceOfTheProcessorsOwnNumbers() throws {
    let (catalogue, remove) = try catalogue(bare)
    defer { remove() }
    let reader = ScenarioReader(catalogue: catalogue)
    let scenario = try reader.read(
      text: try quickstartText(), named: "s.yaml", overrides: ["training.workload=toy-work"])
    let cpu = try #require(scenario.processor)
    #expect(cpu.activePower.value == Power(watts: 4))
    #expect(cpu.trainingRate.value == ComputeRate(operationsPerSecond: 12e9))
    #expect(cpu.exponent.value == .infinity)
    #expect(cpu.memoryRate.value.bytesPerSecond == 1e10)
    #expect(
      cpu.jitter.value
        == .tailed(
          coefficientOfVariation: 0.02,
          tail: JitterTail(probability: 0.01, mean: 0.5, index: 3)))
    #expect(!assumptions(of: scenario).contains { $0.path.hasSuffix("cpu.training-rate") })
    // What the scenario sets wins.
    let own = try reader.read(
      text: try quickstartText(), named: "s.yaml",
      overrides: ["training.workload=toy-work", "training.jitter=none"])
    #expect(own.processor?.jitter.value == Jitter.none)
    // And all of it is in the effective scenario.
    let text = scenario.effectiveText
    let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
    let again = try lonely.read(text: text, named: "/x/s.yaml")
    #expect(again == scenario)
    #expect(again.effectiveText == text)
  }

  @Test func withoutACalibrationTheProcessorsOwnCostsAreMarked() throws {
    let scenario = try quickstart("training.workload=none")
    #expect(scenario.training.workload == nil)
    let marked = assumptions(of: scenario).first
    #expect(marked?.path == "lenet5.snapdragon-865.cpu.fp32")
    #expect(marked?.touches_energy_only == false)
    #expect(
      try !assumptions(of: quickstart()).contains { $0.path == "lenet5.snapdragon-865.cpu.fp32" })
  }

  @Test func aWorkloadThatIsAskedForMustBeCalibrated() throws {
    let found = complaints(
      try quickstartText(),
      overrides: ["training.workload=lenet5", "cluster.device=raspberry-pi-3b"])
    #expect(found.count == 1)
    #expect(
      found.first?.contains(
        "workload 'lenet5' has no calibration for 'cpu' of 'raspberry-pi-3b' in fp32") == true)
  }

  @Test func mistakesInAWorkloadAreToldInItsFile() throws {
    let broken =
      bare.replacing("processor: cpu", with: "processor: cpus")
      .replacing("12 GFLOP/s", with: "-12 GFLOP/s").replacing(
        "model: lenet5", with: "modle: lenet5"
      )
      .replacing("value: maximum", with: "value: 0.5")
    let (catalogue, remove) = try catalogue(broken)
    defer { remove() }
    let reader = ScenarioReader(catalogue: catalogue)
    let found = complaints(
      try quickstartText(), overrides: ["training.workload=toy-work"], reader: reader
    ).map { $0.replacing(catalogue.folders[0] + "/workloads/", with: "") }
    #expect(
      found == [
        "toy-work.yaml:1:1: error: missing key 'model'",
        "toy-work.yaml:3:1: error: unknown key 'modle'; did you mean 'model'?",
        "toy-work.yaml:6:16: error: unknown processor of 'snapdragon-865' 'cpus'; did you mean 'cpu'?"
          + "\n  note: one of: cpu, gpu, npu",
        "toy-work.yaml:9:29: error: 'calibrations[1].training-rate.value' must be above zero, found "
          + "'-12 GFLOP/s'",
        "toy-work.yaml:11:24: error: 'calibrations[1].exponent.value' must be at least 1, found '0.5'",
      ])
  }

  @Test func clocksFaultsAndRulesAreInTheEffectiveScenario() throws {
    let lonely = ScenarioReader(catalogue: Catalogue(folders: []))
    let scenario = try quickstart(
      "cluster.clocks={ cpu: { prime: { cap: 2.1 GHz }, gold: { cap: 1 GHz, cores: 2 } } }",
      "energy.idle-attribution=by-busy-time",
      "cluster.server=gpu-server", "cluster.links={}", "cluster.use=1",
      "cluster.device=snapdragon-865",
      """
      faults=[device-dies: { device: 0, at: 1 s, until: 2.5 s }, \
      link-slows: { link: soc 0, rate: 12.5 %, at: 3 s }, fans-fail: { at: 4 s }, \
      link-breaks: { link: outside, at: 1 h, until: 2 h }, \
      device-slows: { device: 0, rate: 0.3, at: 0 s }, \
      devices-die: { mean-time-between-failures: 10 h, mean-time-to-repair: 5 min }, \
      devices-slow: { rate: 0.5, mean-time-between-failures: 1 h }, \
      device-links-break: { mean-time-between-failures: 2 h }]
      """, "strategies=[local: { batch: 64 }]")
    #expect(scenario.faults.scheduled.count == 5)
    #expect(scenario.faults.random.count == 3)
    #expect(scenario.cluster.clocks.count == 2)
    #expect(scenario.idleAttribution == .byBusyTime)
    #expect(scenario.cluster.server.hostPower?.value == Power(watts: 211))
    let text = scenario.effectiveText
    let again = try lonely.read(text: text, named: "/x/s.yaml")
    #expect(again == scenario)
    #expect(again.effectiveText == text)
  }

  @Test func everyEntryOfTheCatalogueReadsAndHasSources() throws {
    let numbers =
      try shippedCatalogue.deviceNumbers() + shippedCatalogue.serverNumbers()
      + shippedCatalogue.workloadNumbers()
    let names = Set(numbers.map { $0.path.prefix { $0 != "." } })
    for name in [
      "snapdragon-865", "raspberry-pi-3b", "nvidia-v100", "nvidia-a100", "nvidia-t4",
      "soc-cluster-60", "gpu-server", "pi-rack", "lenet5",
    ] {
      #expect(names.contains(name[...]))
    }
    #expect(numbers.allSatisfy { !$0.source.isEmpty && $0.basis != .scenario })
    // The board of the Pi at full load, as measured.
    let pi = try quickstart("cluster.device=raspberry-pi-3b", "training.workload=none")
    let watts =
      pi.server.device.idlePower.value.watts + (pi.processor?.activePower.value.watts ?? 0)
    #expect(abs(watts - 3.95) < 1e-9)
    // The throttle law's 900 MHz at 82.5 °C is a point of the ladder.
    #expect(pi.processor?.clocks[0].frequencies.value.contains(Frequency(hertz: 900e6)) == true)
  }
}
