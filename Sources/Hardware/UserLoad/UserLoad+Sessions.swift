import Simulation

/// Sessions: they come, wait for a device, run, and end.
extension UserLoad {
  /// Dates the next session of a user who is away.
  func comeBack(_ user: Int, in simulation: Simulation) {
    guard
      let next = arrivals.next(
        after: simulation.now.seconds, before: plan.duration.seconds, from: users[user].stream)
    else { return }
    users[user].number += 1
    let time = max(simulation.now, .zero + SimDuration(seconds: next))
    schedule(.arrive, user, at: time, in: simulation)
  }

  func begin(_ user: Int, in simulation: Simulation) {
    let length = users[user].stream.exponential(mean: plan.sessionLength.seconds)
    users[user].session = UserSession(
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
      beginCheckpoint(on: device, in: simulation)
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

  /// The device is the user's from now on.
  func serve(_ user: Int, in simulation: Simulation) {
    guard let session = users[user].session, let index = session.device else { return }
    let device = cluster.devices[index]
    hand(device, in: simulation)
    users[user].session?.started = simulation.now
    statistics.started(
      arrived: session.arrived, waited: simulation.now + plan.switchTime - session.arrived)
    setSessionPower(watts, of: device, in: simulation)
    schedule(
      .leave, user, at: simulation.now + plan.switchTime + session.length, in: simulation)
  }

  func end(_ user: Int, in simulation: Simulation) {
    guard let session = users[user].session, let index = session.device else { return }
    users[user].session = nil
    giveBack(cluster.devices[index], of: session, in: simulation)
    placeWaiting(in: simulation)
    comeBack(user, in: simulation)
  }

  func placeWaiting(in simulation: Simulation) {
    while let user = queue.first, place(user, in: simulation) { queue.removeFirst() }
  }

  /// The device of a user died: a session that ran on it is over, one that waited for it waits on.
  func lostDevice(_ user: Int, in simulation: Simulation) {
    guard let session = users[user].session else { return }
    users[user].number += 1
    if session.started == nil {
      users[user].session?.device = nil
      // It came before all who wait.
      queue.insert(user, at: 0)
      placeWaiting(in: simulation)
    } else {
      statistics.cutShort += 1
      users[user].session = nil
      comeBack(user, in: simulation)
    }
  }

  /// When the sessions arrived that have not started.
  var waiting: [SimTime] {
    users.compactMap { user in user.session.flatMap { $0.started == nil ? $0.arrived : nil } }
  }

  func setSessionPower(_ watts: Double, of device: Device, in simulation: Simulation) {
    cluster.meter.setPower(watts, of: sessionAccounts[device.index], at: simulation.now)
    if let body = cluster.heat?.devices[device.index].body,
      let name = device.specification.processors.first?.name,
      let source = body.model.source(named: name)
    {
      body.setHeat(watts, of: source, in: simulation)
    }
  }
}
