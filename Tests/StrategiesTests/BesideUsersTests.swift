import Hardware
import Learning
import Simulation
import Testing

@testable import Strategies

/// What becomes of weights on devices that users take and give back.
@Suite struct BesideUsersTests {
  private static let strategies: [any Strategy] = [
    FederatedAveraging.with(["batch": "8"]), TreeAveraging.with(["batch": "8"]),
    GroupWise.with(["groups": "2", "batch": "8"]),
  ]

  @Test("beside users a device is sent as many samples as it is said to store")
  func storage() throws {
    let strategies =
      Self.strategies + [
        GroupWise.with(["groups": "2", "batch": "8", "reshuffle": "off"]),
        GroupWise.with(["groups": "1", "batch": "8", "rebalance": "throughput"]),
      ]
    for strategy in strategies {
      let run = try RunBesideUsers(devices: 4, samples: 64, rounds: 0) {
        try await strategy.run($0)
      }
      #expect(run.failure == nil)
      let demand = strategy.demand(devices: 4, samples: 64, besideUsers: true)
      let down = try #require(run.links.first { $0.link == "board 0 down" })
      #expect(down.bytes == 4 * demand.storedSamples * run.job.data.bytesPerSample)
    }
  }

  @Test("beside users one device may be all that is left of a group, with its whole batch")
  func shrunk() {
    #expect(HarvestedGroups([[0, 1], [2, 3]]).groups(of: [2], of: 4) == [[2]])
    for rebalance in ["off", "throughput"] {
      let strategy = GroupWise.with(["groups": "2", "batch": "16", "rebalance": rebalance])
      #expect(strategy.demand(devices: 4, samples: 64, besideUsers: true).batch == 16)
      #expect(strategy.demand(devices: 4, samples: 64, besideUsers: false).batch < 16)
    }
  }
}
