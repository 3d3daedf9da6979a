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
/// Users have no end, so the run has to be finished (`Simulation.finish`); the load does it itself
/// when the time of its plan is over.
public final class UserLoad: Component {
  private enum Kind: UInt32 {
    case arrive = 0
    /// The checkpoint on the device of this user is written.
    case written = 1
    case leave = 2
    case over = 3
  }

  /// One user, who is away unless there is a session.
  private struct User {
    let stream: RandomStream
    var session: Session?
    /// Counts the sessions, so that an event of an earlier one is recognised.
    var number: UInt64 = 0
  }

  private struct Session {
    let arrived: SimTime
    let length: SimDuration
    /// Nil while it waits for one.
    var device: Int?
    var isServed = false
  }

  public let plan: UserLoadPlan
  // Unowned: the cluster owns its users.
  private unowned let cluster: Cluster
  private let arrivals: UserArrivals
  private var users: [User]
  /// Who waits for a device, first come first.
  private var queue: [Int] = []
  private var id: ComponentID?
  private let watts: Double
  private let sessionAccounts: [EnergyMeter.Account]
  let flash: FlashLedger
  /// What a checkpoint of the training holds.
  public var checkpointBytes = 0
  public private(set) var statistics: SessionStatistics
  private var returned = Signal("a device that a user gives back")

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
    users = cluster.devices.indices.map {
      User(stream: simulation.stream(named: "user \($0) sessions"))
    }
    statistics = SessionStatistics(plan: plan)
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

