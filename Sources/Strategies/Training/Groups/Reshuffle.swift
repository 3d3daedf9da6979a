import Hardware
import Learning

/// Samples that change groups between rounds, and the messages that take them there.
///
/// Every device of a group holds the whole shard of its group. Member i of a group sends the i-th part
/// of what leaves the group to member i of each other group, all at once; then each group spreads what
/// came among its members around a ring.
struct Reshuffle {
  /// Bytes from group to group.
  let bytes: [[Int]]

  init(from old: [SampleOrder], to new: [SampleOrder], bytesPerSample: Int) {
    // Samples that training leaves out are nobody's, so there may be numbers without an owner.
    let largest = old.lazy.compactMap { $0.samples.max() }.max() ?? -1
    var owner = [Int32](repeating: 0, count: largest + 1)
    for (group, shard) in old.enumerated() {
      for sample in shard.samples { owner[sample] = Int32(group) }
    }
    var bytes = old.map { _ in new.map { _ in 0 } }
    for (group, shard) in new.enumerated() {
      for sample in shard.samples where owner[sample] != group {
        bytes[Int(owner[sample])][group] += bytesPerSample
      }
    }
    self.bytes = bytes
  }

  /// Runs the exchange among the groups' devices and then inside each group.
  ///
  /// - Parameter members: The devices of each group, as many in each.
  func run(_ job: TrainingJob, _ members: [[Int]]) async throws {
    let devices = members.flatMap(\.self)
    let size = members.first?.count ?? 0
    var schedule = CollectiveSchedule(name: "re-shuffling", participants: devices.count)
    for source in members.indices {
      for target in members.indices where bytes[source][target] > 0 {
        for (member, part) in shares(of: bytes[source][target], among: size).enumerated() {
          schedule.add(from: source * size + member, to: target * size + member, bytes: part)
        }
      }
    }
    let all = job.group(devices.map { job.devices[$0] }, name: "all devices")
    try await all.run(job.collective(schedule, among: all.devices), as: .distribute)
    if size == 1 { return }
    let groups = members.enumerated().map { number, group in
      job.group(group.map { job.devices[$0] }, name: "group \(number)")
    }
    try await job.simulation.concurrentlyThroughFaults(groups.map(\.name)) { number in
      let came = members.indices.reduce(0) { $0 + bytes[$1][number] }
      let ring = job.collective(
        .ringAllGather(bytes: came, participants: size), among: groups[number].devices)
      try await groups[number].run(ring, as: .distribute)
    }
  }
}
