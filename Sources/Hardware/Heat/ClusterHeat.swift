import Simulation

/// The heat of all devices of a cluster: their bodies, the air along each row, the servers' fans.
public final class ClusterHeat {
  /// One for each device, in the cluster's order.
  public let devices: [DeviceHeat]
  /// One for each row of each server.
  public let rows: [AirStream]
  /// One set for each server that has fans.
  public let fans: [Fans]

  init(
    of cluster: Cluster, servers: Int, thermal: ThermalSpecification,
    airflow: AirflowSpecification, in simulation: Simulation
  ) throws {
    let specification = cluster.specification
    let model = try thermal.model(processors: specification.device.processors.map(\.name))
    let inlet = airflow.inlet.value.celsius
    devices = cluster.devices.map { device in
      DeviceHeat(device, of: cluster, body: HeatBody(model, air: inlet, at: simulation.now))
    }
    for device in devices { device.join(simulation) }
    let each = specification.deviceCount
    let row = airflow.row.value
    var rows: [AirStream] = []
    var fans: [Fans] = []
    for server in 0..<servers {
      var own: [AirStream] = []
      for first in stride(from: server * each, to: (server + 1) * each, by: row) {
        let last = min(first + row, (server + 1) * each)
        own.append(
          try AirStream(
            devices[first..<last].map(\.body), inlet: inlet, cooling: airflow.cooling,
            quantum: airflow.quantum.kelvin, in: simulation))
      }
      // Without fans the air moves by itself, and the chain's resistances hold as they stand.
      if airflow.fans.value > 0 {
        fans.append(
          try Fans(
            airflow.curve?.curve ?? .full, count: airflow.fans.value,
            fullWatts: specification.fanPower.value.watts, driving: own, in: simulation))
      }
      rows += own
    }
    self.rows = rows
    self.fans = fans
    if !fans.isEmpty { follow(cluster, in: simulation) }
    for device in devices {
      let clocks = device.device.processors.flatMap { $0.clocks(at: simulation.now) }
      let governors = thermal.governor.governors(
        of: clocks.filter { $0.specification.share.value > 0 })
      for governor in governors { device.body.add(governor, in: simulation) }
    }
  }

  /// Has the cluster's ledger of fans, and its faults, follow the fans and lead them.
  private func follow(_ cluster: Cluster, in simulation: Simulation) {
    // Unowned: the cluster owns its heat, and that its fans.
    let tell: (Simulation) -> Void = { [unowned self, unowned cluster] simulation in
      cluster.setFanPower(fans.reduce(0) { $0 + $1.watts }, in: simulation)
    }
    for set in fans { set.powerChanged = tell }
    tell(simulation)
    cluster.fansChanged = { [unowned self] areWorking, simulation in
      for set in fans { set.setFailed(areWorking ? 0 : set.count, in: simulation) }
    }
  }
}
