import Hardware
import Scenarios
import Simulation

/// Every number of a scenario that nobody measured.
struct AssumedNumbers {
  /// Those that can be varied, in a fixed order.
  private(set) var varied: [AssumedNumber] = []
  /// Those that stay as they are, with the reason.
  private(set) var held: [(number: Assumption, why: String)] = []

  init(of scenario: Scenario) {
    addDevice(scenario)
    for processor in scenario.processors { add(processor.processor, of: scenario) }
    addLinks(scenario.cluster.server)
    addPowers(scenario.cluster.server)
    if scenario.cluster.server.hasHeat {
      addThermal(scenario.cluster.server.device)
      addAir(scenario.cluster.server)
    }
    let paths = Set(varied.map(\.path))
    held = assumptions(of: scenario).filter { !paths.contains($0.path) }.map {
      ($0, Self.reason(to: $0))
    }
  }

  private static func reason(to number: Assumption) -> String {
    if number.path.hasSuffix(".memory") { return "decides what fits, and neither time nor joules" }
    if ["frequencies", "voltages"].contains(number.path.split(separator: ".").last) {
      return "a list of operating points"
    }
    if number.value.hasPrefix("the processor's own") {
      return "no number of its own: the processor's are varied"
    }
    if number.value == "0" || number.value.hasPrefix("0 ") {
      return "zero, which no factor changes"
    }
    if number.value == "100 %" || number.value == "1" && number.path.hasSuffix("efficiency") {
      return "nothing is missing to 1 that a factor could change"
    }
    if Int(number.value) != nil { return "a count or an exponent that names the shape of a model" }
    return "no amount"
  }

  private mutating func add<Number: Variable>(
    _ path: String, _ number: Sourced<Number>, isPart: Bool = false,
    set: @escaping @Sendable (Sourced<Number>, inout Scenario) -> Void
  ) {
    if let number = AssumedNumber(path, number, isPart: isPart, set: set) { varied.append(number) }
  }

  // MARK: Device

  private mutating func addDevice(_ scenario: Scenario) {
    let device = scenario.cluster.server.device
    add("\(device.name).idle-power", device.idlePower) {
      $1.cluster.server.device.idlePower = $0
    }
    add("\(device.name).message-time", device.messageTime) {
      $1.cluster.server.device.messageTime = $0
    }
  }

  /// - Parameter processor: With the costs of the workload in it, which the new number replaces.
  private mutating func add(_ processor: ProcessorSpecification, of scenario: Scenario) {
    let device = scenario.cluster.server.device
    guard let index = device.processors.firstIndex(where: { $0.name == processor.name }) else {
      return
    }
    let path = "\(device.name).\(processor.name)"
    func add<Number: Variable>(
      _ name: String, _ key: WritableKeyPath<ProcessorSpecification, Sourced<Number>> & Sendable
    ) {
      self.add("\(path).\(name)", processor[keyPath: key]) {
        $1.cluster.server.device.processors[index][keyPath: key] = $0
      }
    }
    if processor.clocks.isEmpty { add("frequency", \.frequency) }
    for (number, clock) in processor.clocks.enumerated() {
      let path = "\(path).\(clock.name)"
      self.add("\(path).capacitance", clock.capacitance) {
        $1.cluster.server.device.processors[index].clocks[number].capacitance = $0
      }
      self.add("\(path).awake-current", clock.awakeCurrent) {
        $1.cluster.server.device.processors[index].clocks[number].awakeCurrent = $0
      }
      if let scales = clock.scales {
        self.add("\(path).scales", scales, isPart: true) {
          $1.cluster.server.device.processors[index].clocks[number].scales = $0
        }
      }
      self.add("\(path).transition", clock.transition) {
        $1.cluster.server.device.processors[index].clocks[number].transition = $0
      }
    }
    add("active-power", \.activePower)
    add("training-rate", \.trainingRate)
    add("step-overhead", \.stepOverhead)
    add("jitter", \.jitter)
    add("memory-rate", \.memoryRate)
    add("memory-energy", \.memoryEnergy)
    if let overlap = processor.launchOverlap {
      self.add("\(path).launch-overlap", overlap) {
        $1.cluster.server.device.processors[index].launchOverlap = $0
      }
    }
  }

  // MARK: Server

  private mutating func addLinks(_ server: ServerSpecification) {
    for kind in server.links.names {
      let link = server.link(kind)
      let path = "\(server.name).links.\(kind)"
      func add<Number: Variable>(
        _ name: String, _ key: WritableKeyPath<LinkSpecification, Sourced<Number>> & Sendable,
        isPart: Bool = false
      ) {
        self.add("\(path).\(name)", link[keyPath: key], isPart: isPart) { number, scenario in
          var link = scenario.cluster.server.link(kind)
          link[keyPath: key] = number
          scenario.cluster.server.links[kind] = link
        }
      }
      add("rate", \.rate)
      add("goodput", \.goodput, isPart: true)
      add("latency", \.latency)
      add("energy", \.energy)
      add("idle-power", \.idlePower)
    }
  }

  private mutating func addPowers(_ server: ServerSpecification) {
    if case .boards(let boards) = server.topology {
      add("\(server.name).power.board-switch", boards.boardSwitchPower) {
        $1.cluster.server.setSwitch($0, \.boardSwitchPower)
      }
      add("\(server.name).power.server-switch", boards.serverSwitchPower) {
        $1.cluster.server.setSwitch($0, \.serverSwitchPower)
      }
    }
    add("\(server.name).power.management", server.managementPower) {
      $1.cluster.server.managementPower = $0
    }
    add("\(server.name).power.fans", server.fanPower) { $1.cluster.server.fanPower = $0 }
    if let host = server.hostPower {
      add("\(server.name).power.host", host) { $1.cluster.server.hostPower = $0 }
    }
    add("\(server.name).power.supply-efficiency", server.supply, isPart: true) {
      $1.cluster.server.supply = $0
    }
  }

  // MARK: Heat

  private mutating func addThermal(_ device: DeviceSpecification) {
    guard case .cauer(let nodes)? = device.thermal?.network else { return }
    for (number, node) in nodes.enumerated() {
      let path = "\(device.name).thermal.\(node.name)"
      add("\(path).capacity", node.capacity) { capacity, scenario in
        scenario.cluster.server.device.thermal?.change(number) { $0.capacity = capacity }
      }
      add("\(path).resistance", node.resistance) { resistance, scenario in
        scenario.cluster.server.device.thermal?.change(number) { $0.resistance = resistance }
      }
    }
  }

  private mutating func addAir(_ server: ServerSpecification) {
    guard let air = server.airflow else { return }
    let path = "\(server.name).airflow"
    add("\(path).inlet", air.inlet) { $1.cluster.server.airflow?.inlet = $0 }
    add("\(path).flow", air.flow) { $1.cluster.server.airflow?.flow = $0 }
    add("\(path).still", air.still) { $1.cluster.server.airflow?.still = $0 }
    add("\(path).exponent", air.exponent, isPart: true) {
      $1.cluster.server.airflow?.exponent = $0
    }
  }
}

extension ServerSpecification {
  fileprivate mutating func setSwitch(
    _ power: Sourced<Power>, _ key: WritableKeyPath<BoardTopology, Sourced<Power>>
  ) {
    guard case .boards(var boards) = topology else { return }
    boards[keyPath: key] = power
    topology = .boards(boards)
  }
}

extension ThermalSpecification {
  fileprivate mutating func change(_ number: Int, _ change: (inout Node) -> Void) {
    guard case .cauer(var nodes) = network else { return }
    change(&nodes[number])
    network = .cauer(nodes)
  }
}
