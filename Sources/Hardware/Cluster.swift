import Simulation

/// Servers of devices in a simulation: network, devices and energy meter.
public final class Cluster {
  public let specification: ServerSpecification
  public let meter: EnergyMeter
  public let network: any Network
  /// Every device, server by server, in board order.
  public let devices: [Device]
  /// Where data sets come from: beyond the servers' own uplinks.
  public let outside: NodeID
  /// Temperatures; nil when they are not modelled.
  public private(set) var heat: ClusterHeat?
  /// What the devices in use do over time.
  private let timeline: PhaseTimeline
  let used: Int
  /// The ledger of all fans together.
  let fans: EnergyMeter.Account
  /// The ledgers of leakage, of the devices that have any.
  var leakage: [Int: EnergyMeter.Account] = [:]
  /// How many faults hold each direction of a link down.
  var brokenLinks: [LinkID: Int] = [:]
  /// The users who share its devices with training; nil when there are none.
  public internal(set) var userLoad: UserLoad?
  /// Told when the fans fail and when they work again: who models heat listens.
  public var fansChanged: ((_ areWorking: Bool, Simulation) -> Void)?

  /// Builds the servers and powers them on at the present instant.
  ///
  /// - Parameters:
  ///   - servers: How many equal servers. Several hang on one rack switch by their uplinks; the
  ///     rack switch itself draws nothing here, as it stands outside every server.
  ///   - used: How many devices, the first ones in board order, count as used in boundary `used`.
  ///   - precisions: The number formats to train in, each once. Every device has a processor at work
  ///     for each, the first format's being its `processor`.
  ///   - model: How messages share links.
  public init(
    _ specification: ServerSpecification, servers: Int = 1, used: Int, precisions: [Precision],
    network model: NetworkModel = .fluid, in simulation: Simulation
  ) throws {
    let models = try specification.device.models(for: precisions)
    self.specification = specification
    self.used = used
    let meter = EnergyMeter(supply: specification.supply.value, supplies: servers)
    self.meter = meter

    let share = Double(used) / Double(servers * specification.deviceCount)
    var shared = specification.topology.switches
    shared.append(("management", specification.managementPower.value.watts))
    if let host = specification.hostPower { shared.append(("host", host.value.watts)) }
    for (name, watts) in shared {
      meter.setPower(
        Double(servers) * watts, of: meter.open(name, device: nil, usedShare: share),
        at: simulation.now)
    }
    fans = meter.open("fans", device: nil, usedShare: share)
    meter.setPower(
      Double(servers) * specification.fanPower.value.watts, of: fans, at: simulation.now)

    let wiring = ClusterWiring(specification, meter: meter, share: share, at: simulation.now)
    let timeline = PhaseTimeline()
    self.timeline = timeline
    var devices: [Device] = []
    let sharedDevice = Shared(specification.device)
    let names = Self.deviceNames(of: specification, servers: servers)
    outside = wiring.wire(servers: servers) { board, place, link in
      let index = devices.count
      let part = index < used ? 1.0 : 0
      let idle = meter.open("idle", device: index, usedShare: part)
      meter.setPower(specification.device.idlePower.value.watts, of: idle, at: simulation.now)
      let node =
        link.map {
          wiring.attach(to: place, names[index], $0, device: index, share: part)
        } ?? place
      let together = models.count > 1 ? BusyTogether() : nil
      func processor(_ model: ProcessorModel, subject: Int) -> Processor {
        let name = model.specification.name
        return Processor(
          model, subject: subject, meter: meter,
          account: meter.open(name, device: index, usedShare: part),
          memory: model.joulesPerByte > 0
            ? meter.open("dram", device: index, usedShare: part) : nil,
          together: together,
          stream: simulation.stream(named: "\(names[index]) \(name) jitter"))
      }
      devices.append(
        Device(
          index: index, name: names[index], board: board, node: node,
          specification: sharedDevice, meter: meter, idle: idle,
          processor: processor(models[0], subject: index),
          companions: models.count == 1
            ? []
            : models.dropFirst().map {
              processor(
                $0, subject: Fingerprint.subject("processor \($0.specification.name)", [index]))
            }, timeline: index < used ? timeline : nil, probe: simulation.probe))
    }
    self.devices = devices
    switch model {
    case .fluid:
      let fluid = FluidNetwork(topology: wiring.topology, meter: meter, accounts: wiring.accounts)
      fluid.join(simulation)
      network = fluid
    case .storeAndForward:
      let messages = StoreAndForwardNetwork(
        topology: wiring.topology, meter: meter, accounts: wiring.accounts)
      messages.join(simulation)
      network = messages
    }
    for device in devices {
      device.processor.join(simulation)
      for processor in device.companions { processor.join(simulation) }
    }
    if let thermal = specification.device.thermal, let airflow = specification.airflow {
      heat = try ClusterHeat(
        of: self, servers: servers, thermal: thermal, airflow: airflow, in: simulation)
    }
    if let probe = simulation.probe, probe.followsFlows { tellOfFlows(probe) }
  }

  /// With one processor at work on every device.
  public convenience init(
    _ specification: ServerSpecification, servers: Int = 1, used: Int, precision: Precision,
    network: NetworkModel = .fluid, in simulation: Simulation
  ) throws {
    try self.init(
      specification, servers: servers, used: used, precisions: [precision], network: network,
      in: simulation)
  }

