import Simulation

extension Cluster {
  /// A device dies: it draws nothing, what it computes fails, and messages to and from it are lost.
  ///
  /// Every process that lives on it is cancelled.
  public func kill(_ device: Device, in simulation: Simulation) {
    device.downs += 1
    if device.downs > 1 { return }
    simulation.fingerprint.add(.faultHappened, subject: device.index, at: simulation.now, amount: 1)
    device.deaths += 1
    device.departures += 1
    userLoad?.deviceDied(device, in: simulation)
    meter.setPower(0, of: device.idle, at: simulation.now)
    if let account = leakage[device.index] {
      meter.setPower(0, of: account, at: simulation.now)
    }
    heat?.devices[device.index].setOff(true, in: simulation)
    device.processor.die(in: simulation)
    for processor in device.companions { processor.die(in: simulation) }
    device.turn(to: .idle, at: simulation.now)
    breakLinks(network.topology.links(of: device.node), in: simulation)
    let tenants = device.tenants
    device.tenants = []
    for process in tenants { process.cancel(in: simulation) }
  }

  /// Takes one death back; when none is left the device works again, holding nothing of before.
  public func revive(_ device: Device, in simulation: Simulation) {
    if device.downs == 0 { return }
    device.downs -= 1
    if device.downs > 0 { return }
    simulation.fingerprint.add(.faultHappened, subject: device.index, at: simulation.now, amount: 2)
    meter.setPower(device.specification.idlePower.value.watts, of: device.idle, at: simulation.now)
    heat?.devices[device.index].setOff(false, in: simulation)
    device.processor.revive()
    for processor in device.companions { processor.revive() }
    mendLinks(network.topology.links(of: device.node), in: simulation)
    userLoad?.deviceReturned(in: simulation)
  }

  /// Directions of links break; messages on them are lost.
  public func breakLinks(_ links: [LinkID], in simulation: Simulation) {
    for link in links {
      brokenLinks[link, default: 0] += 1
      if brokenLinks[link] == 1 { network.change(link, .fails, in: simulation) }
    }
  }

  /// Takes one break back; the link carries messages when none is left.
  public func mendLinks(_ links: [LinkID], in simulation: Simulation) {
    for link in links {
      guard let breaks = brokenLinks[link], breaks > 0 else { continue }
      brokenLinks[link] = breaks - 1
      if breaks == 1 { network.change(link, .recovers, in: simulation) }
    }
  }

  /// Directions of links carry this part of their capacity from now on.
  public func setHealth(_ health: Double, of links: [LinkID], in simulation: Simulation) {
    for link in links {
      let whole = network.topology.rate(of: link).bytesPerSecond
      network.change(link, .rate(DataRate(bytesPerSecond: whole * health)), in: simulation)
    }
  }
}

extension Device {
  /// Has a process cancelled when the device dies.
  ///
  /// On a dead device it is cancelled at once.
  public func host(_ process: Process, in simulation: Simulation) {
    tenants.removeAll(where: \.isFinished)
    if isAlive { tenants.append(process) } else { process.cancel(in: simulation) }
  }
}

/// A device died in the middle of something, and nothing of that counts.
public struct DeviceFailure: Error, Hashable, CustomStringConvertible {
  public let device: String
  /// What was going on, such as `computing in 'group 3'`.
  public let activity: String
  public let time: SimTime

  public init(device: String, activity: String, time: SimTime) {
    self.device = device
    self.activity = activity
    self.time = time
  }

  public var description: String {
    "\(device) died while \(activity); noticed at \(time.seconds) s"
  }
}
