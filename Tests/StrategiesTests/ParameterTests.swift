import Testing

@testable import Strategies

@Suite struct ParameterTests {
  @Test("a group count that does not divide the devices is refused with those that do")
  func groups() {
    let problems = GroupWise.with(["groups": "7", "batch": "64", "across": "ring"])
      .problems(devices: 32, samples: 60_000)
    #expect(
      problems == [
        ParameterProblem(
          parameter: "groups",
          message: "7 groups do not divide 32 devices; these do: 1, 2, 4, 8, 16, 32")
      ])
  }

  @Test("a batch that leaves devices without a sample is refused")
  func tooSmall() {
    let ring = RingAllReduce.with(["global-batch": "16"])
    #expect(ring.problems(devices: 32, samples: 60_000).map(\.parameter) == ["global-batch"])
    #expect(ring.problems(devices: 16, samples: 60_000).isEmpty)
  }

  @Test("a batch larger than what there is to draw it from is refused")
  func tooLarge() {
    let local = Local.with(["batch": "101"])
    #expect(local.problems(devices: 1, samples: 100).map(\.parameter) == ["batch"])
    let federated = FederatedAveraging.with(["batch": "51", "momentum": "reset"])
    #expect(federated.problems(devices: 2, samples: 100).map(\.parameter) == ["batch"])
  }

  @Test("every strategy of the registry has a name of its own and says what it does")
  func registry() {
    #expect(Set(StrategyRegistry.all.map { $0.name }).count == StrategyRegistry.all.count)
    for strategy in StrategyRegistry.all {
      #expect(strategy.summary.hasSuffix("."))
      #expect(strategy.parameters.allSatisfy { !$0.help.isEmpty })
    }
  }
}
