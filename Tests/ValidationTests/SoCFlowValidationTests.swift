import Foundation
import Hardware
import Reports
import Scenarios
import Testing

@testable import Validation

/// A small folder of scenarios: one workload on few SoCs, and the GPU server.
struct SmallFolder {
  let path: String

  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  init(groups: Int = 2) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "socflow-\(UUID())")
    let scenarios = folder.appending(path: "here")
    try FileManager.default.createDirectory(at: scenarios, withIntermediateDirectories: true)
    for kind in ["devices", "servers", "workloads"] {
      try FileManager.default.copyItem(
        at: Self.repository.appending(path: "Scenarios/\(kind)"), to: folder.appending(path: kind))
    }
    path = scenarios.path
    try """
    scenario: small
    seed: 1
    cluster: { server: soc-cluster-60, use: 8 }
    training:
      model: lenet5
      dataset: { generated: { train: 512, test: 10 } }
      optimizer: { sgd: { learning-rate: 0.05 } }
      target: { accuracy: 0.9, rounds: 10 }
    strategies:
      - local: { batch: 64 }
      - parameter-server: { global-batch: 64 }
      - ring-all-reduce: { global-batch: 64 }
      - federated-averaging: { batch: 16 }
      - group-wise: { groups: \(groups), batch: 64 }
    """.write(toFile: "\(path)/small.yaml", atomically: true, encoding: .utf8)
    // Of another purpose: it learns nothing, and is left out.
    try """
    scenario: other
    cluster: { server: soc-cluster-60, use: 4 }
    training:
      model: lenet5
      dataset: { generated: { train: 512, test: 10 } }
      optimizer: { sgd: { learning-rate: 0.05 } }
      target: { rounds: 1 }
      learning: none
    strategies:
      - group-wise: { groups: 2, batch: 64 }
    """.write(toFile: "\(path)/other.yaml", atomically: true, encoding: .utf8)
    try FileManager.default.copyItem(
      at: Self.repository.appending(path: "Scenarios/soc-cluster/gpu-yardstick.yaml"),
      to: scenarios.appending(path: "gpu-yardstick.yaml"))
  }

  func remove() {
    try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
  }
}

