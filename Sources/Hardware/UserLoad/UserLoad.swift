import Randomness
import Simulation

/// Users who come and go on the devices of a cluster, and whom training gives way to.
///
/// A session has a whole device. It gets one that is idle, the last in board order, so that training
/// keeps the first ones; where none is idle it takes the last one that trains. Training stops there at
/// that instant, writes its weights to flash memory if the session still starts within the objective,
/// and gives them up if not. After the time of a switch the session runs, and draws a part of the
/// active power of the device's first processor.
///
/// While the checkpoint is written the device is still training's and the user waits; it is the
/// user's from then on.
///
/// Users have no end, so the run has to be finished (`Simulation.finish`); the load does it itself
/// when the time of its plan is over.
public final class UserLoad: Component {
  enum Kind: UInt32 {
    case arrive = 0
    /// The checkpoint on the device of this user is written.
    case written = 1
    case leave = 2
    case over = 3
  }

  public let plan: UserLoadPlan
  // Unowned: the cluster owns its users.
  unowned let cluster: Cluster
  let arrivals: UserArrivals
  var users: [User]
  /// Who waits for a device, first come first.
  var queue: [Int] = []
  private var id: ComponentID?
  /// Of a session that runs.
  let watts: Double
  let sessionAccounts: [EnergyMeter.Account]
  let flash: FlashLedger
  let holders: HolderLedger
  /// What a checkpoint of the training holds.
  public var checkpointBytes = 0
  public internal(set) var statistics: SessionStatistics
  var returned = Signal("a device that a user gives back")

  /// Brings users to a cluster at the present instant; those of the trace's first level are there.
  ///
  /// - Precondition: The cluster's device has flash memory.
  public init(_ plan: UserLoadPlan, on cluster: Cluster, in simulation: Simulation) {
    self.plan = plan
    self.cluster = cluster
    arrivals = UserArrivals(trace: plan.trace, meanLength: plan.sessionLength.seconds)
    let device = cluster.specification.device
    watts = plan.activity * (device.processors.first?.activePower.value.watts ?? 0)
    let meter = cluster.meter
    sessionAccounts = cluster.devices.map {
      meter.open(Self.sessions, device: $0.index, usedShare: $0.index < cluster.used ? 1 : 0)
    }
    flash = FlashLedger(cluster)
    for device in cluster.devices { device.settle(at: simulation.now) }
    holders = HolderLedger(cluster, at: simulation.now)
    users = cluster.devices.indices.map {
      User(stream: simulation.stream(named: "user \($0) sessions"))
    }
    statistics = SessionStatistics(plan: plan)
    for device in cluster.devices { device.holders = holders }
    id = simulation.add(self)
    cluster.userLoad = self
    schedule(.over, 0, at: simulation.now + plan.duration, in: simulation)
    let level = plan.trace.busy(at: simulation.now.seconds)
    for user in users.indices {
      if users[user].stream.uniform() < level {
        begin(user, in: simulation)
      } else {
        comeBack(user, in: simulation)
      }
    }
  }

  /// What the ledgers of sessions are called.
  static let sessions = "user sessions"

  /// Fires when a device next comes back to training, or is lost to users and training alike.
  public var nextReturn: Signal { returned }

  func schedule(_ kind: Kind, _ user: Int, at time: SimTime, in simulation: Simulation) {
    guard let id else { return }
    let number = users.indices.contains(user) ? users[user].number : 0
    simulation.schedule(
      Event(kind: kind.rawValue, value: number << 24 | UInt64(user)), for: id, at: time)
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    let user = Int(event.value & 0xff_ffff)
    if event.kind == Kind.over.rawValue {
      simulation.finish()
      return
    }
    guard event.value >> 24 == users[user].number else { return }
    switch Kind(rawValue: event.kind) {
    case .arrive: begin(user, in: simulation)
    case .written:
      statistics.checkpoints += 1
      serve(user, in: simulation)
    case .leave: end(user, in: simulation)
    case .over, nil: preconditionFailure("no user has such an event")
    }
  }

  /// Settles what is under way at the end of a run.
  func settle(at time: SimTime) {
    for device in cluster.devices { device.settle(at: time) }
    for user in users {
      guard let started = user.session?.started else { continue }
      statistics.took(from: max(started, statistics.settled), to: time)
    }
    statistics.settled = time
  }
}
