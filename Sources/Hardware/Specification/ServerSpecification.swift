import Simulation

/// A server of equal devices, with the network that joins them.
public struct ServerSpecification: Hashable, Sendable {
  /// Catalogue name, such as `soc-cluster-60`.
  public var name: String
  public var title: String
  public var topology: ServerTopology
  public var device: DeviceSpecification
  /// Every kind that the topology names, and the server's uplink.
  public var links: LinkKinds
  /// The board management controller.
  public var managementPower: Sourced<Power>
  /// All fans together.
  public var fanPower: Sourced<Power>
  /// The computer that the devices hang on, while they compute; nil if they need none.
  public var hostPower: Sourced<Power>?
  public var supply: Sourced<SupplyEfficiency>
  /// The air around the devices; nil when it is not modelled, and then no device gets warm.
  public var airflow: AirflowSpecification?
  /// What the joules of boundary `server` contain and leave out, in one sentence.
  public var boundary: String

  public init(
    name: String, title: String, topology: ServerTopology, device: DeviceSpecification,
    links: LinkKinds, managementPower: Sourced<Power>, fanPower: Sourced<Power>,
    hostPower: Sourced<Power>? = nil, supply: Sourced<SupplyEfficiency>,
    airflow: AirflowSpecification? = nil, boundary: String
  ) {
    self.name = name
    self.title = title
    self.topology = topology
    self.device = device
    self.links = links
    self.managementPower = managementPower
    self.fanPower = fanPower
    self.hostPower = hostPower
    self.supply = supply
    self.airflow = airflow
    self.boundary = boundary
  }

  /// A server of boards.
  public init(
    name: String, title: String, boards: Sourced<Int>, devicesPerBoard: Sourced<Int>,
    device: DeviceSpecification, deviceLink: LinkSpecification, boardUplink: LinkSpecification,
    serverUplink: LinkSpecification, boardSwitchPower: Sourced<Power>,
    serverSwitchPower: Sourced<Power>, managementPower: Sourced<Power>, fanPower: Sourced<Power>,
    hostPower: Sourced<Power>? = nil, supplyEfficiency: Sourced<Double>,
    airflow: AirflowSpecification? = nil, boundary: String
  ) {
    var links = LinkKinds()
    links[LinkKinds.device] = deviceLink
    links[LinkKinds.boardUplink] = boardUplink
    links[LinkKinds.uplink] = serverUplink
    self.init(
      name: name, title: title,
      topology: .boards(
        BoardTopology(
          boards: boards, devicesPerBoard: devicesPerBoard, boardSwitchPower: boardSwitchPower,
          serverSwitchPower: serverSwitchPower)),
      device: device, links: links, managementPower: managementPower, fanPower: fanPower,
      hostPower: hostPower,
      supply: Sourced(
        .constant(supplyEfficiency.value), supplyEfficiency.basis,
        source: supplyEfficiency.source),
      airflow: airflow, boundary: boundary)
  }

  /// Whether temperatures are modelled: the device says how it gets warm, the server what cools it.
  public var hasHeat: Bool { device.thermal != nil && airflow != nil }

  public var deviceCount: Int { topology.deviceCount }

  /// The links of a kind.
  ///
  /// - Precondition: The server has them.
  public func link(_ kind: String) -> LinkSpecification {
    guard let link = links[kind] else {
      preconditionFailure("server '\(name)' has no links of kind '\(kind)'")
    }
    return link
  }

  /// Power drawn at the supply's input while every device idles.
  public var idlePower: Power {
    var parts = Double(deviceCount) * device.idlePower.value.watts
    for part in topology.switches { parts += part.watts }
    for kind in topology.linkCounts {
      parts += Double(kind.count) * link(kind.name).idlePower.value.watts
    }
    parts += managementPower.value.watts + fanPower.value.watts
    parts += hostPower?.value.watts ?? 0
    return Power(watts: parts / supply.value.efficiency(at: parts))
  }
}
