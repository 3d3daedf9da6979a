import Simulation

/// Servers of boards of devices in a simulation: network, devices and energy meter.
public final class Cluster {
  public let specification: ServerSpecification
  public let meter: EnergyMeter
  public let network: FluidNetwork
  /// Every device, server by server, in board order.
  public let devices: [Device]
  /// Where data sets come from: beyond the servers' own uplinks.
  public let outside: NodeID
  private let used: Int

  /// Builds the servers and powers them on at the present instant.
  ///
  /// - Parameters:
  ///   - servers: How many equal servers. Several hang on one rack switch by their uplinks; the
  ///     rack switch itself draws nothing here, as it stands outside every server.
  ///   - used: How many devices, the first ones in board order, count as used in boundary `used`.
  ///   - precision: The number format to train in; a device needs a processor for it.
  public init(
    _ specification: ServerSpecification, servers: Int = 1, used: Int, precision: Precision,
    in simulation: Simulation
  ) throws {
    guard let processor = specification.device.processor(for: precision) else {
      throw MissingProcessor(device: specification.device, precision: precision)
    }
    self.specification = specification
    self.used = used
    let model = ProcessorModel(processor)
    let meter = EnergyMeter(supplyEfficiency: specification.supplyEfficiency.value)
    self.meter = meter

    let share = Double(used) / Double(servers * specification.deviceCount)
    let boards = specification.boards.value
    for (name, count, power) in [
      ("board switches", boards, specification.boardSwitchPower),
      ("server switch", 1, specification.serverSwitchPower),
      ("management", 1, specification.managementPower), ("fans", 1, specification.fanPower),
    ] {
      meter.setPower(
        Double(servers * count) * power.value.watts,
        of: meter.open(name, device: nil, usedShare: share), at: simulation.now)
    }

    var topology = Topology()
    var accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
    func attach(
      to parent: NodeID, _ name: String, _ link: LinkSpecification, device: Int?, share: Double
    ) -> NodeID {
      let node = topology.attach(
        to: parent, link: name, rate: link.capacity, latency: link.latency.value)
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
    let sharedDevice = Shared(specification.device)
    let names = Self.deviceNames(of: specification, servers: servers)
    for server in 0..<servers {
      let serverSwitch =
        servers == 1
        ? topology.root
        : attach(
          to: topology.root, "server \(server)", specification.serverUplink, device: nil,
          share: share)
      for board in 0..<boards {
        let number = server * boards + board
        let boardSwitch = attach(
          to: serverSwitch, "board \(number)", specification.boardUplink, device: nil, share: share)
        for _ in 0..<specification.devicesPerBoard.value {
          let index = devices.count
          let part = index < used ? 1.0 : 0
          let idle = meter.open("idle", device: index, usedShare: part)
          meter.setPower(specification.device.idlePower.value.watts, of: idle, at: simulation.now)
          let node = attach(
            to: boardSwitch, names[index], specification.deviceLink, device: index, share: part)
          devices.append(
            Device(
              index: index, name: names[index], board: number, node: node,
              specification: sharedDevice,
              processor: Processor(
                model, subject: index, meter: meter,
                account: meter.open(processor.name, device: index, usedShare: part),
                stream: simulation.stream(named: "\(names[index]) \(processor.name) jitter")),
              probe: simulation.probe))
        }
      }
    }
    self.devices = devices
    network = FluidNetwork(topology: topology, meter: meter, accounts: accounts)
    network.join(simulation)
    for device in devices { device.processor.join(simulation) }
  }

  /// The names of the devices of equal servers, in board order.
  public static func deviceNames(of server: ServerSpecification, servers: Int = 1) -> [String] {
    (0..<servers).flatMap { number in
      (0..<server.deviceCount).map {
        servers == 1 ? "soc \($0)" : "server \(number) soc \($0)"
      }
    }
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
      kinds.add(part.joules, to: part.name == Self.link ? "links" : part.name)
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
