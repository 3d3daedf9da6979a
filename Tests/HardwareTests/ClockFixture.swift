import Simulation

@testable import Hardware

/// A processor of two domains with round numbers: 3 of 4 parts of its rate on 3 big cores.
func twoDomainProcessor(
  transition: SimDuration = .zero, exponent: Double = 1, jitter: Jitter = .none,
  overheadClock: OverheadClock = .own
) -> ProcessorSpecification {
  func known<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, .documented, source: "test")
  }
  func domain(_ name: String, cores: Int, _ megahertz: [Double], share: Double)
    -> ClockDomainSpecification
  {
    ClockDomainSpecification(
      name: name, cores: known(cores),
      frequencies: known(megahertz.map { Frequency(hertz: $0 * 1e6) }),
      voltages: known(megahertz.map { Voltage(volts: 0.5 + $0 / 4000) }),
      capacitance: known(Capacitance(farads: 0.4e-9)),
      awakeCurrent: known(ElectricCurrent(amperes: 0.1)), share: known(share),
      transition: known(transition))
  }
  return ProcessorSpecification(
    name: "cpu", precisions: [.fp32], frequency: known(Frequency(hertz: 2e9)),
    clocks: [
      domain("big", cores: 3, [500, 1000, 1500, 2000], share: 0.75),
      domain("little", cores: 1, [500, 1000], share: 0.25),
    ],
    activePower: known(Power(watts: 5)), trainingRate: known(ComputeRate(operationsPerSecond: 1e9)),
    stepOverhead: known(SimDuration(nanoseconds: 10_000_000)),
    overheadClock: known(overheadClock), exponent: known(exponent), jitter: known(jitter),
    memoryRate: known(DataRate(bytesPerSecond: 1e10)),
    memoryEnergy: known(EnergyPerBit(joulesPerBit: 0)))
}

/// A server of devices with such a processor.
func clockedServer(
  _ processor: ProcessorSpecification = twoDomainProcessor(), boards: Int = 1,
  devicesPerBoard: Int = 1
) -> ServerSpecification {
  var server = testServer(boards: boards, devicesPerBoard: devicesPerBoard)
  server.device.processors = [processor]
  return server
}

/// Notes when work ended, and whether it failed.
final class WorkEnds: Component {
  var ends: [(tag: UInt64, failed: Bool, seconds: Double)] = []

  func handle(_ event: Event, in simulation: Simulation) {
    let end = WorkEnd(event)
    ends.append((end.tag, end.failed, simulation.now.seconds))
  }

  var seconds: [Double] { ends.map(\.seconds) }
}

/// A change at an instant, in seconds.
typealias ClockChange = (Double, (Processor, [ClockDomain], Simulation) -> Void)

/// Runs work of `operations` on the first device while the changes happen.
func runClocked(
  on processor: ProcessorSpecification = twoDomainProcessor(), operations: Double = 1e9,
  _ changes: [ClockChange]
) throws -> (ends: WorkEnds, cluster: Cluster, simulation: Simulation, end: SimTime) {
  let simulation = Simulation()
  let cluster = try Cluster(clockedServer(processor), used: 1, precision: .fp32, in: simulation)
  let ends = WorkEnds()
  let receiver = simulation.add(ends)
  let cpu = cluster.devices[0].processor
  simulation.spawn("changes") {
    cpu.start(Work(operations: operations), receiver: receiver, tag: 7, in: simulation)
    for (second, change) in changes {
      try await simulation.sleep(until: SimTime(nanoseconds: Int64((second * 1e9).rounded())))
      change(cpu, cpu.clocks(at: simulation.now), simulation)
    }
  }
  let end = try simulation.run()
  return (ends, cluster, simulation, end)
}
