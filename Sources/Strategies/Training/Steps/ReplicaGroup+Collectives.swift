import Hardware

/// What the devices of a group send each other, and the additions that go with it.
///
/// Every message takes time of the processor of both its ends, which is paid for when the exchange is
/// over: it has sent and received what the network carried meanwhile.
extension ReplicaGroup {
  /// Runs a collective that all devices take part in until it ends, and its messages are paid for.
  ///
  /// - Parameter collective: Among the group's devices in their order; one end more may come before
  ///   them, which is outside.
  /// - Throws: `DeviceFailure` if a device has died since the group was formed;
  ///   `CollectiveFailure` if a link breaks.
  public nonisolated(nonsending) func run(
    _ collective: Collective, as phase: Phase = .communicate
  ) async throws {
    try await carry(collective, as: phase)
    try await payForExchanges()
  }

  /// As `run`, but its messages are to be paid for later (`payForExchanges`).
  nonisolated(nonsending) func carry(
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
    owe(for: collective)
  }

  /// Runs a collective beside other things that the devices do, whose phases these are; its messages
  /// are to be paid for when the processors are free (`payForExchanges`).
  ///
  /// - Parameter collective: As `run` takes it.
  /// - Throws: As `run` does.
  public nonisolated(nonsending) func exchange(_ collective: Collective) async throws {
    try checkDevices("waiting")
    do {
      try await collective.run(in: simulation)
    } catch let failure as CollectiveFailure {
      try checkDevices("in \(collective.schedule.name)")
      throw failure
    }
    owe(for: collective)
  }

  /// Every device spends the processor time of its messages of all exchanges since it last did.
  public nonisolated(nonsending) func payForExchanges() async throws {
    try await pay(for: takeUnpaid())
  }

  /// Every device spends the processor time of so many messages; none of nobody's.
  nonisolated(nonsending) func pay(for messages: [Int]) async throws {
    let time = devices.first?.specification.messageTime.value.seconds ?? 0
    if time == 0 || messages.allSatisfy({ $0 == 0 }) { return }
    try await compute(as: .message) { index in
      messages[index] == 0 ? nil : Work(seconds: Double(messages[index]) * time)
    }
  }

  /// The messages of exchanges that nobody has paid for, by device, for somebody else to pay for;
  /// empty for none.
  func takeUnpaid() -> [Int] {
    defer { unpaid = [] }
    return unpaid
  }

  private func owe(for collective: Collective) {
    let messages = collective.schedule.messages
    let outside = messages.count - devices.count
    precondition(
      (0...1).contains(outside), "a collective of a group is among its devices, or one end more")
    if unpaid.isEmpty { unpaid = devices.map { _ in 0 } }
    for index in devices.indices { unpaid[index] += messages[outside + index] }
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
