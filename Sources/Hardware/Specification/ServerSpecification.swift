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

  public init(
    rate: Sourced<DataRate>, goodput: Sourced<Double>, latency: Sourced<SimDuration>,
    energy: Sourced<EnergyPerBit>
  ) {
    self.rate = rate
    self.goodput = goodput
    self.latency = latency
    self.energy = energy
  }

  /// Payload bytes per second in one direction.
  public var capacity: DataRate {
    DataRate(bytesPerSecond: rate.value.bytesPerSecond * goodput.value)
  }
}

/// A server of boards of equal devices behind one switch.
///
///     device --device link-- board switch --board uplink-- server switch --server uplink-- outside
///
/// The devices of a board share its uplink.
public struct ServerSpecification: Hashable, Sendable {
  /// Catalogue name, such as `soc-cluster-60`.
  public var name: String
  public var title: String
  public var boards: Sourced<Int>
  public var devicesPerBoard: Sourced<Int>
  public var device: DeviceSpecification
  public var deviceLink: LinkSpecification
  public var boardUplink: LinkSpecification
  /// From the server switch to the outside, where data sets come from.
  public var serverUplink: LinkSpecification
  /// Power of one board's switch.
  public var boardSwitchPower: Sourced<Power>
  public var serverSwitchPower: Sourced<Power>
  /// The board management controller.
  public var managementPower: Sourced<Power>
  /// All fans together.
  public var fanPower: Sourced<Power>
  /// Output over input power of the supply, in (0, 1].
  public var supplyEfficiency: Sourced<Double>
  /// What the joules of boundary `server` contain and leave out, in one sentence.
  public var boundary: String

  public init(
    name: String, title: String, boards: Sourced<Int>, devicesPerBoard: Sourced<Int>,
    device: DeviceSpecification, deviceLink: LinkSpecification, boardUplink: LinkSpecification,
    serverUplink: LinkSpecification, boardSwitchPower: Sourced<Power>,
    serverSwitchPower: Sourced<Power>, managementPower: Sourced<Power>, fanPower: Sourced<Power>,
    supplyEfficiency: Sourced<Double>, boundary: String
  ) {
    self.name = name
    self.title = title
    self.boards = boards
    self.devicesPerBoard = devicesPerBoard
    self.device = device
    self.deviceLink = deviceLink
    self.boardUplink = boardUplink
    self.serverUplink = serverUplink
    self.boardSwitchPower = boardSwitchPower
    self.serverSwitchPower = serverSwitchPower
    self.managementPower = managementPower
    self.fanPower = fanPower
    self.supplyEfficiency = supplyEfficiency
    self.boundary = boundary
  }

  public var deviceCount: Int { boards.value * devicesPerBoard.value }

  /// Power drawn at the supply's input while every device idles.
  public var idlePower: Power {
    let parts =
      Double(deviceCount) * device.idlePower.value.watts
      + Double(boards.value) * boardSwitchPower.value.watts + serverSwitchPower.value.watts
      + managementPower.value.watts + fanPower.value.watts
    return Power(watts: parts / supplyEfficiency.value)
  }
}
