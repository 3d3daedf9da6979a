import Hardware
import Testing

@testable import Strategies

/// One step of each strategy against its closed form, on equal links without jitter.
@Suite struct StepTimeTests {
  // Each phase ends at a whole nanosecond, and parts of vectors are whole bytes.
  private func isClose(_ measured: Double, _ expected: Double) -> Bool {
    abs(measured - expected) < 1e-6
  }

  @Test("local: one step computes")
  func local() throws {
    let run = try TimedRun(Local.with(["batch": "64"]), devicesPerBoard: 3, samples: 64)
    #expect(isClose(run.secondRound, run.compute(64)))
    #expect(run.devices[1].idle_s == run.rounds[1].time_s)
  }

  @Test("ring: compute, then 2(n-1)(L + S/(nB)), then the additions", arguments: [2, 4, 8])
  func ring(n: Int) throws {
    let run = try TimedRun(
      RingAllReduce.with(["global-batch": "64"]), devicesPerBoard: n, samples: 64)
    let size = Double(run.model.parameterBytes)
    let messages =
      Double(2 * (n - 1)) * (Plain.latency + size / (Double(n) * Plain.rate))
    let adding = run.adding(Double(n - 1) / Double(n))
    #expect(isClose(run.secondRound, run.compute(64 / n) + messages + adding))
  }

  @Test("parameter server: compute, L + (n-1)S/B, the additions, and back", arguments: [2, 4, 8])
  func parameterServer(n: Int) throws {
    let run = try TimedRun(
      ParameterServer.with(["global-batch": "64"]), devicesPerBoard: n, samples: 64)
    let oneWay = Plain.latency + Double(n - 1) * Double(run.model.parameterBytes) / Plain.rate
    #expect(
      isClose(run.secondRound, run.compute(64 / n) + 2 * oneWay + run.adding(Double(n - 1))))
  }

  @Test(
    "federated averaging: a pass over the shard, then one gather and one scatter",
    arguments: [("reset", 1.0), ("local", 1), ("averaged", 2)])
  func federated(momentum: String, vectors: Double) throws {
    let run = try TimedRun(
      FederatedAveraging.with(["batch": "8", "momentum": momentum]), devicesPerBoard: 4,
      samples: 96)
    // Averaging the momentum sends and adds a second vector of the weights' size.
    let oneWay = Plain.latency + 3 * vectors * Double(run.model.parameterBytes) / Plain.rate
    #expect(isClose(run.secondRound, 3 * run.compute(8) + 2 * oneWay + run.adding(3 * vectors)))
    #expect(run.rounds[1].bytes == Int(6 * vectors) * run.model.parameterBytes)
  }

  @Test(
    "group-wise: steps inside the groups, then one average across them",
    arguments: [("reset", 1.0), ("averaged", 2.0)])
  func groupWise(momentum: String, vectors: Double) throws {
    let run = try TimedRun(
      GroupWise.with([
        "groups": "2", "batch": "16", "across": "ring", "reshuffle": "off", "momentum": momentum,
      ]), boards: 2, devicesPerBoard: 2, samples: 64)
    let size = Double(run.model.parameterBytes)
    let inside = 2 * (Plain.latency + size / (2 * Plain.rate)) + run.adding(0.5)
    // The groups' first devices stand on two boards: four links of latency between them.
    // Averaging the momentum sends and adds a second vector of the weights' size.
    let across =
      2 * (2 * Plain.latency + vectors * size / (2 * Plain.rate)) + run.adding(0.5 * vectors)
    let tree = Plain.latency + vectors * size / Plain.rate
    #expect(isClose(run.secondRound, 2 * (run.compute(8) + inside) + across + tree))
    #expect(run.rounds[1].steps == 4)
    #expect(run.rounds[1].samples == 64)
  }

  @Test("group-wise across a tree: up and down once, and an addition for each level")
  func groupWiseTree() throws {
    let strategy = GroupWise.with([
      "groups": "4", "batch": "8", "across": "tree", "reshuffle": "off",
    ])
    let run = try TimedRun(strategy, boards: 4, devicesPerBoard: 2, samples: 32)
    let size = Double(run.model.parameterBytes)
    let inside = 2 * (Plain.latency + size / (2 * Plain.rate)) + run.adding(0.5)
    let across = 2 * 2 * (2 * Plain.latency + size / Plain.rate) + run.adding(2)
    let tree = Plain.latency + size / Plain.rate
    #expect(isClose(run.secondRound, run.compute(4) + inside + across + tree))
  }

  @Test("a group that lies on one board does not use its uplink while it trains")
  func uplinks() throws {
    let strategy = GroupWise.with([
      "groups": "1", "batch": "16", "across": "ring", "reshuffle": "off",
    ])
    let run = try TimedRun(strategy, boards: 1, devicesPerBoard: 4, samples: 64)
    let down = try #require(run.links.first { $0.link == "board 0 down" })
    #expect(down.bytes == 4 * 64 * 785)  // The data set, once to each device, and nothing else.
    let up = try #require(run.links.first { $0.link == "board 0 up" })
    #expect(up.bytes == 0)
  }

  @Test("one group averages with nobody: it takes exactly the ring's time")
  func oneGroup() throws {
    let group = try TimedRun(
      GroupWise.with(["groups": "1", "batch": "16", "across": "ring", "reshuffle": "off"]),
      devicesPerBoard: 4,
      samples: 64)
    let ring = try TimedRun(
      RingAllReduce.with(["global-batch": "16"]), devicesPerBoard: 4, samples: 64)
    #expect(group.secondRound == ring.secondRound)
  }

  @Test("the last partial batch is kept, and a remainder goes to the first devices")
  func partialBatch() throws {
    let run = try TimedRun(
      RingAllReduce.with(["global-batch": "8"]), devicesPerBoard: 4, samples: 10)
    #expect(run.rounds[0].samples == 10)
    #expect(run.rounds[0].steps == 2)
    #expect(shares(of: 10, among: 4) == [3, 3, 2, 2])
  }

  @Test("every second of a device is in one phase")
  func phases() throws {
    let run = try TimedRun(
      ParameterServer.with(["global-batch": "16"]), devicesPerBoard: 4, samples: 64)
    for device in run.devices {
      let sum =
        device.compute_s + device.communicate_s + device.wait_s + device.distribute_s
        + device.idle_s
      #expect(abs(sum - run.rounds[1].time_s) < 1e-9)
      #expect(device.communicate_s > 0)
    }
    // While the first device adds, the others wait.
    #expect(run.devices[1].wait_s > run.devices[0].wait_s)
  }
}
