import Hardware

/// What the devices of a group send each other, and the additions that go with it.
///
/// Every message takes time of the processor of both its ends, which is paid for when the exchange is
/// over: it has sent and received what the network carried meanwhile.
extension ReplicaGroup {
  /// Runs a collective that all devices take part in until it ends, and its messages are paid for.
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
    try await pay(for: messages(of: collective))
  }

  /// How many messages of a collective each device sends and receives; outside of the group may be one end
  /// more, which comes first.
  private func messages(of collective: Collective) -> ArraySlice<Int> {
    collective.schedule.messages.suffix(devices.count)
  }

  /// Every device spends the processor time of so many messages.
  nonisolated(nonsending) func pay(for messages: ArraySlice<Int>) async throws {
    let time = devices.first?.specification.messageTime.value.seconds ?? 0
    if time == 0 || messages.allSatisfy({ $0 == 0 }) { return }
    try await compute(as: .message) { index in
      let count = messages[messages.startIndex + index]
      return count == 0 ? nil : Work(seconds: Double(count) * time)
    }
  }

  /// Every device spends the processor time of its messages of all exchanges since it last did.
  public nonisolated(nonsending) func payForExchanges() async throws {
    try await pay(for: takeUnpaid()[...])
  }

  /// The messages of exchanges that nobody has paid for, by device, for somebody else to pay for; empty
  /// for none.
  func takeUnpaid() -> [Int] {
    defer { unpaid = [] }
    return unpaid
  }

  /// Runs a collective beside other things that the devices do, whose phases these are; its messages are
  /// to be paid for when the processors are free (`payForExchanges`).
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
    if unpaid.isEmpty { unpaid = devices.map { _ in 0 } }
    for (index, count) in messages(of: collective).enumerated() { unpaid[index] += count }
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