  /// Has a probe told of every message from now on.
  private func tellOfFlows(_ probe: any Probe) {
    var ends = [outside: FlowEnd.outside]
    for device in devices { ends[device.node] = .device(device.index) }
    network.watch = FlowWatch { flow in
      probe.flow(
        FlowRecord(
          purpose: flow.purpose, from: ends[flow.source] ?? .outside,
          to: ends[flow.target] ?? .outside, bytes: flow.bytes, linkBytes: flow.linkBytes,
          started: flow.started,
          firstByte: flow.firstByte, ended: flow.ended, isDelivered: flow.isDelivered))
    }
  }

  /// The names of the devices of equal servers, in board order.
  public static func deviceNames(of server: ServerSpecification, servers: Int = 1) -> [String] {
    (0..<servers).flatMap { number in
      (0..<server.deviceCount).map {
        servers == 1 ? "soc \($0)" : "server \(number) soc \($0)"
      }
    }
  }

  /// The names of the links of equal servers, for faults.
  public static func linkNames(of server: ServerSpecification, servers: Int = 1) -> [String] {
    var names = ["outside"]
    if servers > 1 { names += (0..<servers).map { "server \($0)" } }
    switch server.topology {
    case .boards(let boards):
      names += (0..<servers * boards.boards.value).map { "board \($0)" }
    case .star: break
    case .graph(let graph):
      for number in 0..<servers {
        let prefix = servers == 1 ? "" : "server \(number) "
        names += graph.connections.flatMap { connection in
          let ends = [connection.first, connection.second].map { graph.switches[$0].name }
          return ["\(prefix)\(ends[0]) to \(ends[1])", "\(prefix)\(ends[1]) to \(ends[0])"]
        }
      }
    }
    return names + deviceNames(of: server, servers: servers)
  }

  /// How every device spent the run up to `time`, with the joules of its components.
  public func deviceRecords(at time: SimTime) -> [DeviceRecord] {
    var joules = [[NamedJoules]](repeating: [], count: devices.count)
    for part in meter.parts(at: time) {
      guard let device = part.device else { continue }
      joules[device].add(part.joules, to: part.name)
    }
    return devices.map { device in
      device.settle(at: time)
      let throttled = device.throttled(at: time)
      func seconds(_ phase: Phase) -> Double { device.time(in: phase, at: time).seconds }
      return DeviceRecord(
        device: device.name, board: device.board, used: device.index < used,
        compute_s: seconds(.compute), communicate_s: seconds(.communicate),
        wait_s: seconds(.wait), distribute_s: seconds(.distribute), compress_s: seconds(.compress),
        checkpoint_s: seconds(.checkpoint), idle_s: seconds(.idle), message_s: seconds(.message),
        samples: device.samples, samples_int8: device.integerSamples,
        throttled_s: throttled.time.seconds, throttled_J: throttled.joules,
        peak_temperature_C: heat?.devices[device.index].body.peakTemperature(at: time),
        shut_down_at_s: heat?.devices[device.index].shutDown?.seconds,
        clocks: device.clockRecords(at: time), energy_J: joules[device.index],
        phase_energy_J: Phase.allCases.map {
          NamedJoules(component: $0.name, joules: meter.joules(of: device.index, in: $0))
        })
    }
  }

  /// What the devices in use did up to `time`.
  public func timelineRecord(at time: SimTime) -> TimelineRecord {
    for device in devices.prefix(used) { device.settle(at: time) }
    return timeline.record(until: time)
  }

  /// What the run up to `time` did to temperatures; nil when they are not modelled.
  public func heatRecord(_ recorder: HeatRecorder?, at time: SimTime) -> HeatRecord? {
    guard let heat, let airflow = specification.airflow else { return nil }
    func peak(_ number: Int) -> Double { heat.devices[number].body.peakTemperature(at: time) }
    let hottest = (0..<used).max { peak($0) < peak($1) } ?? 0
    let each = specification.deviceCount
    let row = airflow.row.value
    // Rows begin anew with each server; of a long one the part that ends with the hottest counts.
    let start = hottest / each * each + hottest % each / row * row
    let first = max(start, hottest - Self.widestPicture + 1)
    let last = min(start + row, first + Self.widestPicture, hottest / each * each + each)
    return HeatRecord(
      trip_C: specification.device.thermal?.governor.lowestTrip?.celsius,
      inlet_C: airflow.inlet.value.celsius,
      series: recorder?.series(of: Array(first..<last)) ?? [])
  }

  /// More curves than these nobody tells apart.
  private static let widestPicture = 8

  /// Joules per kind of component over the whole server, at the supply's input.
  public func componentRecords(at time: SimTime) -> [NamedJoules] {
    var kinds: [NamedJoules] = []
    let parts = meter.parts(at: time)
    let links = [ClusterWiring.bits: "links", ClusterWiring.ports: "links idle"]
    for part in parts where part.device != nil && links[part.name] == nil {
      kinds.add(part.joules, to: "device \(part.name)")
    }
    for part in parts where part.device == nil || links[part.name] != nil {
      kinds.add(part.joules, to: links[part.name] ?? part.name)
    }
    if !meter.supply.isLossless {
      kinds.add(meter.supplyLoss(at: time).joules, to: "supply loss")
    }
    return kinds
  }
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
