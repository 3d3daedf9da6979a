import Hardware
import Scenarios
import Testing

@Suite struct OverridesTests {
  @Test func valuesAreReplacedByPath() throws {
    let scenario = try quickstart(
      "training.target.rounds=2", "cluster.use=16", "strategies.group-wise.groups=4",
      "cluster.placement=board-order", "training.target.rounds=3")
    #expect(scenario.training.goal.rounds == 3)
    #expect(scenario.cluster.use == 16)
    #expect(scenario.strategies[4].parameters.count("groups") == 4)
  }

  @Test func strategiesGoByLabel() throws {
    let text = try quickstartText() + "  - ring-all-reduce: { global-batch: 64 }\n"
    let scenario = try testReader.read(
      text: text, named: "s.yaml",
      overrides: [
        "strategies.ring-all-reduce.global-batch=33",
        "strategies.ring-all-reduce#2.global-batch=34",
      ])
    #expect(scenario.strategies[2].parameters.count("global-batch") == 33)
    #expect(scenario.strategies[5].parameters.count("global-batch") == 34)
  }

  @Test(arguments: [
    ("rounds", "--set:1:1: error: 'rounds' is not of the form key.key=value"),
    ("=1", "--set:1:1: error: '=1' is not of the form key.key=value"),
    ("a..b=1", "--set:1:1: error: 'a..b=1' is not of the form key.key=value"),
    ("seed=", "--set:1:6: error: 'seed' has no value"),
    ("seed=x", "--set:1:6: error: 'seed' takes a whole number, found 'x'"),
    ("seed=[1, 2]", "--set:1:6: error: 'seed' is a sweep axis; `run` takes single values"),
    ("seed={", "--set:1:7: error: did not find expected node content"),
    ("sede=1", "--set:1:1: error: unknown key 'sede'; did you mean 'seed'?"),
    (
      "training.target.round=1",
      "--set:1:17: error: unknown key 'round' in 'training.target'; did you mean 'rounds'?"
    ),
    (
      "cluster.server.fans=3 W",
      "--set:1:16: error: nothing can be set below 'cluster.server', which is 'soc-cluster-60'"
    ),
    (
      "strategies.gruop-wise.groups=4",
      "--set:1:12: error: unknown strategy 'gruop-wise'; did you mean 'group-wise'?"
    ),
    (
      "strategies.group-wise.groups=5",
      "--set:1:30: error: group-wise: 5 groups do not divide 32 devices"
    ),
    ("cluster.use=61", "--set:1:13: error: 61 devices are asked for"),
  ])
  func mistakesAreReportedInTheOverride(override: String, start: String) throws {
    let found = complaints(try quickstartText(), overrides: [override])
    #expect(found.count == 1)
    #expect(try #require(found.first).hasPrefix(start), "\(found)")
  }

  @Test func theNumberOfTheOverrideIsItsLine() throws {
    let found = complaints(
      try quickstartText().replacing("use: 32", with: "use: x"),
      overrides: ["seed=2", "training.target.accuracy=2"])
    #expect(
      found == [
        "s.yaml:6:8: error: 'cluster.use' takes a whole number, found 'x'",
        """
        --set:2:26: error: 'training.target.accuracy' must be above 0 and at most 1, found '2'
        """,
      ])
  }
}
