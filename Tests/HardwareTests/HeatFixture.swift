import Hardware
import Simulation

/// The two nodes that are suggested for a server SoC: a die of seconds on a heat sink of minutes.
func serverChain() -> ThermalChain {
  ThermalChain([
    ThermalChain.Node(name: "die", capacity: 3, resistance: 2.5),
    ThermalChain.Node(name: "heatsink", capacity: 75, resistance: 4),
  ])
}

/// A device with one processor on a ladder of operating points: heat, and a log of what was done to
/// it.
final class LadderDevice: PowerActor, HeatedDevice {
  let body: HeatBody
  /// Watts at full load, from the highest operating point down.
  let ladder: [Double]
  /// Share of full load.
  private(set) var load = 0.0
  private(set) var coolingState = 0
  var changes: [Change] = []
  var died: SimTime?
  var leakages = 0

  struct Change: Equatable {
    var time: SimTime
    var state: Int
  }

  init(_ body: HeatBody, ladder: [Double]) {
    self.body = body
    self.ladder = ladder
    body.device = self
  }

  var deepestCoolingState: Int { ladder.count - 1 }
  var requestedWatts: Double { loadWatts(in: 0) }
  func fullWatts(in state: Int) -> Double { ladder[state] }
  func loadWatts(in state: Int) -> Double { ladder[state] * load }

  func setCoolingState(_ state: Int, in simulation: Simulation) {
    coolingState = state
    changes.append(Change(time: simulation.now, state: state))
    heat(in: simulation)
  }

  func setLoad(_ load: Double, in simulation: Simulation) {
    self.load = load
    heat(in: simulation)
  }

  private func heat(in simulation: Simulation) {
    body.setHeat(body.isOff ? 0 : loadWatts(in: coolingState), of: 0, in: simulation)
  }

  func leakageChanged(to watts: Double, in simulation: Simulation) { leakages += 1 }

  func criticalTemperatureReached(in simulation: Simulation) {
    died = simulation.now
    body.setOff(true, in: simulation)
    heat(in: simulation)
  }
}

/// Calls a closure at given instants, in the order of its list.
final class Agenda: Component {
  private var actions: [() -> Void] = []
  private var id: ComponentID?

  init(in simulation: Simulation) { id = simulation.add(self) }

  func at(_ time: SimTime, in simulation: Simulation, _ action: @escaping () -> Void) {
    guard let id else { return }
    actions.append(action)
    simulation.schedule(Event(value: UInt64(actions.count - 1)), for: id, at: time)
  }

  func handle(_ event: Event, in simulation: Simulation) { actions[Int(event.value)]() }
}

func seconds(_ seconds: Double) -> SimTime { SimTime.zero + SimDuration(seconds: seconds) }
