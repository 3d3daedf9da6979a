import Hardware
import Learning
import Simulation

/// Devices that hold the same weights and update them together, one operation after the other.
///
/// Every operation starts on all devices at the same instant and ends when the last one is done:
/// those that are done earlier wait. One process can therefore conduct the whole group.
public final class ReplicaGroup: Component, WaitTarget {
  public let devices: [Device]
  public let name: String
  let model: ModelDescription
  private let costs: StepCosts
  /// One after the other in every step: sums of batch normalisation over the group, both ways.
  private let normalisation: [Collective]
  // Unowned: the simulation holds its components, and this is one.
  unowned let simulation: Simulation
  @exclusivity(unchecked) private(set) var id: ComponentID?
  @exclusivity(unchecked) private var unfinished = 0
  /// The process that waits for the devices, and what it is told if one of them dies.
  @exclusivity(unchecked) private var waiter: Waiter?
  @exclusivity(unchecked) private var failure: DeviceFailure?
  /// Numbers the operations, so that what is left of one that failed is recognised.
  @exclusivity(unchecked) private(set) var operation: UInt64 = 0
  /// What each device still has to do in this operation; empty where no device has a companion.
  @exclusivity(unchecked) var stages: [Stage] = []
  /// Messages of exchanges that devices have not paid for yet, by device; empty for none.
  @exclusivity(unchecked) var unpaid: [Int] = []
  /// How often each device had been lost when the group was formed.
  private let departures: [Int]
  /// How long the devices take in this operation, and since when; empty where nobody asked.
  @exclusivity(unchecked) var timings: [StepTiming] = []
  @exclusivity(unchecked) private(set) var started = SimTime.zero

  init(
    _ devices: [Device], name: String, model: ModelDescription, costs: StepCosts,
    normalisation: [Collective] = [], in simulation: Simulation
  ) {
    self.devices = devices
    self.name = name
    self.model = model
    self.costs = costs
    self.normalisation = normalisation
    self.simulation = simulation
    departures = devices.map(\.departures)
    id = simulation.add(self)
  }

  /// One training step: every device works on its share of the batch.
  ///
  /// It takes and draws what the run's precision says (`StepCosts`).
  ///
  /// - Parameter samples: The share of each device; one with none has nothing to compute.
  public nonisolated(nonsending) func train(_ samples: [Int]) async throws {
    _ = try await train(BatchSplit(samples: samples), timed: false)
  }

  /// One training step, with shares of the devices' processors too.
  ///
  /// - Returns: How long each device took, if `timed`.
  nonisolated(nonsending) func train(_ split: BatchSplit, timed: Bool) async throws -> [StepTiming]
  {
    timings = timed ? devices.map { _ in StepTiming() } : []
    started = simulation.now
    defer { timings = [] }
    try await run(as: .compute) { costs.pieces(split.part(of: $0)) }
    count(split)
    let timings = timings
    for meeting in normalisation { try await run(meeting) }
    return timings
  }

  /// Takes note of samples that the devices have trained.
  func count(_ split: BatchSplit) {
    for (index, samples) in split.samples.enumerated() {
      devices[index].count(
        samples: samples,
        integer: split.integerSamples?[index] ?? costs.integerSamples(of: samples))
    }
  }

  /// Parts of training steps, one for each device, in the run's precision; nil leaves one waiting.
  ///
  /// - Throws: As `compute(as:_:)`.
  public nonisolated(nonsending) func compute(parts: [StepPart?]) async throws {
    try await run(as: .compute) { parts[$0].flatMap(costs.pieces) }
  }

  /// Every device does its piece of work on its processor, by its index; nil leaves it waiting.
  ///
  /// - Parameter phase: What the time is accounted as.
  /// - Throws: `DeviceFailure` as soon as a device dies at it, or if one has died since the group
  ///   was formed: a device that returned holds nothing of what the group shares.
  public nonisolated(nonsending) func compute(
    as phase: Phase = .compute, _ work: (Int) -> Work?
  ) async throws {
    try await run(as: phase) { index in work(index).map { StepCosts.Pieces(own: $0) } }
  }

  private nonisolated(nonsending) func run(
    as phase: Phase, _ work: (Int) -> StepCosts.Pieces?
  ) async throws {
    guard let id else { return }
    try checkDevices("waiting")
    operation &+= 1
    unfinished = 0
    failure = nil
    for index in devices.indices {
      let device = devices[index]
      guard let pieces = work(index) else {
        device.enter(.wait, at: simulation.now)
        continue
      }
      unfinished += 1
      device.enter(phase, at: simulation.now)
      start(pieces, on: index, receiver: id)
    }
    if unfinished == 0 { return }
    do {
      try await simulation.wait(for: self) { waiter = $0 }
      if let failure { throw failure }
    } catch {
      operation &+= 1
      for device in devices {
        device.processor.abandon(receiver: id, in: simulation)
        for companion in device.companions { companion.abandon(receiver: id, in: simulation) }
      }
      rest()
      throw error
    }
  }

  /// Nothing goes on: devices wait for what comes, and dead ones do nothing.
  func rest() {
    for device in devices {
      device.enter(device.processor.isAlive ? .wait : .idle, at: simulation.now)
    }
  }

  public var waitDescription: String {
    "\(unfinished) of \(devices.count) devices of '\(name)' to compute"
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    let end = WorkEnd(event)
    let index = Int(end.tag & 0x3fff_ffff)
    let device = devices[index]
    // Of an operation that failed, the others' work may end later.
    let isPresent = end.tag >> 32 == operation & 0xffff_ffff
    if isPresent, !timings.isEmpty { note(end.tag, of: index) }
    if isPresent, !end.failed, goesOn(index) { return }
    device.enter(end.failed ? .idle : .wait, at: simulation.now)
    if !isPresent { return }
    if end.failed {
      operation &+= 1
      failure = failure(of: device, "computing")
      if let waiter { simulation.wake(waiter) }
      return
    }
    unfinished -= 1
    if unfinished == 0, let waiter { simulation.wake(waiter) }
  }

  /// Whether a device has died since the group was formed, or a user has taken it.
  public var hasLostDevice: Bool {
    devices.indices.contains { devices[$0].departures != departures[$0] }
  }

  /// - Throws: `DeviceFailure` if a device has died since the group was formed.
  func checkDevices(_ activity: String) throws {
    for (index, device) in devices.enumerated() where device.departures != departures[index] {
      throw failure(of: device, activity)
    }
  }

  private func failure(of device: Device, _ activity: String) -> DeviceFailure {
    DeviceFailure(
      device: device.name, activity: "\(activity) in '\(name)'", time: simulation.now)
  }
}
