import Hardware
import Simulation

extension ServerSpecification {
  /// The same server of boards, written as a graph of switches.
  func asGraph() -> ServerSpecification {
    guard case .boards(let boards) = topology else { return self }
    var graph = GraphTopology(
      switches: [GraphTopology.Switch(name: "server", power: boards.serverSwitchPower)],
      connections: [], devices: [], uplink: 0)
    for board in 0..<boards.boards.value {
      graph.switches.append(
        GraphTopology.Switch(name: "board-\(board)", power: boards.boardSwitchPower))
      graph.connections.append(
        GraphTopology.Connection(board + 1, 0, link: LinkKinds.boardUplink))
      graph.devices.append(
        GraphTopology.DeviceGroup(
          at: board + 1, count: boards.devicesPerBoard, link: LinkKinds.device))
    }
    var server = self
    server.topology = .graph(graph)
    return server
  }

  /// The same devices around one switch, which draws as much as all switches did.
  func asStar() -> ServerSpecification {
    var server = self
    let power = idlePower.watts
    server.links[LinkKinds.boardUplink] = nil
    server.topology = .star(
      StarTopology(
        devices: Sourced(deviceCount, .documented, source: "test"),
        switchPower: Sourced(Power(watts: 0), .documented, source: "test")))
    let rest = (power - server.idlePower.watts) * supply.value.efficiency(at: 0)
    server.topology = .star(
      StarTopology(
        devices: Sourced(deviceCount, .documented, source: "test"),
        switchPower: Sourced(Power(watts: rest), .documented, source: "test")))
    return server
  }
}
