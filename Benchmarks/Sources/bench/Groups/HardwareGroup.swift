import Hardware
import Simulation

/// Temperatures and governors, without anything that trains.
///
/// The wanted row is a day of sixty SoCs in less than five seconds.
let hardwareGroup = BenchmarkGroup(name: "hardware") { _ in
  [
    Benchmark(
      name: "hot_day_60_socs", unit: "s", isRate: false,
      measure: {
        let day = try HotDay(hysteresis: 2)
        return try threadSeconds { try day.run() }
      }),
    Benchmark(
      name: "hot_day_60_socs_no_hysteresis", unit: "s", isRate: false,
      measure: {
        let day = try HotDay(hysteresis: 0)
        return try threadSeconds { try day.run() }
      }),
    Benchmark(
      name: "temperature", unit: "ns", isRate: false, measure: temperatureNanoseconds),
  ]
}

/// Evaluating a temperature of a chain of three nodes at ever new instants.
private func temperatureNanoseconds() throws -> Double {
  let chain = ThermalChain([
    ThermalChain.Node(name: "die", capacity: 0.5, resistance: 0.6),
    ThermalChain.Node(name: "lid", capacity: 6, resistance: 1.8),
    ThermalChain.Node(name: "heatsink", capacity: 70, resistance: 4),
  ])
  let simulation = Simulation()
  let body = HeatBody(
    try HeatModel(chain: chain, sources: [.init(name: "cpu", node: 0)]), air: 30)
  body.join(simulation)
  body.setHeat(6, of: 0, in: simulation)
  let count = 2_000_000
  var sum = 0.0
  let seconds = threadSeconds {
    for index in 1...count {
      sum += body.temperature(of: 0, at: SimTime(nanoseconds: Int64(index) * 1_000_003))
    }
  }
  if !(sum > 0) { throw Peer.Failure(description: "no temperature came out") }
  return seconds / Double(count) * 1e9
}
