import Hardware
import Simulation

/// Who takes part in training: from the first bytes, and round by round, also beside users.
extension TrainingJob {
  /// Sends data and first weights to all devices that are there; when one is lost meanwhile, again to
  /// those that are left.
  ///
  /// - Parameter stored: Samples of each device.
  /// - Throws: `NoDevicesLeft`.
  func begin(_ membership: Membership, stored: [Int]) async throws {
    while true {
      let there = devices.indices.filter { devices[$0].isAlive }
      if there.isEmpty {
        guard let load = cluster.userLoad else { throw NoDevicesLeft() }
        try await load.nextReturn.wait(in: simulation)
        continue
      }
      let all = group(there.map { devices[$0] }, name: "all devices")
      do {
        try await distributeData(there.map { stored[$0] }, to: all)
        try await broadcastFirstWeights(to: all)
        if all.hasLostDevice { continue }  // Lost after its own part had come.
        membership.begin(with: there)
        return
      } catch  where error is DeviceFailure || error is CollectiveFailure {
        // A user took one of them, or it died: the others begin anew.
        guard all.hasLostDevice else { throw error }
      }
    }
  }

  /// Waits for the instant at which a round may begin, then for a device that holds the weights.
  ///
  /// Until then devices are left to users, who find weights on them.
  ///
  /// - Returns: The devices that hold the weights.
  /// - Throws: `NoDevicesLeft`.
  func members(of membership: Membership, forRound round: Int) async throws -> [Int] {
    guard let load = cluster.userLoad else { return try membership.members() }
    let all = Array(devices.indices)
    let start = SimTime(
      nanoseconds: load.plan.roundInterval.nanoseconds * Int64(round - 1))
    if simulation.now < start {
      let parked = membership.holders(among: all).map { devices[$0] }
      for device in devices where device.isAlive { device.enter(.idle, at: simulation.now) }
      for device in parked { device.isParked = true }
      try await simulation.sleep(until: start)
      for device in parked { device.isParked = false }
      // Those that still hold weights are not idle: who takes them has to keep what they hold.
      for number in membership.holders(among: all) {
        devices[number].enter(.wait, at: simulation.now)
      }
    }
    try await membership.restore(among: all, self)
    return try membership.members()
  }

  /// Sends data to devices that came to training later; one that a user takes meanwhile waits for
  /// another round.
  func supply(_ membership: Membership, stored: [Int]) async throws {
    let new = membership.withoutData
    if new.isEmpty { return }
    let group = group(new.map { devices[$0] }, name: "devices without data")
    do {
      try await distributeData(new.map { stored[$0] }, to: group)
      membership.giveData(to: new)
    } catch  where error is DeviceFailure || error is CollectiveFailure {
      guard group.hasLostDevice else { throw error }
    }
  }
}
