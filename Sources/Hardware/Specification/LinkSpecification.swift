import Simulation

/// A full-duplex link: both directions have this rate, latency and energy.
public struct LinkSpecification: Hashable, Sendable {
  /// Signalling rate.
  public var rate: Sourced<DataRate>
  /// Share of the rate that carries payload, in (0, 1].
  public var goodput: Sourced<Double>
  /// One-way delay.
  public var latency: Sourced<SimDuration>
  /// Energy of one bit through the link, above its ends' idle power.
  public var energy: Sourced<EnergyPerBit>
  /// Power of the ports at both ends while nothing crosses, drawn at all times.
  ///
  /// Zero where it was measured inside of something else, such as a switch.
  public var idlePower: Sourced<Power>

  public init(
    rate: Sourced<DataRate>, goodput: Sourced<Double>, latency: Sourced<SimDuration>,
    energy: Sourced<EnergyPerBit>, idlePower: Sourced<Power> = Self.unstatedIdlePower
  ) {
    self.rate = rate
    self.goodput = goodput
    self.latency = latency
    self.energy = energy
    self.idlePower = idlePower
  }

  /// Payload bytes per second in one direction.
  public var capacity: DataRate {
    DataRate(bytesPerSecond: rate.value.bytesPerSecond * goodput.value)
  }

  /// What is taken for a link that says nothing of its idle power, and is then an assumption.
  public static let unstatedIdlePower = Sourced(
    Power(watts: 0), .assumed,
    source: "Not stated; taken as included in the power of what the link joins")
}

/// The kinds of links of a server by their names, such as `device` and `server-uplink`.
public struct LinkKinds: Hashable, Sendable {
  private struct Entry: Hashable, Sendable {
    var name: String
    var link: LinkSpecification
  }

  private var entries: [Entry] = []

  public init() {}

  /// In the order in which they were set, but the way out of the server last.
  public var names: [String] {
    let names = entries.map(\.name)
    return names.filter { $0 != Self.uplink } + names.filter { $0 == Self.uplink }
  }

  public subscript(name: String) -> LinkSpecification? {
    get { entries.first { $0.name == name }?.link }
    set {
      let index = entries.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let link?): entries[index].link = link
      case (let index?, nil): entries.remove(at: index)
      case (nil, let link?): entries.append(Entry(name: name, link: link))
      case (nil, nil): break
      }
    }
  }

  public static func == (a: LinkKinds, b: LinkKinds) -> Bool {
    a.names == b.names && a.names.allSatisfy { a[$0] == b[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    for name in names { hasher.combine(self[name]) }
  }

  /// From a device to the switch that it stands at.
  public static let device = "device"
  /// From a board's switch to that of the server.
  public static let boardUplink = "board-uplink"
  /// From the server to the outside, where data sets come from.
  public static let uplink = "server-uplink"
}
