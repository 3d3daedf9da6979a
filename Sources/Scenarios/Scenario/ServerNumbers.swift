import Hardware

extension ServerSpecification {
  /// Every number of the server but those of its device, in the order of its file.
  public var numbers: [SpecificationNumber] {
    counts + links.names.flatMap { numbers(of: link($0), $0) } + switchPowers + [
      .energy("\(name).power.management", managementPower, \.text),
      .energy("\(name).power.fans", fanPower, \.text),
    ] + (hostPower.map { [.energy("\(name).power.host", $0, \.text)] } ?? [])
      + [.energy("\(name).power.supply-efficiency", supply, \.text)]
      + (airflow?.numbers("\(name).airflow") ?? [])
  }

  private var counts: [SpecificationNumber] {
    switch topology {
    case .boards(let boards):
      [
        SpecificationNumber("\(name).boards", boards.boards, \.description),
        SpecificationNumber("\(name).devices-per-board", boards.devicesPerBoard, \.description),
      ]
    case .star(let star):
      [SpecificationNumber("\(name).topology.star.devices", star.devices, \.description)]
    case .graph(let graph):
      graph.devices.enumerated().map { number, group in
        SpecificationNumber(
          "\(name).topology.graph.devices[\(number + 1)].count", group.count, \.description)
      }
    }
  }

  private var switchPowers: [SpecificationNumber] {
    switch topology {
    case .boards(let boards):
      [
        .energy("\(name).power.board-switch", boards.boardSwitchPower, \.text),
        .energy("\(name).power.server-switch", boards.serverSwitchPower, \.text),
      ]
    case .star(let star):
      [.energy("\(name).topology.star.switch-power", star.switchPower, \.text)]
    case .graph(let graph):
      graph.switches.map {
        .energy("\(name).topology.graph.switches.\($0.name).power", $0.power, \.text)
      }
    }
  }

  private func numbers(of link: LinkSpecification, _ key: String) -> [SpecificationNumber] {
    let path = "\(name).links.\(key)"
    return [
      SpecificationNumber("\(path).rate", link.rate, \.text),
      SpecificationNumber("\(path).goodput", link.goodput, fractionText),
      SpecificationNumber("\(path).latency", link.latency, \.text),
      .energy("\(path).energy", link.energy, \.text),
      .energy("\(path).idle-power", link.idlePower, \.text),
    ]
  }
}
