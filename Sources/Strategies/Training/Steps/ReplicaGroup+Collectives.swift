import Hardware

/// What the devices of a group send each other, and the additions that go with it.
extension ReplicaGroup {
  /// Runs a collective that all devices take part in until it ends.
  ///
  /// - Throws: `DeviceFailure` if a device has died since the group was formed;
  ///   `CollectiveFailure` if a link breaks.
  public nonisolated(nonsending) func run(
    _ collective: Collective, as phase: Phase = .communicate
  ) async throws {
    let label = collective.schedule.name
    try checkDevices("waiting")
    for device in devices { device.enter(phase, at: simulation.now, label: label) }
    do {
      try await collective.run(in: simulation)
    } catch let failure as CollectiveFailure {
      rest()
      try checkDevices("in \(label)")  // Which says more than the name of the link.
      throw failure
    }
    rest()
  }

  /// Runs a collective beside other things that the devices do, whose phases these are.
  ///
  /// - Throws: As `run` does.
  public nonisolated(nonsending) func exchange(_ collective: Collective) async throws {
    try checkDevices("waiting")
    do {
      try await collective.run(in: simulation)
    } catch let failure as CollectiveFailure {
      try checkDevices("in \(collective.schedule.name)")
      throw failure
    }
  }

  /// A ring all-reduce of all gradients with its additions.
  public nonisolated(nonsending) func allReduce(_ ring: Collective) async throws {
    try await run(ring)
    try await addParts(vectorBytes: model.parameterBytes)
  }

  /// The additions of a ring all-reduce: everybody adds what it receives in the first half.
  public nonisolated(nonsending) func addParts(vectorBytes: Int) async throws {
    let n = devices.count
    if n == 1 { return }
    let bytes = vectorBytes * (n - 1) / n
    try await compute { _ in .adding(1, vectorBytes: bytes) }
  }

  /// A tree average with its additions: on the way up, one for each doubling of the reach.
  public nonisolated(nonsending) func treeAverage(
    _ tree: Collective, vectorBytes: Int
  ) async throws {
    try await run(tree)
    var levels = 0
    while 1 << levels < devices.count { levels += 1 }
    if levels == 0 { return }
    // The root's path decides: it adds at every level while the others wait for the sum.
    let work = Work.adding(levels, vectorBytes: vectorBytes)
    try await compute { $0 == 0 ? work : nil }
  }

  /// Each of the first devices adds the vectors of all others to its own, while the rest wait.
  public nonisolated(nonsending) func addOnFirst(
    _ servers: Int = 1, vectorBytes: Int
  ) async throws {
    let work = Work.adding(devices.count - 1, vectorBytes: vectorBytes)
    try await compute { $0 < servers ? work : nil }
  }
}
