import Simulation

/// How a device becomes warm, and what is done about it.
public struct ThermalSpecification: Hashable, Sendable {
  /// One place on the way of the heat, from the die outwards (Cauer form).
  public struct Node: Hashable, Sendable {
    public var name: String
    public var capacity: Sourced<HeatCapacity>
    /// To the next node, or of the last one to the air.
    public var resistance: Sourced<ThermalResistance>

    public init(
      name: String, capacity: Sourced<HeatCapacity>, resistance: Sourced<ThermalResistance>
    ) {
      self.name = name
      self.capacity = capacity
      self.resistance = resistance
    }
  }

  /// One term of a published step response (Foster form).
  public struct Term: Hashable, Sendable {
    /// The node of the chain that stands in its place once it is converted.
    public var name: String
    public var resistance: Sourced<ThermalResistance>
    public var timeConstant: Sourced<SimDuration>

    public init(
      name: String, resistance: Sourced<ThermalResistance>, timeConstant: Sourced<SimDuration>
    ) {
      self.name = name
      self.resistance = resistance
      self.timeConstant = timeConstant
    }
  }

  /// The form in which the network's numbers are known.
  public enum Network: Hashable, Sendable {
    /// Capacities and resistances of places.
    case cauer([Node])
    /// Terms of a step response of the first node, converted exactly.
    case foster([Term])
  }

  public var network: Network
  /// The node at which the idle power and each processor's power enter, by name.
  ///
  /// What is not listed enters at the first node, as everything on one die does.
  public var entries: [Entry]
  public var leakage: LeakageSpecification?
  /// Where the device is switched off.
  public var critical: Sourced<Temperature>?
  public var governor: GovernorSpecification

  /// Where the heat of a source enters.
  public struct Entry: Hashable, Sendable {
    /// `idle`, or the name of a processor.
    public var source: String
    public var node: String

    public init(source: String, node: String) {
      self.source = source
      self.node = node
    }
  }

  public init(
    network: Network, entries: [Entry], leakage: LeakageSpecification?,
    critical: Sourced<Temperature>?, governor: GovernorSpecification
  ) {
    self.network = network
    self.entries = entries
    self.leakage = leakage
    self.critical = critical
    self.governor = governor
  }

  /// The names of the nodes, from the die outwards.
  public var nodeNames: [String] {
    switch network {
    case .cauer(let nodes): nodes.map(\.name)
    case .foster(let terms): terms.map(\.name)
    }
  }

  /// The chain of places.
  public var chain: ThermalChain {
    switch network {
    case .cauer(let nodes):
      ThermalChain(
        nodes.map {
          ThermalChain.Node(
            name: $0.name, capacity: $0.capacity.value.joulesPerKelvin,
            resistance: $0.resistance.value.kelvinPerWatt)
        })
    case .foster(let terms):
      FosterResponse(
        terms.map {
          FosterResponse.Term(
            resistance: $0.resistance.value.kelvinPerWatt,
            timeConstant: $0.timeConstant.value.seconds)
        }
      ).chain(names: nodeNames)
    }
  }

  /// The name under which the idle power enters.
  public static let idle = "idle"

  /// What bodies of these devices have in common.
  ///
  /// - Parameter processors: Their names; their heat follows that of the idle device.
  func model(processors: [String]) throws -> HeatModel {
    let names = nodeNames
    return try HeatModel(
      chain: chain,
      sources: ([Self.idle] + processors).map { source in
        let node = entries.first { $0.source == source }?.node
        return HeatModel.Source(
          name: source, node: node.flatMap { names.firstIndex(of: $0) } ?? 0)
      },
      leakage: leakage?.model, critical: critical?.value.celsius)
  }
}

/// What flows through a device whether it works or not, and grows with its temperature.
public struct LeakageSpecification: Hashable, Sendable {
  /// At the reference temperature; a part of the idle power.
  public var power: Sourced<Power>
  public var reference: Sourced<Temperature>
  /// How much more for each kelvin, as a share: the k of exp(k (T - reference)).
  public var growth: Sourced<Double>
  /// The width of the bands of temperature in which it is taken to be constant: a setting of the
  /// simulation, not a property of the device.
  public var quantum: TemperatureDifference

  public static let defaultQuantum = TemperatureDifference(kelvin: LeakageModel.defaultQuantum)

  public init(
    power: Sourced<Power>, reference: Sourced<Temperature>, growth: Sourced<Double>,
    quantum: TemperatureDifference = defaultQuantum
  ) {
    self.power = power
    self.reference = reference
    self.growth = growth
    self.quantum = quantum
  }

  var model: LeakageModel {
    LeakageModel(
      reference: power.value.watts, referenceTemperature: reference.value.celsius,
      growth: growth.value, quantum: quantum.kelvin)
  }
}
