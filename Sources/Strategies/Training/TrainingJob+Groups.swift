import Hardware

/// The replica groups of a job and their messages.
extension TrainingJob {
  /// A replica group of these devices.
  public func group(_ devices: [Device], name: String) -> ReplicaGroup {
    ReplicaGroup(devices, name: name, model: model, costs: costs, in: simulation)
  }

  /// A replica group that trains batches together, and meets at layers where the run says so.
  func trainingGroup(_ devices: [Device], name: String) -> ReplicaGroup {
    ReplicaGroup(
      devices, name: name, model: model, costs: costs,
      normalisation: normalisation(among: devices), in: simulation)
  }

  /// For each layer two sums per channel on the way forward and two on the way back, in FP32, up and
  /// down a tree: so small that only latencies and the messages' own time count.
  private func normalisation(among devices: [Device]) -> [Collective] {
    if batchNorm == .perWorker || devices.count < 2 { return [] }
    let size = 2 * MemoryLayout<Float>.size
    var bySize: [Int: Collective] = [:]
    let forward = model.normalisedChannels.map { channels in
      let meeting =
        bySize[channels]
        ?? collective(
          .treeAverage(bytes: size * channels, participants: devices.count), among: devices)
      bySize[channels] = meeting
      return meeting
    }
    return forward + forward.reversed()
  }

  /// What shares the batches of these devices.
  func balancer(_ devices: [Device], _ rebalancing: Rebalancing) -> Balancer {
    Balancer(devices, costs: costs, rebalancing, in: simulation)
  }

  /// A collective among devices.
  public func collective(_ schedule: CollectiveSchedule, among devices: [Device]) -> Collective {
    Collective(
      schedule, among: devices.map(\.node), network: cluster.network, in: simulation)
  }

  /// Sends each device its part of the training set, from outside the server, all at once.
  ///
  /// - Parameter samples: How many samples each device of the group gets.
  public func distributeData(_ samples: [Int], to group: ReplicaGroup) async throws {
    let schedule = CollectiveSchedule.scatter(bytes: [0] + samples.map { $0 * data.bytesPerSample })
    let collective = Collective(
      schedule, among: [cluster.outside] + group.devices.map(\.node), network: cluster.network,
      in: simulation)
    try await group.run(collective, as: .distribute)
  }

  /// Sends the first weights from the group's first device to all others, along a tree.
  public func broadcastFirstWeights(to group: ReplicaGroup) async throws {
    let schedule = CollectiveSchedule.treeBroadcast(
      bytes: model.parameterBytes, participants: group.devices.count)
    try await group.run(collective(schedule, among: group.devices), as: .distribute)
  }
}
