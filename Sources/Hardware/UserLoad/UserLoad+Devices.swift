import Simulation

/// Devices: taken from training, handed to users, given back.
extension UserLoad {
  /// Takes a device from training, which may not begin anything there any more.
  func take(_ device: Device, losesWeights: Bool, in simulation: Simulation) {
    device.departures += 1
    if losesWeights { device.deaths += 1 }
    device.isParked = false
    flash.end(device, in: simulation)
    device.turn(to: .idle, at: simulation.now)
    device.isTaken = true
    simulation.fingerprint.add(.deviceTaken, subject: device.index, at: simulation.now, amount: 1)
    device.processor.die(in: simulation)
    for processor in device.companions { processor.die(in: simulation) }
    cluster.breakLinks(cluster.network.topology.links(of: device.node), in: simulation)
  }

  /// What training still wrote there is written: the user has the device.
  func hand(_ device: Device, in simulation: Simulation) {
    flash.end(device, in: simulation)
    device.turn(to: .idle, at: simulation.now)
    device.hasUser = true
  }

  /// Ends whatever is on a device that was taken.
  private func release(_ device: Device, of session: UserSession?, in simulation: Simulation) {
    setSessionPower(0, of: device, in: simulation)
    flash.end(device, in: simulation)
    device.turn(to: .idle, at: simulation.now)
    if let started = session?.started { statistics.took(from: started, to: simulation.now) }
    device.hasUser = false
    device.isTaken = false
    cluster.mendLinks(cluster.network.topology.links(of: device.node), in: simulation)
  }

  func giveBack(_ device: Device, of session: UserSession, in simulation: Simulation) {
    release(device, of: session, in: simulation)
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

  /// A device died, and with it the session on it.
  func deviceDied(_ device: Device, in simulation: Simulation) {
    if device.isTaken {
      let user = users.firstIndex { $0.session?.device == device.index }
      release(device, of: user.flatMap { users[$0].session }, in: simulation)
      if let user { lostDevice(user, in: simulation) }
    }
    flash.end(device, in: simulation)
    tellOfReturn(in: simulation)
  }

  /// A dead device works again.
  func deviceReturned(in simulation: Simulation) {
    placeWaiting(in: simulation)
    tellOfReturn(in: simulation)
  }
}
