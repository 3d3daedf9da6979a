import Simulation

/// A server of boards of devices in a simulation: network, devices and energy meter.
public final class Cluster {
  public let specification: ServerSpecification
  public let precision: Precision
  public let meter: EnergyMeter
  public let network: FluidNetwork
  /// Every device of the server, in board order.
  public let devices: [Device]
  /// Where data sets come from: beyond the server's own uplink.
  public let outside: NodeID
  private let used: Int

  /// Builds the server and powers it on at the present instant.
  ///
  /// - Parameters:
  ///   - used: How many devices, the first ones in board order, count as used in boundary `used`.
  ///   - precision: The number format to train in; a device needs a processor for it.
  public init(
    _ specification: ServerSpecification, used: Int, precision: Precision,
    in simulation: Simulation
  ) throws {
    guard let processor = specification.device.processor(for: precision) else {
      throw MissingProcessor(device: specification.device, precision: precision)
    }
    self.specification = specification
    self.precision = precision
    self.used = used
    let meter = EnergyMeter(supplyEfficiency: specification.supplyEfficiency.value)
    self.meter = meter

    let share = Double(used) / Double(specification.deviceCount)
    func draw(_ watts: Double, _ name: String) {
      meter.setPower(
        watts, of: meter.open(name, device: nil, usedShare: share), at: simulation.now)
    }
    draw(specification.serverSwitchPower.value.watts, "server switch")
    draw(specification.managementPower.value.watts, "management")
    draw(specification.fanPower.value.watts, "fans")

    var topology = Topology()
    var accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
    func attach(
      to parent: NodeID, _ name: String, _ link: LinkSpecification, device: Int?, share: Double
    ) -> NodeID {
      let node = topology.attach(
        to: parent, link: name, rate: link.capacity, latency: link.latency.value)
      // Both directions are metered together: a link's energy is that of its bits, either way.
      let joulesPerByte = link.energy.value.joulesPerBit * 8
      for direction in [topology.uplink(of: node).up, topology.uplink(of: node).down] {
        let account = meter.open(Self.link, device: device, usedShare: share)
        accounts[direction] = (account, joulesPerByte)
      }
      return node
    }

    outside = attach(
      to: topology.root, "outside", specification.serverUplink, device: nil, share: share)
    var devices: [Device] = []
    let names = Self.deviceNames(of: specification)
    for board in 0..<specification.boards.value {
      let boardSwitch = attach(
        to: topology.root, "board \(board)", specification.boardUplink, device: nil, share: share)
      draw(specification.boardSwitchPower.value.watts, "board \(board) switch")
      for _ in 0..<specification.devicesPerBoard.value {
        let index = devices.count
        let name = names[index]
        let part = index < used ? 1.0 : 0
        let idle = meter.open("idle", device: index, usedShare: part)
        meter.setPower(specification.device.idlePower.value.watts, of: idle, at: simulation.now)
        let node = attach(
          to: boardSwitch, name, specification.deviceLink, device: index, share: part)
        devices.append(
          Device(
            index: index, name: name, board: board, node: node,
            specification: specification.device,
            processor: Processor(
              processor, subject: index, meter: meter,
              account: meter.open(processor.name, device: index, usedShare: part),
              stream: simulation.stream(named: "\(name) \(processor.name) jitter")),
            probe: simulation.probe))
      }
    }
    self.devices = devices
    network = FluidNetwork(topology: topology, meter: meter, accounts: accounts)
    network.join(simulation)
    for device in devices { device.processor.join(simulation) }
  }

  /// The names of a server's devices, in board order.
  public static func deviceNames(of server: ServerSpecification) -> [String] {
    (0..<server.deviceCount).map { "soc \($0)" }
  }

  /// How every device spent the run up to `time`, with the joules of its components.
  public func deviceRecords(at time: SimTime) -> [DeviceRecord] {
    var joules = [[NamedJoules]](repeating: [], count: devices.count)
    for part in meter.parts(at: time) {
      guard let device = part.device else { continue }
      joules[device].add(part.joules, to: part.name)
    }
    return devices.map { device in
      func seconds(_ phase: Phase) -> Double { device.time(in: phase, at: time).seconds }
      return DeviceRecord(
        device: device.name, board: device.board, used: device.index < used,
        compute_s: seconds(.compute), communicate_s: seconds(.communicate),
        wait_s: seconds(.wait), distribute_s: seconds(.distribute), idle_s: seconds(.idle),
        energy_J: joules[device.index])
    }
  }

  /// Joules per kind of component over the whole server, at the supply's input.
  public func componentRecords(at time: SimTime) -> [NamedJoules] {
    var kinds: [NamedJoules] = []
    let parts = meter.parts(at: time)
    for part in parts where part.device != nil && part.name != Self.link {
      kinds.add(part.joules, to: "device \(part.name)")
    }
    for part in parts where part.device == nil || part.name == Self.link {
      let isLink = part.name == Self.link
      let isBoardSwitch = part.name.hasPrefix("board") && !isLink
      kinds.add(part.joules, to: isLink ? "links" : isBoardSwitch ? "board switches" : part.name)
    }
    if meter.supplyEfficiency < 1 {
      kinds.add(meter.supplyLoss(at: time).joules, to: "supply loss")
    }
    return kinds
  }

  /// The ledger of a link, in the device it belongs to or in what is shared.
  private static let link = "link"
}

extension [NamedJoules] {
  /// Adds to the entry of this name, which is made if there is none.
  fileprivate mutating func add(_ joules: Double, to name: String) {
    if let index = firstIndex(where: { $0.component == name }) {
      self[index].joules += joules
    } else {
      append(NamedJoules(component: name, joules: joules))
    }
  }
}

/// The device has no processor for the asked number format.
public struct MissingProcessor: Error, CustomStringConvertible {
  public let device: DeviceSpecification
  public let precision: Precision

  public var description: String {
    let has = device.processors.map { processor in
      "\(processor.name) (\(processor.precisions.map(\.rawValue).joined(separator: ", ")))"
    }
    return "device '\(device.name)' has no processor for \(precision.rawValue); it has "
      + has.joined(separator: ", ")
  }
}
