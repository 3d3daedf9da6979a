import Scenarios
import Testing

@Suite struct MistakesTests {
  @Test func tenMistakesAreToldAtOnceEachAtItsLine() {
    let text = """
      scenario: ten mistakes
      sede: 3
      cluster:
        server: soc-cluster-06
        use: many
        links:
          device: { rate: 1, latency: 110 W }
      training:
        model: lenet5
        dataset: fashion-mnist
        optimizer: { sgd: { learning-rate: -0.1, momentun: 0.9 } }
        target: { accuracy: 85 % }
      strategies:
        - group-wise: { groups: 8, batch: 64 }
        - rnig-all-reduce

      """
    #expect(
      complaints(text, reader: fixedReader) == [
        """
        s.yaml:1:11: error: 'scenario' takes letters, digits, '-', '_' and '.', found 'ten mistakes'
        """,
        "s.yaml:2:1: error: unknown key 'sede'; did you mean 'seed'?",
        """
        s.yaml:4:11: error: unknown server 'soc-cluster-06'; did you mean 'soc-cluster-60'?
          note: one of: gpu-server, jetson-cluster-8, jetson-orin-nano-8, pi-rack, soc-cluster-60
        """,
        "s.yaml:5:8: error: 'cluster.use' takes a whole number, found 'many'",
        """
        s.yaml:7:21: error: 'cluster.links.device.rate' takes a data rate with its unit, such as \
        '1 Gbit/s', found '1'
        """,
        """
        s.yaml:7:33: error: 'cluster.links.device.latency' takes a duration, found the unit 'W'
          note: a duration is in ns, us, ms, s, min, h
        """,
        """
        s.yaml:11:38: error: 'training.optimizer.sgd.learning-rate' must be above zero, found '-0.1'
        """,
        """
        s.yaml:11:44: error: unknown key 'momentun' in 'training.optimizer.sgd'; \
        did you mean 'momentum'?
        """,
        "s.yaml:12:11: error: missing key 'rounds' in 'training.target'",
        """
        s.yaml:15:5: error: unknown strategy 'rnig-all-reduce'; did you mean 'ring-all-reduce'?
          note: one of: local, parameter-server, ring-all-reduce, federated-averaging, group-wise
        """,
      ])
  }

  @Test func theSecondOfTwoKeysIsReportedAndReadingGoesOn() {
    let text = """
      scenario: twice
      cluster: { use: 4, server: soc-cluster-60, use: 8, use: 9 }
      training:
        model: lenet5
        "model": lenet5
        dataset: fashion-mnist
        optimizer: { sgd: { learning-rate: 0.05 } }
        target: { accuracy: 0.85, rounds: none }
        model: lenet5
      strategies: [ local: { batch: 64 } ]
      """
    #expect(
      complaints(text) == [
        "s.yaml:2:44: error: duplicate key 'use'\n  note: first at line 2",
        "s.yaml:2:52: error: duplicate key 'use'\n  note: first at line 2",
        "s.yaml:5:3: error: duplicate key 'model'\n  note: first at line 4",
        "s.yaml:8:37: error: 'training.target.rounds' takes a whole number, found 'none'",
        "s.yaml:9:3: error: duplicate key 'model'\n  note: first at line 4",
      ])
  }

  @Test func aDuplicateKeyWithAnEscapeIsReportedAlone() {
    #expect(
      complaints("\"a\\x62\": 1\n\"ab\": 2\n") == [
        "s.yaml:1:1: error: duplicate key 'ab'\n  note: first at line 1"
      ])
  }

  @Test func aListIsASweepAxis() throws {
    #expect(
      try complaints(replacing: "use: 32", with: "use: [8, 16]") == [
        "s.yaml:6:8: error: 'cluster.use' is a sweep axis; `run` takes single values"
      ])
    #expect(
      try complaints(replacing: "dataset: fashion-mnist", with: "dataset: [a, b]") == [
        "s.yaml:12:12: error: 'training.dataset' is a sweep axis; `run` takes single values"
      ])
    #expect(
      try complaints(replacing: "batch: 64", with: "batch: [16, 64]") == [
        "s.yaml:17:21: error: 'strategies.local.batch' is a sweep axis; `run` takes single values"
      ])
  }

  @Test func emptyValuesAreReportedAtTheirKey() throws {
    #expect(
      try complaints(replacing: "seed: 1", with: "seed:") == [
        "s.yaml:3:1: error: 'seed' has no value"
      ])
    #expect(
      try complaints(replacing: "rounds: 15", with: "rounds: ~") == [
        "s.yaml:14:29: error: 'training.target.rounds' has no value"
      ])
  }

  @Test func wrongKindsAreReported() throws {
    #expect(
      try complaints(replacing: "{ boundary: server }", with: "server") == [
        "s.yaml:15:9: error: 'energy' takes a mapping, found 'server'"
      ])
    #expect(
      try complaints(replacing: "seed: 1", with: "seed: { a: 1 }") == [
        "s.yaml:3:7: error: 'seed' takes a whole number, found a mapping"
      ])
  }

  @Test func tooManyDevicesAreReportedAtUse() throws {
    #expect(
      try complaints(replacing: "use: 32", with: "use: 61") == [
        "s.yaml:6:8: error: 61 devices are asked for, but 'soc-cluster-60' has 60"
      ])
    #expect(
      try complaints(replacing: "use: 32", with: "use: 0") == [
        "s.yaml:6:8: error: 'cluster.use' must be at least 1, found '0'"
      ])
  }

  @Test func aRunThatLearnsNothingCannotStopAtATarget() throws {
    #expect(
      try complaints(
        replacing: "dataset: fashion-mnist",
        with: "dataset: fashion-mnist\n  learning: none\n  stop: at-target") == [
          "s.yaml:14:9: error: nothing is learned, so a run cannot stop at a target accuracy"
        ])
    #expect(try quickstart("training.learning=none").training.goal.stop == .rounds)
    #expect(try quickstart().training.goal.stop == .atTarget)
  }

  @Test func seedsTakeAllOf64Bits() throws {
    let scenario = try testReader.read(
      text: try quickstartText().replacing("seed: 1", with: "seed: 18446744073709551615"),
      named: "s.yaml")
    #expect(scenario.seed == .max)
    #expect(
      try complaints(replacing: "seed: 1", with: "seed: 18446744073709551616") == [
        """
        s.yaml:3:7: error: 'seed' must be from 0 to 18446744073709551615, found \
        '18446744073709551616'
        """
      ])
    #expect(try complaints(replacing: "seed: 1\n", with: "").isEmpty)
    #expect(try testReader.read(text: try quickstartText(), named: "s", seed: 7).seed == 7)
  }
}
