import Learning
import Testing

@testable import Strategies

@Suite("batch normalisation over all devices of a batch") struct SynchronisedBatchNormTests {
  private func isClose(_ measured: Double, _ expected: Double) -> Bool {
    abs(measured - expected) < 1e-6 * expected
  }

  /// Seconds of the second round, of one step.
  private func seconds(
    _ strategy: any Strategy, boards: Int = 1, _ mode: BatchNormMode
  ) throws -> Double {
    try TimedRun(
      strategy, boards: boards, devicesPerBoard: 4, samples: 16, model: "vgg11", batchNorm: mode
    ).secondRound
  }

  @Test("a step takes longer by two sums up and down a tree for each layer")
  func closedForm() throws {
    let channels = [64, 128, 256, 256, 512, 512, 512, 512]
    #expect(ModelRegistry.described("vgg11")?.normalisedChannels == channels)
    // Four devices of a board: two levels up, two down, for eight bytes a channel.
    let meetings = channels.reduce(0.0) { $0 + 4 * (Plain.latency + Double(8 * $1) / Plain.rate) }
    for strategy: any Strategy in [
      RingAllReduce.with(["global-batch": "16"]), ParameterServer.with(["global-batch": "16"]),
      GroupWise.with(["groups": "1", "batch": "16"]),
    ] {
      let (with, without) = (
        try seconds(strategy, .synchronised), try seconds(strategy, .perWorker)
      )
      #expect(strategy.synchronisesBatchNorm)
      #expect(isClose(with - without, 2 * meetings), "\(type(of: strategy)): \(with - without)")
    }
  }

  @Test("groups on boards of their own meet side by side")
  func groups() throws {
    let groups = GroupWise.with(["groups": "2", "batch": "8", "reshuffle": "off"])
    let difference =
      try seconds(groups, boards: 2, .synchronised) - seconds(groups, boards: 2, .perWorker)
    let together = RingAllReduce.with(["global-batch": "16"])
    let board = try seconds(together, .synchronised) - seconds(together, .perWorker)
    #expect(isClose(difference, board), "\(difference) for \(board)")
  }

  @Test("devices that train alone have nobody to meet")
  func alone() throws {
    for strategy: any Strategy in [
      Local.with(["batch": "16"]), FederatedAveraging.with(["batch": "4"]),
      TreeAveraging.with(["batch": "4"]),
    ] {
      #expect(strategy.synchronisesBatchNorm)
      #expect(try seconds(strategy, .synchronised) == seconds(strategy, .perWorker))
    }
  }

  @Test("who runs through a step without meeting says so")
  func refused() {
    #expect(!RingAllReduce.with(["global-batch": "16", "overlap": "on"]).synchronisesBatchNorm)
    #expect(!TwoDimensional.with(["global-batch": "16", "stages": "2"]).synchronisesBatchNorm)
    #expect(!CompressedGradients.with(["global-batch": "16"]).synchronisesBatchNorm)
  }
}
