import Hardware
import Simulation

/// The average across groups, and the way of its result to every living device.
struct Crossing {
  private let formation: Formation
  /// The groups that take part with weights of theirs.
  private let done: [Int]
  /// Devices that only receive: of groups that lost a device, and those that returned.
  private let outside: [Int]
  private let across: GroupWise.Across
  private let bytes: Int
  private let leading: ReplicaGroup
  private let average: Collective
  private let arrivals: (group: ReplicaGroup, broadcast: Collective)?

  init(
    _ job: TrainingJob, _ formation: Formation, done: [Int], outside: [Int],
    by across: GroupWise.Across, bytes: Int
  ) {
    self.bytes = bytes
    self.formation = formation
    self.done = done
    self.outside = outside
    self.across = across
    let leaders = done.map { job.devices[formation.members[$0][0]] }
    leading = job.group(leaders, name: "the groups' first devices")
    average = job.collective(
      across == .ring
        ? .ringAllReduce(bytes: bytes, participants: leaders.count)
        : .treeAverage(bytes: bytes, participants: leaders.count), among: leaders)
    if outside.isEmpty {
      arrivals = nil
    } else {
      let devices = [leaders[0]] + outside.map { job.devices[$0] }
      arrivals = (
        job.group(devices, name: "devices without the weights"),
        job.collective(
          .treeBroadcast(bytes: bytes, participants: devices.count), among: devices)
      )
    }
  }

  func serves(_ formation: Formation, done: [Int], outside: [Int]) -> Bool {
    !hasLostDevice && formation.members == self.formation.members
      && done == self.done && outside == self.outside
  }

  var hasLostDevice: Bool {
    leading.hasLostDevice || arrivals?.group.hasLostDevice == true || formation.hasLostDevice
  }

  func run(in simulation: Simulation) async throws {
    switch across {
    case .ring:
      try await leading.run(average)
      try await leading.addParts(vectorBytes: bytes)
    case .tree: try await leading.treeAverage(average, vectorBytes: bytes)
    }
    try await simulation.concurrentlyThroughFaults(done.map { formation.names[$0] }) { number in
      guard let group = formation.groups[done[number]], let tree = formation.trees[done[number]]
      else { return }
      try await group.run(tree)
    }
    if let arrivals { try await arrivals.group.run(arrivals.broadcast) }
  }
}
