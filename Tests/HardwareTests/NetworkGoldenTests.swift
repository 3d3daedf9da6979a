import Hardware
import Simulation
import Testing

/// Closed forms, which SimGrid's plain fluid model and DSLab give as well.
@Suite struct NetworkGoldenTests {
  @Test(
    "a ring all-reduce takes the golden time, in board order and with a stride over boards",
    arguments: [
      (32, 1, 44_000_000, 0.682), (32, 5, 44_000_000, 3.410),
      (60, 1, 44_000_000, 0.692 + 0.0008 / 3), (60, 5, 44_000_000, 3.460 + 0.004 / 3),
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
    #expect(abs(seconds - golden) < 1e-9 * golden)
  }

  @Test("a parameter server's incast of 45 MB from 59 hosts, both ways, takes 42.48 s")
  func incast() throws {
    let fixture = BoardNetwork(hosts: 60)
    let push = try fixture.seconds(.gather(bytes: 45_000_000, participants: 60))
    let pull = try fixture.seconds(.scatter(bytes: Array(repeating: 45_000_000, count: 60)))
    #expect(abs(push + pull - 42.48) < 1e-9 * 42.48)
  }
}
