import Hardware
import Simulation

/// A small server with round numbers; nothing of it is a real machine.
func testServer(
  boards: Int = 2, devicesPerBoard: Int = 2, jitter: Jitter = .none, efficiency: Double = 1
) -> ServerSpecification {
  func known<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, .documented, source: "test")
  }
  let link = LinkSpecification(
    rate: known(DataRate(bitsPerSecond: 1e9)), goodput: known(0.8),
    latency: known(SimDuration(nanoseconds: 100_000)),
    energy: known(EnergyPerBit(joulesPerBit: 1e-9)))
  return ServerSpecification(
    name: "test-server", title: "Test server", boards: known(boards),
    devicesPerBoard: known(devicesPerBoard),
    device: DeviceSpecification(
      name: "test-soc", title: "Test SoC", memory: known(ByteCount(bytes: 1 << 30)),
      idlePower: known(Power(watts: 2)),
      processors: [
        ProcessorSpecification(
          name: "cpu", precisions: [.fp32], frequency: known(Frequency(hertz: 1e9)),
          activePower: known(Power(watts: 5)),
          trainingRate: known(ComputeRate(operationsPerSecond: 1e9)),
          stepOverhead: known(SimDuration(nanoseconds: 10_000_000)),
          overheadClock: known(.own), exponent: known(1), jitter: known(jitter),
          memoryRate: known(DataRate(bytesPerSecond: 1e10)),
          memoryEnergy: known(EnergyPerBit(joulesPerBit: 0)))
      ]),
    deviceLink: link, boardUplink: link, serverUplink: link,
    boardSwitchPower: known(Power(watts: 1)), serverSwitchPower: known(Power(watts: 3)),
    managementPower: known(Power(watts: 4)), fanPower: known(Power(watts: 6)),
    supplyEfficiency: known(efficiency), boundary: "everything")
}
