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

  @Test("a device that holds weights is not idle when a pause of rounds is over")
  func parked() throws {
    // Users come while the devices hold the weights and nothing computes.
    let run = try RunBesideUsers(
      busy: [(0, 0), (1.01, 0), (1.02, 0.999), (1.03, 0)], session: 1000, roundInterval: 1,
      devices: 4,
      samples: 64, rounds: 2
    ) { job in
      let membership = Membership(job.devices)
      try await job.begin(membership, stored: job.devices.map { _ in 16 })
      #expect(try await job.members(of: membership, forRound: 2) == [0, 1, 2, 3])
      #expect(job.simulation.now.seconds == 1)
      #expect(job.devices.allSatisfy { !$0.isIdle && !$0.isParked })
      try await job.simulation.sleep(for: SimDuration(seconds: 1))
      #expect(job.devices.allSatisfy { $0.isTaken })
    }
    #expect(run.failure == nil)
    // Every device had something to keep.
    #expect(run.load.statistics.onIdle == 0)
    #expect(run.load.statistics.preemptions == 4 && run.load.statistics.checkpoints == 4)
  }

  @Test("who lost the weights in a pause of rounds is idle when it is over")
  func returnedInPause() throws {
    let run = try RunBesideUsers(
      roundInterval: 1, devices: 3, samples: 64, rounds: 2
    ) { job in
      let (cluster, simulation) = (job.cluster, job.simulation)
      let membership = Membership(job.devices)
      try await job.begin(membership, stored: job.devices.map { _ in 16 })
      simulation.spawn("deaths") {
        try await simulation.sleep(until: .zero + SimDuration(seconds: 0.5))
        for device in job.devices.dropFirst() { cluster.kill(device, in: simulation) }
        cluster.revive(job.devices[1], in: simulation)
      }
      #expect(try await job.members(of: membership, forRound: 2) == [0])
      #expect(job.devices.map(\.isIdle) == [false, true, false])
      #expect(job.devices.allSatisfy { !$0.isParked })
    }
    #expect(run.failure == nil)
  }

  @Test("when the only device that finished is lost, the round is, and another goes on")
  func finishedIsLost() throws {
    for strategy in Self.strategies {
      // The first device is slow: users take both when only the second has finished, and then that one
      // dies with its checkpoint.
      let run = try RunBesideUsers(
        busy: [(0, 0), (0.3, 0), (0.301, 0.999), (0.31, 0)],
        faults: [fault(.deviceSlows(0, rate: 0.1), at: 0), fault(.deviceDies(1), at: 0.4)],
        devices: 2, samples: 128, rounds: 3
      ) { try await strategy.run($0) }
      #expect(run.load.statistics.preemptions == 2 && run.load.statistics.checkpoints == 2)
      #expect(run.failure == nil, "\(type(of: strategy))")
      #expect(run.job.rounds.count == 3)
      // The last rounds are the first device's alone.
      #expect(run.devices[1].samples == 64)
      #expect(run.devices[0].samples >= 128)
    }
  }

  @Test("when all that began a round are lost, it is, and a device with a checkpoint goes on")
  func absentGoesOn() throws {
    for strategy in Self.strategies {
      var count = 0
      for seed in 1...12 {
        // In the pause before the second round a user takes the second device; in the round the first
        // one dies.
        let run = try RunBesideUsers(
          busy: [(0, 0), (0.5, 0), (0.501, 0.5), (0.502, 0)], roundInterval: 1,
          faults: [fault(.deviceDies(0), at: 1.03)], devices: 2, samples: 128, rounds: 3,
          seed: UInt64(seed)
        ) { try await strategy.run($0) }
        let statistics = run.load.statistics
        guard statistics.arrived == 1, run.devices[1].samples > 64 || run.failure != nil
        else { continue }
        count += 1
        #expect(statistics.preemptions == 0 && statistics.checkpoints == 1)
        #expect(run.failure == nil, "\(type(of: strategy)) \(seed)")
        #expect(run.job.rounds.count == 3)
      }
      #expect(count > 0)
    }
  }

  @Test("when weights are nowhere but on dead devices, the run says so")
  func nowhere() throws {
    for strategy in Self.strategies {
      let run = try RunBesideUsers(
        busy: [(0, 0), (0.3, 0), (0.301, 0.999), (0.31, 0)],
        faults: [
          fault(.deviceSlows(0, rate: 0.1), at: 0), fault(.deviceDies(1), at: 0.4),
          fault(.deviceDies(0), at: 0.41),
        ], devices: 2, samples: 128, rounds: 3
      ) { try await strategy.run($0) }
      #expect(run.failure is NoDevicesLeft)
      #expect(run.job.rounds.isEmpty)
    }
  }

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
