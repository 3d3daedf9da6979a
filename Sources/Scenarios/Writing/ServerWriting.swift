import Hardware

extension YAMLText {
  /// The keys of a server's catalogue file, with its device written out.
  mutating func write(_ server: ServerSpecification) {
    line("name", Self.scalar(server.name))
    line("title", Self.quoted(server.title))
    if case .boards(let boards) = server.topology {
      number("boards", boards.boards, \.description)
      number("devices-per-board", boards.devicesPerBoard, \.description)
    } else {
      block("topology") { $0.write(server.topology) }
    }
    block("device") { $0.write(server.device) }
    block("links") { yaml in
      for kind in server.links.names {
        yaml.block(Self.scalar(kind)) { $0.write(server.link(kind)) }
      }
    }
    block("power") { yaml in
      if case .boards(let boards) = server.topology {
        yaml.number("board-switch", boards.boardSwitchPower, \.text)
        yaml.number("server-switch", boards.serverSwitchPower, \.text)
      }
      yaml.number("management", server.managementPower, \.text)
      yaml.number("fans", server.fanPower, \.text)
      if let host = server.hostPower { yaml.number("host", host, \.text) }
      yaml.number("supply-efficiency", server.supply, \.text)
    }
    write(server.airflow)
    line("boundary", Self.quoted(server.boundary))
  }

  private mutating func write(_ topology: ServerTopology) {
    switch topology {
    case .boards: break  // Written in the server's own keys.
    case .star(let star):
      block("star") { yaml in
        yaml.number("devices", star.devices, \.description)
        yaml.number("switch-power", star.switchPower, \.text)
      }
    case .graph(let graph): block("graph") { $0.write(graph) }
    }
  }

  private mutating func write(_ graph: GraphTopology) {
    func name(_ number: Int) -> String { Self.scalar(graph.switches[number].name) }
    block("switches") { yaml in
      for node in graph.switches {
        yaml.block(Self.scalar(node.name)) { $0.number("power", node.power, \.text) }
      }
    }
    if graph.connections.isEmpty {
      line("connections", "[]")
    } else {
      block("connections") { yaml in
        for link in graph.connections {
          yaml.item(
            "{ between: [\(name(link.first)), \(name(link.second))], "
              + "link: \(Self.scalar(link.link)) }")
        }
      }
    }
    block("devices") { yaml in
      for group in graph.devices {
        let count = Self.sourced(group.count, \.description)
        let link = group.link.map { $0 == "none" ? Self.quoted($0) : Self.scalar($0) } ?? "none"
        yaml.item("{ at: \(name(group.place)), count: \(count), link: \(link) }")
      }
    }
    line("uplink", name(graph.uplink))
  }
}
