import Simulation

/// The heat of all devices of a cluster: their bodies, the air along each row, the servers' fans.
public final class ClusterHeat {
  /// One for each device, in the cluster's order.
  public let devices: [DeviceHeat]
  /// One for each row of each server.
  public let rows: [AirStream]
  /// One set for each server.
  public let fans: [Fans]

  /// Where a device's ledgers are.
  struct Accounts {
    var idle: EnergyMeter.Account
    var leakage: EnergyMeter.Account?
  }

  /// - Parameters:
  ///   - devices: Server by server, with their ledgers.
  ///   - fans: The ledger of each server's fans.
  init(
    _ devices: [Device], _ accounts: [Accounts], thermal: ThermalSpecification,
    airflow: AirflowSpecification, fanWatts: Double, fans fanAccounts: [EnergyMeter.Account],
    meter: EnergyMeter, in simulation: Simulation
  ) throws {
    let names = devices.first?.specification.processors.map(\.name) ?? []
    let model = try thermal.model(processors: names)
    let inlet = airflow.inlet.value.celsius
    self.devices = zip(devices, accounts).map { device, accounts in
      DeviceHeat(
        device, body: HeatBody(model, air: inlet, at: simulation.now), meter: meter,
        idle: accounts.idle, leakage: accounts.leakage)
    }
    for device in self.devices { device.join(simulation) }
    let each = devices.count / fanAccounts.count
    let row = airflow.row.value
    var rows: [AirStream] = []
    var fans: [Fans] = []
    for (server, account) in fanAccounts.enumerated() {
      var own: [AirStream] = []
      for first in stride(from: server * each, to: (server + 1) * each, by: row) {
        let last = min(first + row, (server + 1) * each)
        own.append(
          try AirStream(
            self.devices[first..<last].map(\.body), inlet: inlet, cooling: airflow.cooling,
            quantum: airflow.quantum.kelvin, in: simulation))
      }
      fans.append(
        try Fans(
          airflow.curve?.curve ?? .full, count: airflow.fans.value, fullWatts: fanWatts,
          driving: own, meter: meter, account: account, in: simulation))
      rows += own
    }
    self.rows = rows
    self.fans = fans
    for device in self.devices {
      let clocks = device.device.processor.clocks(at: simulation.now)
      if let governor = thermal.governor.governor(
        of: clocks.filter { $0.specification.share.value > 0 })
      {
        device.body.add(governor, in: simulation)
      }
    }
  }
}
