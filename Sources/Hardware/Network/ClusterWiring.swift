import Simulation

/// The nodes and links of a cluster while it is built, with the ledgers of the links.
final class ClusterWiring {
  /// What the network needs of a link: plain numbers, for there may be millions.
  struct Link {
    var rate: DataRate
    var latency: SimDuration
    var joulesPerByte: Double
    var idleWatts: Double

    init(_ link: LinkSpecification) {
      rate = link.capacity
      latency = link.latency.value
      joulesPerByte = link.energy.value.joulesPerBit * 8
      idleWatts = link.idlePower.value.watts
    }
  }

  private(set) var topology = Topology()
  private(set) var accounts: [LinkID: (account: EnergyMeter.Account, joulesPerByte: Double)] = [:]
  private let specification: ServerSpecification
  private let meter: EnergyMeter
  private let time: SimTime
  /// The part of what devices share in boundary `used`.
  private let share: Double

  init(_ specification: ServerSpecification, meter: EnergyMeter, share: Double, at time: SimTime) {
    self.specification = specification
    self.meter = meter
    self.share = share
    self.time = time
  }

  /// The ledger of a link's bits, and that of its ports.
  static let bits = "link"
  static let ports = "link idle"

  /// Hangs a new node on another.
  ///
  /// - Parameter share: Its part in boundary `used`; nil for that of what is shared.
  func attach(
    to parent: NodeID, _ name: String, _ link: Link, device: Int? = nil, share: Double? = nil
  ) -> NodeID {
    let node = topology.attach(to: parent, link: name, rate: link.rate, latency: link.latency)
    let (up, down) = topology.uplink(of: node)
    open([up, down], link, device: device, share: share ?? self.share)
    return node
  }

  private func open(_ directions: [LinkID], _ link: Link, device: Int?, share: Double) {
    for direction in directions {
      accounts[direction] = (
        meter.open(Self.bits, device: device, usedShare: share, byPhase: false),
        link.joulesPerByte
      )
    }
    // Most links are measured inside of something else: a million of them need no more ledgers.
    if link.idleWatts > 0 {
      meter.setPower(
        link.idleWatts,
        of: meter.open(Self.ports, device: device, usedShare: share, byPhase: false), at: time)
    }
  }

  /// Wires equal servers, and returns the node of the outside.
  ///
  /// Several servers hang on one rack switch by their uplinks.
  ///
  /// - Parameter place: Called for each device in turn, with the number of its board, the node that
  ///   it stands at and the link that it hangs on there; nil if it is that node.
  func wire(servers: Int, place: (_ board: Int, _ node: NodeID, _ link: Link?) -> Void) -> NodeID {
    let uplink = Link(specification.link(LinkKinds.uplink))
    let outside = attach(to: topology.root, "outside", uplink)
    func serverNode(_ server: Int) -> NodeID {
      servers == 1 ? topology.root : attach(to: topology.root, "server \(server)", uplink)
    }
    switch specification.topology {
    case .boards(let boards):
      let device = Link(specification.link(LinkKinds.device))
      let boardUplink = Link(specification.link(LinkKinds.boardUplink))
      for server in 0..<servers {
        let serverSwitch = serverNode(server)
        for board in 0..<boards.boards.value {
          let number = server * boards.boards.value + board
          let boardSwitch = attach(to: serverSwitch, "board \(number)", boardUplink)
          for _ in 0..<boards.devicesPerBoard.value { place(number, boardSwitch, device) }
        }
      }
    case .star(let star):
      let device = Link(specification.link(LinkKinds.device))
      for server in 0..<servers {
        let node = serverNode(server)
        for _ in 0..<star.devices.value { place(server, node, device) }
      }
    case .graph(let graph):
      wire(graph, servers: servers, serverNode: serverNode, place: place)
    }
    return outside
  }

  /// A board is what stands at one switch, as far as the file lists it together.
  private func wire(
    _ graph: GraphTopology, servers: Int, serverNode: (Int) -> NodeID,
    place: (_ board: Int, _ node: NodeID, _ link: Link?) -> Void
  ) {
    let links = graph.connections.map { Link(specification.link($0.link)) }
    let mesh = Mesh(
      nodes: graph.switches.count,
      links: zip(graph.connections, links).map { connection, link in
        let names = [connection.first, connection.second].map { graph.switches[$0].name }
        return Mesh.Link(
          connection.first, connection.second,
          names: ("\(names[0]) to \(names[1])", "\(names[1]) to \(names[0])"), rate: link.rate,
          latency: link.latency)
      })
    let groups = graph.devices.map { group in
      (group.place, group.count.value, group.link.map { Link(specification.link($0)) })
    }
    var board = -1
    for server in 0..<servers {
      let placed = topology.place(
        mesh, gateway: graph.uplink, at: serverNode(server),
        prefix: servers == 1 ? "" : "server \(server) ")
      for (directions, link) in zip(placed.links, links) {
        open([directions.forth, directions.back], link, device: nil, share: share)
      }
      var last: Int?
      for (switchNumber, count, link) in groups {
        if switchNumber != last { board += 1 }
        last = switchNumber
        for _ in 0..<count { place(board, placed.nodes[switchNumber], link) }
      }
    }
  }
}
