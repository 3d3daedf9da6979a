import Hardware
import Simulation
import Testing

/// Closed forms, which SimGrid's plain fluid model and DSLab give as well.
@Suite struct NetworkGoldenTests {
  @Test(
    "a ring all-reduce takes the golden time, in board order and with a stride over boards",
    arguments: [
      (32, 1, 44_000_000, 0.682000), (32, 5, 44_000_000, 3.410000),
      (60, 1, 44_000_000, 0.692267), (60, 5, 44_000_000, 3.461333),
      (60, 1, 45_000_000, 0.708), (60, 5, 45_000_000, 3.540),
    ])
  func ring(hosts: Int, stride: Int, bytes: Int, golden: Double) throws {
    let fixture = BoardNetwork(hosts: hosts)
    // With stride 5 every hop leaves its board: host 0, 5, 10, ..., 1, 6, ...
    let order = (0..<stride).flatMap { first in
      Swift.stride(from: first, to: hosts, by: stride).map { $0 }
    }
    let seconds = try fixture.seconds(
      .ringAllReduce(bytes: bytes, participants: hosts), among: order.map { fixture.hosts[$0] })
    // The goldens have seven digits, and parts of 44 MB over 60 hosts are whole bytes here.
    #expect(abs(seconds - golden) < 1e-6 * golden)
  }

  @Test("a parameter server's incast of 45 MB from 59 hosts, both ways, takes 42.48 s")
  func incast() throws {
    let fixture = BoardNetwork(hosts: 60)
    let push = try fixture.seconds(.gather(bytes: 45_000_000, participants: 60))
    let pull = try fixture.seconds(.scatter(bytes: Array(repeating: 45_000_000, count: 60)))
    #expect(abs(push + pull - 42.48) < 1e-6 * 42.48)
  }
}

@Suite struct CollectiveClosedFormTests {
  private let rate = 1e8
  private let latency = SimDuration(nanoseconds: 50_000)

  private func seconds(_ schedule: CollectiveSchedule) throws -> Double {
    let (simulation, network, hosts) = starNetwork(
      hosts: schedule.participants, bytesPerSecond: rate, latency: latency)
    let collective = Collective(schedule, among: hosts, network: network, in: simulation)
    simulation.spawn("collective") { try await collective.run(in: simulation) }
    return try simulation.run().seconds
  }

  @Test("a ring takes 2(n-1)(L + S/(nB))", arguments: [2, 3, 8, 16])
  func ring(n: Int) throws {
    let bytes = 480_000
    let expected = Double(2 * (n - 1)) * (2 * latency.seconds + Double(bytes) / (Double(n) * rate))
    let measured = try seconds(.ringAllReduce(bytes: bytes, participants: n))
    #expect(abs(measured - expected) < 1e-9 * expected + 2e-9 * Double(n))
  }

  @Test("gather and scatter take L + (n-1) S/B", arguments: [2, 5, 32])
  func star(n: Int) throws {
    let expected = 2 * latency.seconds + Double(n - 1) * 100_000 / rate
    let gather = try seconds(.gather(bytes: 100_000, participants: n))
    let scatter = try seconds(.scatter(bytes: Array(repeating: 100_000, count: n)))
    #expect(abs(gather - expected) < 2e-9)
    #expect(abs(scatter - expected) < 2e-9)
  }

  @Test(
    "a tree broadcast takes ceil(log2 n)(L + S/B)", arguments: [(2, 1), (3, 2), (8, 3), (9, 4)])
  func tree(n: Int, depth: Int) throws {
    let expected = Double(depth) * (2 * latency.seconds + 100_000 / rate)
    let measured = try seconds(.treeBroadcast(bytes: 100_000, participants: n))
    #expect(abs(measured - expected) < 1e-8)
  }

  @Test("a ring moves 2(n-1) S bytes in all, also when n does not divide S")
  func bytes() {
    for n in [3, 7, 32] {
      let schedule = CollectiveSchedule.ringAllReduce(bytes: 1001, participants: n)
      #expect(schedule.totalBytes == 2 * (n - 1) * 1001)
      let sent = schedule.transfers.count { $0.from == 0 }
      #expect(sent == 2 * (n - 1))
    }
  }
}
