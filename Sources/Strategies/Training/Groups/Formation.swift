import Hardware

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
  ///   - bytes: What the groups' first devices spread in them after an average.
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
      $1.isEmpty ? nil : job.trainingGroup($1, name: "group \($0)")
    }
    rings = collectives { .ringAllReduce(bytes: job.model.parameterBytes, participants: $0) }
    trees = collectives { .treeBroadcast(bytes: bytes, participants: $0) }
  }

  var hasLostDevice: Bool { groups.contains { $0?.hasLostDevice == true } }
}
