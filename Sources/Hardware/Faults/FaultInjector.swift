import Randomness
import Simulation

/// Makes the faults of a plan happen to a cluster.
///
/// Random ones go on for ever, so the run has to be finished (`Simulation.finish`).
public final class FaultInjector: Component {
  private enum Kind: UInt32 {
    case begin = 0
    case end = 1
    /// A random fault of one device: goes wrong, comes right.
    case fail = 2
    case repair = 3
  }

  private let plan: FaultPlan
  // Unowned would do; the cluster does not know its faults.
  private let cluster: Cluster
  private var id: ComponentID?
  /// One for each random fault and device, in this order.
  private var streams: [RandomStream] = []
  private let fanWatts: Double
  /// The slow-downs that hold, by the part that they slow.
  private var slowed: [String: [Double]] = [:]

  /// Schedules the faults of a plan from the present instant on.
  public init(_ plan: FaultPlan, on cluster: Cluster, in simulation: Simulation) {
    self.plan = plan
    self.cluster = cluster
    fanWatts = cluster.meter.watts(of: cluster.fans)
    let id = simulation.add(self)
    self.id = id
    for (number, fault) in plan.scheduled.enumerated() {
      let value = UInt64(number)
      simulation.schedule(
        Event(kind: Kind.begin.rawValue, value: value), for: id, at: fault.start)
      if let end = fault.end {
        simulation.schedule(Event(kind: Kind.end.rawValue, value: value), for: id, at: end)
      }
    }
    for fault in plan.random {
      for device in cluster.devices {
        streams.append(simulation.stream(named: "\(device.name) \(fault.kind.name)"))
        wait(.fail, streams.count - 1, mean: fault.meanTimeBetweenFailures, in: simulation)
      }
    }
  }

  private func wait(
    _ kind: Kind, _ number: Int, mean: SimDuration, in simulation: Simulation
  ) {
    guard let id else { return }
    let span = SimDuration(seconds: streams[number].exponential(mean: mean.seconds))
    simulation.schedule(
      Event(kind: kind.rawValue, value: UInt64(number)), for: id, at: simulation.now + span)
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    let number = Int(event.value)
    switch Kind(rawValue: event.kind) {
    case .begin: set(plan.scheduled[number].kind, isWrong: true, in: simulation)
    case .end: set(plan.scheduled[number].kind, isWrong: false, in: simulation)
    case .fail: turn(number, isWrong: true, in: simulation)
    case .repair: turn(number, isWrong: false, in: simulation)
    case nil: preconditionFailure("there is no such fault")
    }
  }

  private func turn(_ number: Int, isWrong: Bool, in simulation: Simulation) {
    let fault = plan.random[number / cluster.devices.count]
    let device = number % cluster.devices.count
    switch fault.kind {
    case .deviceDies: set(.deviceDies(device), isWrong: isWrong, in: simulation)
    case .deviceSlows(let rate):
      set(.deviceSlows(device, rate: rate), isWrong: isWrong, in: simulation)
    case .linkBreaks:
      set(.linkBreaks(cluster.devices[device].name), isWrong: isWrong, in: simulation)
    }
    if !isWrong {
      wait(.fail, number, mean: fault.meanTimeBetweenFailures, in: simulation)
    } else if let mean = fault.meanTimeToRepair {
      wait(.repair, number, mean: mean, in: simulation)
    }
  }

  /// What is left of a rate when a slow-down begins or ends: of several at once the worst counts.
  private func health(of part: String, _ rate: Double, isWrong: Bool) -> Double {
    var rates = slowed[part] ?? []
    if isWrong {
      rates.append(rate)
    } else if let ended = rates.firstIndex(of: rate) {
      rates.remove(at: ended)
    }
    slowed[part] = rates
    return rates.min() ?? 1
  }

  private func set(_ kind: Fault.Kind, isWrong: Bool, in simulation: Simulation) {
    switch kind {
    case .deviceDies(let number):
      let device = cluster.devices[number]
      if isWrong {
        cluster.kill(device, in: simulation)
      } else {
        cluster.revive(device, in: simulation)
      }
    case .deviceSlows(let number, let rate):
      tell(number, isWrong ? 3 : 4, in: simulation)
      let health = health(of: "device \(number)", rate, isWrong: isWrong)
      for processor in cluster.devices[number].processors {
        processor.setHealth(health, in: simulation)
      }
    case .linkBreaks(let name):
      let links = cluster.network.topology.links(named: name)
      tell(links.first?.index ?? -1, isWrong ? 5 : 6, in: simulation)
      if isWrong {
        cluster.breakLinks(links, in: simulation)
      } else {
        cluster.mendLinks(links, in: simulation)
      }
    case .linkSlows(let name, let rate):
      let links = cluster.network.topology.links(named: name)
      tell(links.first?.index ?? -1, isWrong ? 7 : 8, in: simulation)
      cluster.setHealth(
        health(of: "link \(name)", rate, isWrong: isWrong), of: links, in: simulation)
    case .fansFail:
      tell(0, isWrong ? 9 : 10, in: simulation)
      cluster.setFanPower(isWrong ? 0 : fanWatts, in: simulation)
      cluster.fansChanged?(!isWrong, simulation)
    }
  }

  private func tell(_ subject: Int, _ amount: Int, in simulation: Simulation) {
    simulation.fingerprint.add(
      .faultHappened, subject: subject, at: simulation.now, amount: amount)
  }
}
