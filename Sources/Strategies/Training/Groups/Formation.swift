import Hardware
import Learning
import Simulation

/// The groups of the living devices; nil for one of which nobody is left.
struct Formation {
  let members: [[Int]]
  let names: [String]
  let groups: [ReplicaGroup?]
  let rings: [Collective?]
  let trees: [Collective?]
  /// How each group shares its batches.
  let balancers: [Balancer]

  /// - Parameters:
  ///   - bytes: What the groups average and spread.
  ///   - former: The groups before: those that are as they were share batches as they did.
  init(
    _ job: TrainingJob, _ members: [[Int]], bytes: Int, _ rebalancing: Rebalancing = .off,
    after former: Formation? = nil
  ) {
    self.members = members
    names = members.indices.map { "group \($0)" }
    let devices = members.map { group in group.map { job.devices[$0] } }
    func collectives(_ schedule: (Int) -> CollectiveSchedule) -> [Collective?] {
      let schedules = Dictionary(
        uniqueKeysWithValues: Set(devices.map(\.count)).filter { $0 > 0 }
          .map { ($0, schedule($0)) })
      return devices.map { group in
        schedules[group.count].map { job.collective($0, among: group) }
      }
    }
    balancers = members.indices.map { number in
      if let former, number < former.members.count, former.members[number] == members[number],
        former.groups[number]?.hasLostDevice == false
      {
        return former.balancers[number]
      }
      return job.balancer(devices[number], rebalancing)
    }
    groups = devices.enumerated().map {
      $1.isEmpty ? nil : job.group($1, name: "group \($0)")
    }
    rings = collectives { .ringAllReduce(bytes: bytes, participants: $0) }
    trees = collectives { .treeBroadcast(bytes: bytes, participants: $0) }
  }

  var hasLostDevice: Bool { groups.contains { $0?.hasLostDevice == true } }
}

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
