import Testing

@Suite struct ListingCommandTests {
  @Test("check says that the shipped scenarios are good")
  func check() throws {
    let tool = try Tool(
      "check", "Scenarios/quickstart.yaml")
    #expect(tool.errors.isEmpty)
    #expect(tool.output == "Scenarios/quickstart.yaml: good, 5 strategies\n")
  }

  @Test("devices lists every number with its basis and source")
  func devices() throws {
    let tool = try Tool("devices")
    #expect(tool.code == 0)
    let power = tool.output.split(separator: "\n").first {
      $0.hasPrefix("snapdragon-865.cpu.active-power")
    }
    #expect(power?.contains("6.06 W") == true)
    #expect(power?.contains("derived") == true)
    #expect(power?.contains("exp/Figure_11") == true)
    let brief = try Tool("devices", "--brief")
    #expect(!brief.output.contains("exp/Figure_11"))
    #expect(brief.output.contains("soc-cluster-60.power.fans"))
  }

  @Test("devices finds the catalogue of its own package from any folder")
  func devicesFromElsewhere() throws {
    try withTemporaryFolder { folder in
      let tool = try Tool("devices", "--brief", in: folder)
      #expect(tool.code == 0)
      #expect(tool.output.contains("soc-cluster-60.power.fans"))
    }
  }

  @Test("strategies lists names, parameters and defaults")
  func strategies() throws {
    let tool = try Tool("strategies")
    #expect(
      tool.output.contains(
        """
        federated-averaging
          Every device trains on its own shard; weights are averaged once per round.
            batch: whole number, required: samples per step of each device
            momentum: reset | local | averaged, default reset: the optimiser's momentum at an average
        """))
  }
}