@Suite struct SoCFlowValidationTests {
  @Test("Ratios are those of the runs, and the same for any number of jobs")
  func ratios() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let record = try record(folder, jobs: 3)
    #expect(try self.record(folder, jobs: 1).json == record.json)
    #expect(record.workloads == ["small"])
    #expect(record.speedUps.count == 3)
    for row in record.speedUps {
      let mixed = try #require(row.mixed)
      let interval = try #require(mixed.interval)
      #expect(mixed.value > 0 && interval.lowerBound <= interval.upperBound)
    }
    // Everything through one link is the slowest of them.
    let slowest = record.speedUps.max { ($0.mixed?.value ?? 0) < ($1.mixed?.value ?? 0) }
    #expect(slowest?.baseline == "parameter-server")
    #expect(record.sensitivities.count == 9)
    #expect(record.claims.count == 4)
    #expect(record.claims.last?.verdict == "not judged")
  }

  private func record(_ folder: SmallFolder, jobs: Int) throws -> SoCFlowRecord {
    try SoCFlowValidation(
      SoCFlowValidation.Request(scenarios: folder.path, draws: 3, jobs: jobs)
    ).record
  }

  @Test("Energy ratio is joules over joules, of SoCs that the GPU's power buys")
  func equalPower() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let record = try SoCFlowValidation(
      SoCFlowValidation.Request(scenarios: folder.path, draws: 0, jobs: 2)
    ).record
    // Two GPUs, two boundaries, two batches.
    #expect(record.yardsticks.count == 8)
    for row in record.yardsticks {
      #expect(abs(row.cheaper.value - row.gpuEnergy_J / row.energy_J) < 1e-9 * row.cheaper.value)
      #expect(abs(row.sooner.value - row.gpuSeconds / row.seconds) < 1e-9 * row.sooner.value)
      #expect(row.devices % row.groups == 0 && row.devices <= 60)
      // Another group would exceed the budget, or the server.
      #expect(Double(row.devices) * row.price_W <= row.budget_W)
      #expect(
        Double(row.devices + 4) * row.price_W > row.budget_W || row.devices + 4 > 60)
      #expect(row.cheaper.interval == nil)
    }
    let card = try #require(record.yardsticks.first { $0.boundary == "card" })
    // 1.6 W idle, 6.06 W of the CPU and 1.59 W of the NPU.
    #expect(abs(card.price_W - 9.25) < 1e-9)
    let server = try #require(record.yardsticks.first { $0.boundary == "server" })
    #expect(abs(server.price_W - (151.5 / 60 + 7.65)) < 1e-9)
    #expect(abs(server.budget_W - card.budget_W - 211) < 1e-9)
  }

  @Test("Every assumed number is varied, or listed with why it is not")
  func everyAssumption() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let workloads = try SoCFlowWorkload.workloads(in: folder.path)
    let yardstick = try #require(try SoCFlowYardstick(in: folder.path, workloads))
    // The costs of the network on the GPU, not the device's own of any work.
    let rate = yardstick.scenarios[0].server.device.processors[0].stepOverhead.value
    #expect(rate.seconds == 0.002)
    for scenario in workloads.map(\.scenario) + yardstick.scenarios {
      let numbers = AssumedNumbers(of: scenario)
      let told = Set(numbers.varied.map(\.path)).union(numbers.held.map(\.number.path))
      let expected = Set(assumptions(of: scenario).map(\.path))
      #expect(told.isSuperset(of: expected))
      #expect(Set(numbers.varied.map(\.path)).isSubset(of: expected))
      #expect(
        numbers.held.allSatisfy { $0.why != "no amount" || $0.number.path.hasSuffix("clock") })
      for number in numbers.varied {
        #expect(number.least <= number.value && number.value <= number.greatest)
        // What is set is what the scenario then has: one number changes, and no other.
        var changed = scenario
        number.set(0, &changed)
        #expect(changed != scenario)
        let left = Set(assumptions(of: changed).map(\.path))
        #expect(expected.subtracting(left) == [number.path])
      }
    }
  }

  @Test("The ends of a range are the numbers that are set")
  func ends() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let scenario = try SoCFlowWorkload.workloads(in: folder.path)[0].scenario
    let numbers = AssumedNumbers(of: scenario).varied
    func rate(_ place: Double) throws -> Double {
      var changed = scenario
      try #require(numbers.first { $0.path == "snapdragon-865.cpu.training-rate" })
        .set(place, &changed)
      let device = changed.server(for: [.fp32]).device
      return try #require(device.processor(for: .fp32)).trainingRate.value.operationsPerSecond
    }
    #expect(abs(try rate(0) - 15e9) < 1)
    #expect(abs(try rate(1) - 30e9) < 1)
    #expect(abs(try rate(0.5) - (15e9 * 30e9).squareRoot()) < 1)
    let goodput = try #require(numbers.first { $0.path == "soc-cluster-60.links.device.goodput" })
    #expect(abs(goodput.least - 0.8) < 1e-12 && abs(goodput.greatest - 0.95) < 1e-12)
  }

  @Test("A draw keeps the measured sum of idle powers, and the NPU's rate moves with the CPU's")
  func ties() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let scenario = try SoCFlowWorkload.workloads(in: folder.path)[0].scenario
    let drawn = World.draw(1, seed: 7).changed(scenario)
    #expect(abs(drawn.cluster.server.idlePower.watts - 151.5) < 1e-9)
    #expect(
      drawn.cluster.server.device.idlePower.value != scenario.cluster.server.device.idlePower.value)
    #expect(drawn == World.draw(1, seed: 7).changed(scenario))
    #expect(drawn != World.draw(2, seed: 7).changed(scenario))
    func rate(_ scenario: Scenario, _ format: Precision) -> Double {
      scenario.server(for: [format]).device.processor(for: format)?.trainingRate.value
        .operationsPerSecond ?? 0
    }
    let faster = World.scaled(.cpuRate, factor: 2).changed(scenario)
    #expect(rate(faster, .fp32) == 2 * rate(scenario, .fp32))
    #expect(rate(faster, .int8) == 2 * rate(scenario, .int8))
    let speedUp = World.scaled(.npuSpeedUp, factor: 2).changed(scenario)
    #expect(rate(speedUp, .fp32) == rate(scenario, .fp32))
    #expect(rate(speedUp, .int8) == 2 * rate(scenario, .int8))
  }

  @Test("A folder without a workload is an input error")
  func nothing() throws {
    #expect(throws: ValidationFailure.self) {
      _ = try SoCFlowValidation(SoCFlowValidation.Request(scenarios: "/nowhere"))
    }
    let folder = try SmallFolder()
    defer { folder.remove() }
    try FileManager.default.removeItem(atPath: "\(folder.path)/small.yaml")
    #expect(throws: ValidationFailure.self) {
      _ = try SoCFlowValidation(SoCFlowValidation.Request(scenarios: folder.path))
    }
  }
}
