import Simulation

/// How the devices of a server hang together.
public enum ServerTopology: Hashable, Sendable {
  /// Boards of devices that share their board's uplink.
  ///
  ///     device --device-- board switch --board-uplink-- server switch --server-uplink-- outside
  case boards(BoardTopology)
  /// All devices on one switch.
  ///
  ///     device --device-- switch --server-uplink-- outside
  case star(StarTopology)
  /// Switches joined in any way, with devices at some of them.
  case graph(GraphTopology)

  public var deviceCount: Int {
    switch self {
    case .boards(let boards): boards.boards.value * boards.devicesPerBoard.value
    case .star(let star): star.devices.value
    case .graph(let graph): graph.devices.reduce(0) { $0 + $1.count.value }
    }
  }

  /// Names and powers of its switches; of several of a kind the power is that of all.
  var switches: [(name: String, watts: Double)] {
    switch self {
    case .boards(let boards):
      [
        ("board switches", Double(boards.boards.value) * boards.boardSwitchPower.value.watts),
        ("server switch", boards.serverSwitchPower.value.watts),
      ]
    case .star(let star): [("switch", star.switchPower.value.watts)]
    case .graph(let graph):
      graph.switches.map { ("switch \($0.name)", $0.power.value.watts) }
    }
  }

  /// How many links there are of each kind; a kind may appear several times.
  public var linkCounts: [(name: String, count: Int)] {
    let uplink = [(LinkKinds.uplink, 1)]
    switch self {
    case .boards(let boards):
      return [(LinkKinds.device, deviceCount), (LinkKinds.boardUplink, boards.boards.value)]
        + uplink
    case .star: return [(LinkKinds.device, deviceCount)] + uplink
    case .graph(let graph):
      return graph.devices.compactMap { group in group.link.map { ($0, group.count.value) } }
        + graph.connections.map { ($0.link, 1) } + uplink
    }
  }
}

/// Boards of equal numbers of devices, each with a switch of its own.
public struct BoardTopology: Hashable, Sendable {
  public var boards: Sourced<Int>
  public var devicesPerBoard: Sourced<Int>
  /// Of one board.
  public var boardSwitchPower: Sourced<Power>
  public var serverSwitchPower: Sourced<Power>

  public init(
    boards: Sourced<Int>, devicesPerBoard: Sourced<Int>, boardSwitchPower: Sourced<Power>,
    serverSwitchPower: Sourced<Power>
  ) {
    self.boards = boards
    self.devicesPerBoard = devicesPerBoard
    self.boardSwitchPower = boardSwitchPower
    self.serverSwitchPower = serverSwitchPower
  }
}

/// Devices around one switch.
public struct StarTopology: Hashable, Sendable {
  public var devices: Sourced<Int>
  public var switchPower: Sourced<Power>

  public init(devices: Sourced<Int>, switchPower: Sourced<Power>) {
    self.devices = devices
    self.switchPower = switchPower
  }
}

/// Named switches, the links among them, and which devices stand where.
///
/// Every switch can be reached from the one with the uplink: who builds one sees to it.
public struct GraphTopology: Hashable, Sendable {
  public struct Switch: Hashable, Sendable {
    public var name: String
    public var power: Sourced<Power>

    public init(name: String, power: Sourced<Power>) {
      self.name = name
      self.power = power
    }
  }

  /// A link between two switches, told by their numbers.
  public struct Connection: Hashable, Sendable {
    public var first: Int
    public var second: Int
    /// Its kind.
    public var link: String

    public init(_ first: Int, _ second: Int, link: String) {
      self.first = first
      self.second = second
      self.link = link
    }
  }

  /// Equal devices at one switch, told by its number.
  public struct DeviceGroup: Hashable, Sendable {
    public var place: Int
    public var count: Sourced<Int>
    /// The kind of the link that each hangs on; nil for a device that is itself the switch.
    public var link: String?

    public init(at place: Int, count: Sourced<Int>, link: String?) {
      self.place = place
      self.count = count
      self.link = link
    }
  }

  public var switches: [Switch]
  public var connections: [Connection]
  public var devices: [DeviceGroup]
  /// The number of the switch that the server's uplink leaves from.
  public var uplink: Int

  public init(
    switches: [Switch], connections: [Connection], devices: [DeviceGroup], uplink: Int
  ) {
    self.switches = switches
    self.connections = connections
    self.devices = devices
    self.uplink = uplink
  }
}
