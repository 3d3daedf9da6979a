/// The groups of group-wise training beside users: cut anew from the devices that are there.
struct HarvestedGroups {
  /// The groups when no user has a device.
  private let whole: [[Int]]

  init(_ whole: [[Int]]) { self.whole = whole }

  /// Waits for a device that holds the weights and cuts those that do into groups.
  ///
  /// - Throws: `NoDevicesLeft`.
  func cut(_ membership: Membership, _ job: TrainingJob) async throws -> [[Int]] {
    let all = Array(job.devices.indices)
    try await membership.restore(among: all, job)
    return groups(of: membership.holders(among: all), of: all.count)
  }

  /// Groups in board order, none smaller than those of the whole cluster if there are enough devices.
  func groups(of present: [Int], of devices: Int) -> [[Int]] {
    if present.count == devices { return whole }
    let size = max(devices / whole.count, 1)
    var rest = present[...]
    return shares(of: present.count, among: max(1, present.count / size)).map { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }
}