  private func schedule(_ kind: Kind, _ user: Int, at time: SimTime, in simulation: Simulation) {
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
    case .written: serve(user, in: simulation)
    case .leave: end(user, in: simulation)
    case .over, nil: preconditionFailure("no user has such an event")
    }
  }

  // MARK: Sessions

  /// Dates the next session of a user who is away.
  private func comeBack(_ user: Int, in simulation: Simulation) {
    guard
      let next = arrivals.next(
        after: simulation.now.seconds, before: plan.duration.seconds, from: users[user].stream)
    else { return }
    users[user].number += 1
    let time = max(simulation.now, .zero + SimDuration(seconds: next))
    schedule(.arrive, user, at: time, in: simulation)
  }

  private func begin(_ user: Int, in simulation: Simulation) {
    let length = users[user].stream.exponential(mean: plan.sessionLength.seconds)
    users[user].session = Session(
      arrived: simulation.now, length: SimDuration(seconds: length))
    users[user].number += 1
    statistics.arrived += 1
    if !place(user, in: simulation) { queue.append(user) }
  }

  /// Gives a session a device; false if there is none.
  private func place(_ user: Int, in simulation: Simulation) -> Bool {
    guard let session = users[user].session, let device = choice else { return false }
    users[user].session?.device = device.index
    let holdsWeights = !device.isIdle || device.isParked
    if device.isIdle { statistics.onIdle += 1 } else { statistics.preemptions += 1 }
    let writing = holdsWeights ? flash.writeTime(checkpointBytes) : .zero
    let waited = simulation.now - session.arrived
    let fits = waited + writing + plan.switchTime <= plan.objective
    take(device, losesWeights: holdsWeights && !fits, in: simulation)
    if holdsWeights && fits {
      statistics.checkpoints += 1
      device.turn(to: .checkpoint, at: simulation.now)
      flash.begin(device, in: simulation)
      schedule(.written, user, at: simulation.now + writing, in: simulation)
    } else {
      serve(user, in: simulation)
    }
    return true
  }

  /// The last idle device in board order, rather one without weights; else the last that trains.
  private var choice: Device? {
    var parked: Device?
    var training: Device?
    for device in cluster.devices.reversed() where device.isAlive {
      if !device.isIdle {
        training = training ?? device
      } else if device.isParked {
        parked = parked ?? device
      } else {
        return device
      }
    }
    return parked ?? training
  }

  private func serve(_ user: Int, in simulation: Simulation) {
    guard let session = users[user].session, let index = session.device else { return }
    let device = cluster.devices[index]
    flash.end(device, in: simulation)
    device.turn(to: .idle, at: simulation.now)
    users[user].session?.isServed = true
    statistics.started(
      arrived: session.arrived, waited: simulation.now + plan.switchTime - session.arrived)
    setSessionPower(watts, of: device, in: simulation)
    schedule(
      .leave, user, at: simulation.now + plan.switchTime + session.length, in: simulation)
  }

  private func end(_ user: Int, in simulation: Simulation) {
    guard let index = users[user].session?.device else { return }
    users[user].session = nil
    giveBack(cluster.devices[index], in: simulation)
    placeWaiting(in: simulation)
    comeBack(user, in: simulation)
  }

  private func placeWaiting(in simulation: Simulation) {
    while let user = queue.first, place(user, in: simulation) { queue.removeFirst() }
  }

  private func setSessionPower(_ watts: Double, of device: Device, in simulation: Simulation) {
    cluster.meter.setPower(watts, of: sessionAccounts[device.index], at: simulation.now)
    if let body = cluster.heat?.devices[device.index].body,
      let name = device.specification.processors.first?.name,
      let source = body.model.source(named: name)
    {
      body.setHeat(watts, of: source, in: simulation)
    }
  }

  // MARK: Devices

  private func take(_ device: Device, losesWeights: Bool, in simulation: Simulation) {
    device.departures += 1
    if losesWeights { device.deaths += 1 }
    device.isParked = false
    flash.end(device, in: simulation)
    device.turn(to: .idle, at: simulation.now)
    device.isTaken = true
    device.takenSince = simulation.now
    simulation.fingerprint.add(.deviceTaken, subject: device.index, at: simulation.now, amount: 1)
    device.processor.die(in: simulation)
    for processor in device.companions { processor.die(in: simulation) }
    cluster.breakLinks(cluster.network.topology.links(of: device.node), in: simulation)
  }

  private func release(_ device: Device, in simulation: Simulation) {
    setSessionPower(0, of: device, in: simulation)
    flash.end(device, in: simulation)
    device.turn(to: .idle, at: simulation.now)
    statistics.took(from: device.takenSince, to: simulation.now)
    device.takenTime += simulation.now - device.takenSince
    device.isTaken = false
    cluster.mendLinks(cluster.network.topology.links(of: device.node), in: simulation)
  }

  private func giveBack(_ device: Device, in simulation: Simulation) {
    release(device, in: simulation)
    simulation.fingerprint.add(.deviceTaken, subject: device.index, at: simulation.now, amount: 2)
    device.processor.revive()
    for processor in device.companions { processor.revive() }
    tellOfReturn(in: simulation)
  }

  private func tellOfReturn(in simulation: Simulation) {
    let signal = returned
    returned = Signal("a device that a user gives back")
    signal.fire(in: simulation)
  }

  /// A device died: the session on it is over, and its user goes away.
  func deviceDied(_ device: Device, in simulation: Simulation) {
    if device.isTaken {
      release(device, in: simulation)
      if let user = users.firstIndex(where: { $0.session?.device == device.index }) {
        statistics.cutShort += 1
        users[user].session = nil
        users[user].number += 1
        comeBack(user, in: simulation)
      }
    }
    flash.end(device, in: simulation)
    tellOfReturn(in: simulation)
  }

  /// A dead device works again.
  func deviceReturned(in simulation: Simulation) {
    placeWaiting(in: simulation)
    tellOfReturn(in: simulation)
  }

  /// Settles what is under way at the end of a run.
  func settle(at time: SimTime) {
    for device in cluster.devices where device.isTaken {
      statistics.took(from: max(device.takenSince, statistics.settled), to: time)
    }
    statistics.settled = time
  }

  // MARK: Checkpoints

  /// Reads the checkpoints of devices, all at once; a device that is taken meanwhile has read nothing.
  public func readCheckpoints(of devices: [Device], in simulation: Simulation) async throws {
    let before = devices.map(\.departures)
    for device in devices {
      device.enter(.checkpoint, at: simulation.now)
      flash.begin(device, in: simulation)
    }
    try await simulation.sleep(for: flash.readTime(checkpointBytes))
    for (device, departures) in zip(devices, before) where device.departures == departures {
      flash.end(device, in: simulation)
      device.enter(.wait, at: simulation.now)
    }
  }
}
