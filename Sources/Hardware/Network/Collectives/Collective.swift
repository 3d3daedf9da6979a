import Simulation

/// A collective schedule among certain end points, run as often as one likes.
///
/// It is a component: its transfers start each other without waking a process.
public final class Collective: Component {
  public let schedule: CollectiveSchedule
  private let network: FluidNetwork
  private let routes: [FluidNetwork.RouteID]
  private var id: ComponentID?
  private var missing: [Int32] = []
  private var unfinished = 0
  private var signal: Signal?

  /// - Parameter ends: The network node of every participant.
  public init(
    _ schedule: CollectiveSchedule, among ends: [NodeID], network: FluidNetwork,
    in simulation: Simulation
  ) {
    precondition(ends.count == schedule.participants, "one end point per participant")
    self.schedule = schedule
    self.network = network
    routes = schedule.transfers.map { network.route(from: ends[$0.from], to: ends[$0.to]) }
    id = simulation.add(self)
  }

  /// Runs the collective once; the running process waits until every transfer is delivered.
  ///
  /// - Throws: `CancellationError` if the process is cancelled meanwhile.
  public func run(in simulation: Simulation) async throws {
    precondition(signal == nil, "a collective runs once at a time")
    if schedule.transfers.isEmpty { return }
    missing = schedule.prerequisites
    unfinished = missing.count
    let signal = Signal("\(self.schedule.name) among \(self.schedule.participants)")
    self.signal = signal
    for number in missing.indices where missing[number] == 0 { start(number, in: simulation) }
    try await signal.wait(in: simulation)
  }

  private func start(_ number: Int, in simulation: Simulation) {
    guard let id else { return }
    network.start(
      bytes: schedule.transfers[number].bytes, over: routes[number], receiver: id,
      tag: UInt64(number), in: simulation)
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    for next in schedule.successors[Int(event.value)] {
      missing[Int(next)] -= 1
      if missing[Int(next)] == 0 { start(Int(next), in: simulation) }
    }
    unfinished -= 1
    if unfinished == 0 {
      simulation.fingerprint.add(
        .collectiveEnded, subject: schedule.participants, at: simulation.now,
        amount: schedule.totalBytes)
      let signal = signal
      self.signal = nil
      signal?.fire(in: simulation)
    }
  }
}
