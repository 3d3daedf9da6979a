import Foundation
import Hardware
import Randomness
import Simulation

/// The fluid network without its memory of earlier runs, beside SimGrid's.
let networkGroup = BenchmarkGroup(name: "network") { note in
  var rows: [Benchmark] = []
  var peers: [Peer.Row] = []
  for hosts in [32, 60] {
    for (stride, label) in [(1, "board_order"), (5, "stride_5")] {
      let ring = RingBenchmark(hosts: hosts, stride: stride)
      rows.append(
        Benchmark(name: "ring_\(hosts)_\(label)", unit: "kflows/s", measure: ring.measure))
      peers.append(
        Peer.Row(
          peer: .simGridNetwork, name: "ring_\(hosts)_\(label)_against_simgrid", unit: "kflows/s",
          arguments: ["ring", "\(hosts)", "\(stride)", "\(ring.runs / 5)"], own: ring.measure,
          simulatedSeconds: ring.simulatedSeconds))
    }
  }
  for count in [1000, 10_000] {
    let flows = RandomFlows(count: count)
    rows.append(
      Benchmark(name: "flows_\(count)_at_once", unit: "kflows/s", measure: flows.measure))
    peers.append(
      Peer.Row(
        peer: .simGridNetwork, name: "flows_\(count)_at_once_against_simgrid", unit: "kflows/s",
        arguments: ["flows", flows.file], repetitions: count > 1000 ? 1 : nil, own: flows.measure,
        simulatedSeconds: flows.simulatedSeconds))
  }
  return rows + probeRows + peerRows(of: peers, note: note)
}

/// What it costs to be able to watch, for those who do not: the same run with nobody told, and with
/// a probe or a watch that does nothing.
private var probeRows: [Benchmark] {
  let (alone, probed) = (RackRun(servers: 10), RackRun(servers: 10, probe: SilentProbe()))
  let ring = RingBenchmark(hosts: 60, stride: 1)
  return [
    Benchmark(
      name: "rack_600_socs_without_probe", unit: "Mev/s",
      measure: { try alone.figure("off") { Double($0.events) / $0.seconds / 1e6 } },
      reference: { try probed.figure("on") { Double($0.events) / $0.seconds / 1e6 } }),
    Benchmark(
      name: "ring_60_without_watch", unit: "kflows/s", measure: ring.measure,
      reference: RingBenchmark(hosts: 60, stride: 1, isWatched: true).measure),
  ]
}

/// Is told everything but messages, and does nothing.
private final class SilentProbe: Probe {
  func slice(_ name: String, on track: Int, from start: SimTime, to end: SimTime) {}
  func counter(_ name: String, at time: SimTime, value: Double) {}
}

/// Boards of five hosts, every link 1 Gbit/s in both directions and without latency.
private struct Boards {
  let simulation = Simulation()
  let network: FluidNetwork
  let hosts: [NodeID]

  init(hosts count: Int) {
    var topology = Topology()
    let rate = DataRate(bytesPerSecond: 125e6)
    var hosts: [NodeID] = []
    var board = topology.root
    for host in 0..<count {
      if host % 5 == 0 {
        board = topology.attach(
          to: topology.root, link: "board \(host / 5)", rate: rate, latency: .zero)
      }
      hosts.append(topology.attach(to: board, link: "host \(host)", rate: rate, latency: .zero))
    }
    self.hosts = hosts
    network = FluidNetwork(topology: topology, meter: nil)
    network.join(simulation)
    network.reusesRuns = false
  }
}

/// Ring all-reduces of 44 MB per host, one after the other.
private struct RingBenchmark {
  let hosts: Int
  let stride: Int
  var isWatched = false

  private var transfers: Int { 2 * (hosts - 1) * hosts }
  var runs: Int { 200_000 / transfers }

  func measure() throws -> Double { try run(runs).rate }

  func simulatedSeconds() throws -> Double { try run(1).simulatedSeconds }

  private func run(_ runs: Int) throws -> (rate: Double, simulatedSeconds: Double) {
    let boards = Boards(hosts: hosts)
    if isWatched { boards.network.watch = FlowWatch { _ in } }
    let ends = (0..<stride).flatMap { first in
      Swift.stride(from: first, to: hosts, by: stride).map { boards.hosts[$0] }
    }
    let ring = Collective(
      .ringAllReduce(bytes: 44_000_000, participants: hosts), among: ends,
      network: boards.network, in: boards.simulation)
    let simulation = boards.simulation
    simulation.spawn("rings") {
      for _ in 0..<runs { try await ring.run(in: simulation) }
    }
    let seconds = try threadSeconds { try simulation.run() }
    return (Double(runs * transfers) / seconds / 1e3, simulation.now.seconds)
  }
}

/// Flows between random hosts of 60 with exponential sizes of mean 10 MB, all from one instant.
private struct RandomFlows {
  private let flows: [(source: Int, target: Int, bytes: Int)]

  init(count: Int) {
    let random = RandomStream(seed: 1, name: "flows")
    flows = (0..<count).map { _ in
      let source = random.integer(below: 60)
      let target = (source + 1 + random.integer(below: 59)) % 60
      return (source, target, max(1, Int(random.exponential(mean: 10e6))))
    }
  }

  /// A file of the flows, one a line, for other programs.
  var file: String {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "tidewatt-bench-\(flows.count)-flows.txt").path
    let lines = flows.map { "\($0.source) \($0.target) \($0.bytes)\n" }.joined()
    try? lines.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private final class Sink: Component {
    var arrivals = 0
    func handle(_ event: Event, in simulation: Simulation) { arrivals += 1 }
  }

  func measure() throws -> Double { try run().rate }

  func simulatedSeconds() throws -> Double { try run().simulatedSeconds }

  private func run() throws -> (rate: Double, simulatedSeconds: Double) {
    let boards = Boards(hosts: 60)
    let sink = Sink()
    let id = boards.simulation.add(sink)
    for (number, flow) in flows.enumerated() {
      boards.network.start(
        bytes: flow.bytes,
        over: boards.network.route(from: boards.hosts[flow.source], to: boards.hosts[flow.target]),
        receiver: id, tag: UInt64(number), in: boards.simulation)
    }
    let seconds = try threadSeconds { try boards.simulation.run() }
    precondition(sink.arrivals == flows.count, "every flow arrives")
    return (Double(flows.count) / seconds / 1e3, boards.simulation.now.seconds)
  }
}
