import Testing

@testable import Scenarios

@Suite struct BoundsTests {
  @Test(arguments: [
    ("rate: 1 Gbit/s", "rate: 10 bit/s", "21: error: 'rate' must be at least 1 kbit/s"),
    ("rate: 1 Gbit/s", "rate: 1e290 Tbit/s", "21: error: 'rate' must be at most 1 Pbit/s"),
    ("rate: 1 Gbit/s", "rate: -1 Gbit/s", "21: error: 'rate' must be above zero"),
    ("latency: 110 us", "latency: 2000000 h", "55: error: 'latency' must be at most 1 h"),
    ("latency: 110 us", "latency: 1e300 h", "55: error: 'latency' must be at most 1 h"),
    ("latency: 110 us", "latency: -1e300 h", "55: error: 'latency' must be zero or more"),
    ("goodput: 0.90", "goodput: 0.1 %", "40: error: 'goodput' must be at least 1 %"),
    ("rate: 1 Gbit/s", "energy: 1.1 J/bit", "23: error: 'energy' must be at most 1 J/bit"),
  ])
  func linksAreOfThisWorld(old: String, new: String, message: String) throws {
    let found = try complaints(replacing: old, with: new)
    let written = new.drop { $0 != " " }.dropFirst()
    let expected = message.replacing("error: '", with: "error: 'cluster.links.device.")
    #expect(found == ["s.yaml:8:\(expected), found '\(written)'"])
  }

  @Test(arguments: [
    ("training.jitter={ cv: 1e200 }", "training.jitter.cv", "at most 10"),
    (
      "training.optimizer.sgd.learning-rate=1e-13", "training.optimizer.sgd.learning-rate",
      "at least 1e-12"
    ),
    (
      "training.optimizer.sgd.learning-rate=2e6", "training.optimizer.sgd.learning-rate",
      "at most 1000000"
    ),
    (
      "training.dataset={ generated: { train: 100000000000000000, test: 1 } }",
      "training.dataset.generated.train", "at most 1000000000"
    ),
    ("training.target.rounds=1000001", "training.target.rounds", "at most 1000000"),
    (
      "training.target.rounds=99999999999999999999", "training.target.rounds", "at most 1000000"
    ),
    ("training.target.rounds=-99999999999999999999", "training.target.rounds", "at least 1"),
    ("training.target.time=876001 h", "training.target.time", "at most 876000 h"),
    ("strategies.local.batch=1000000001", "strategies.local.batch", "at most 1000000000"),
    ("cluster.use=2000001", "cluster.use", "at most 2000000"),
    ("cluster.servers=33334", "cluster.servers", "at most 33333 of 60 devices each"),
  ])
  func trainingIsOfThisWorld(override: String, path: String, allowed: String) throws {
    let found = complaints(try quickstartText(), overrides: [override])
    #expect(found.count == 1)
    #expect(
      found.first?.contains(": error: '\(path)' must be \(allowed), found '") == true, "\(found)")
  }

  @Test(arguments: [
    ("memory: { value: 12 GB", "memory: { value: 2 PiB", "memory.value", "at most 1 PiB"),
    ("idle-power: { value: 1.6 W", "idle-power: { value: 2 GW", "idle-power.value", "at most 1 GW"),
    ("value: 1 GHz", "value: 2.84 THz", "processors.npu.frequency.value", "at most 1 THz"),
    ("value: 1 GHz", "value: 1e-9 Hz", "processors.npu.frequency.value", "at least 1 Hz"),
    (
      "value: 20 GFLOP/s", "value: 1 FLOP/s", "processors.cpu.training-rate.value",
      "at least 1 kFLOP/s"
    ),
    (
      "value: 20 GFLOP/s", "value: 20 ZFLOP/s", "processors.cpu.training-rate.value",
      "at most 1 ZFLOP/s"
    ),
    ("value: 9.5 ms", "value: 1.5 h", "processors.cpu.step-overhead.value", "at most 1 h"),
    ("value: 80 Gbit/s", "value: 2 Pbit/s", "processors.cpu.memory-rate.value", "at most 1 Pbit/s"),
  ])
  func devicesAreOfThisWorld(old: String, new: String, path: String, allowed: String) throws {
    let text = try quickstart().effectiveText
    #expect(text.contains(old))
    let found = complaints(text.replacing(old, with: new, maxReplacements: 1))
    #expect(found.count == 1)
    #expect(
      found.first?.contains("'cluster.server.device.\(path)' must be \(allowed), found '") == true,
      "\(found)")
  }

  @Test func devicesOfAServerAreCounted() throws {
    let text = try quickstart().effectiveText
      .replacing("boards: { value: 12", with: "boards: { value: 1000000")
    let found = complaints(text)
    #expect(found.count == 1)
    #expect(
      found.first?.hasSuffix(
        "'cluster.server.devices-per-board' must be at most 2 on 1000000 boards, found '5'") == true
    )
  }

  @Test func theBoundsThemselvesAreTaken() throws {
    let scenario = try quickstart(
      "cluster.links.device={ rate: 1 kbit/s, latency: 60 min, energy: 1000 mJ/bit }",
      "cluster.links.board-uplink={ rate: 1000 Tbit/s, goodput: 1 %, latency: 0 ns }",
      "training.jitter={ cv: 1000 % }", "training.optimizer.sgd.learning-rate=1e-12",
      "training.target={ accuracy: 1, rounds: 1000000, time: 876000 h }", "cluster.servers=33333")
    let again = try testReader.read(text: scenario.effectiveText, named: "s.yaml")
    #expect(again == scenario)
    #expect(scenario.cluster.server.link("board-uplink").rate.value.text == "1 Pbit/s")
  }
}
