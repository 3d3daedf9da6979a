import Hardware
import Simulation

/// Sixty SoCs on twelve boards, idle for sixteen hours of a day and busy for eight, in air that is
/// too warm for full load: all of them throttle for those eight hours.
final class HotDay {
  let simulation = Simulation()
  private var socs: [Soc] = []
  private var streams: [AirStream] = []

  /// A processor reduced to what heats: a ladder of powers.
  final class Soc: CoolingDevice, HeatedDevice, Component {
    let body: HeatBody
    private let ladder: [Double]
    private var isBusy = false
    /// Hours in which a governor held it back.
    private(set) var throttled = 0.0
    private var since = 0.0
    private(set) var coolingState = 0

    init(_ body: HeatBody, ladder: [Double]) {
      self.body = body
      self.ladder = ladder
      body.device = self
    }

    var deepestCoolingState: Int { ladder.count - 1 }

    func setCoolingState(_ state: Int, in simulation: Simulation) {
      if coolingState == 0 { since = simulation.now.seconds }
      if state == 0 { throttled += (simulation.now.seconds - since) / 3600 }
      coolingState = state
      body.setHeat(isBusy ? ladder[state] : 0, of: 0, in: simulation)
    }

    func handle(_ event: Event, in simulation: Simulation) {
      isBusy = event.kind == 1
      body.setHeat(isBusy ? ladder[coolingState] : 0, of: 0, in: simulation)
    }

    func leakageChanged(to watts: Double, in simulation: Simulation) {}
    func criticalTemperatureReached(in simulation: Simulation) {}
  }

  /// - Parameter hysteresis: Of the governors, in kelvin: without any they never settle and change
  ///   an operating point at nearly every poll.
  init(hysteresis: Double) throws {
    let chain = ThermalChain([
      ThermalChain.Node(name: "die", capacity: 3, resistance: 2.5),
      ThermalChain.Node(name: "heatsink", capacity: 75, resistance: 4),
    ])
    let model = try HeatModel(
      chain: chain,
      sources: [.init(name: "cpu", node: 0), .init(name: "idle", node: 0)],
      leakage: LeakageModel(reference: 0.3, referenceTemperature: 40, growth: 0.02),
      critical: 110)
    // Twenty operating points from 6.06 W down; power falls as in the measured ladder.
    let ladder = (0..<20).map { point in
      let share = 1 - 0.7 * Double(point) / 19
      return 6.06 * share * (0.35 + 0.65 * share * share)
    }
    let settings = StepWise.Settings(
      trip: 90, hysteresis: hysteresis, polling: SimDuration(seconds: 1),
      passive: SimDuration(seconds: 0.25), resolution: 0.1)
    for _ in 0..<12 {
      let board = (0..<5).map { _ in Soc(HeatBody(model, air: 45), ladder: ladder) }
      for soc in board {
        soc.body.join(simulation)
        soc.body.setHeat(1.3, of: 1, in: simulation)
      }
      streams.append(
        try AirStream(
          board.map(\.body), inlet: 45, cooling: AirCooling(flow: 4), in: simulation))
      for soc in board {
        soc.body.add(StepWise(settings, cooling: [soc]), in: simulation)
        let id = simulation.add(soc)
        // A quarter of an hour more than eight hours, in which everything becomes hot.
        simulation.schedule(
          Event(kind: 1), for: id, at: .zero + SimDuration(seconds: 12 * 3600))
        simulation.schedule(Event(), for: id, at: .zero + SimDuration(seconds: 20.25 * 3600))
      }
      socs += board
    }
  }

  /// Simulates the day.
  ///
  /// - Throws: `Peer.Failure` when a SoC did not throttle for eight hours.
  func run() throws {
    try simulation.run(until: .zero + SimDuration(seconds: 24 * 3600))
    let least = socs.map(\.throttled).min() ?? 0
    if least < 8 { throw Peer.Failure(description: "a SoC throttled for only \(least) h") }
  }
}
