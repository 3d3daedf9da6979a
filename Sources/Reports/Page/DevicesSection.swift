import Simulation

extension Comparison {
  /// Grid and table of the devices, one collapsed part per strategy.
  var devicesSection: [Markup] {
    let strategies = run.ofFirstSeed.strategies.filter { !$0.devices.isEmpty }
    guard !strategies.isEmpty else { return [] }
    let parts = strategies.map { strategy in
      let used = strategy.devices.filter(\.used).count
      var content: [Markup] = [
        .tag("summary", "\(strategy.name): \(used) of \(strategy.devices.count) devices used")
      ]
      if let grid = DeviceGrid.picture(strategy) {
        content.append(
          .tag(
            "p", ["class": "muted"],
            "Number and colour: per cent of the run that the device computes; broken outline: "
              + "not used."))
        content.append(.tag("div", ["class": "grid"], [grid]))
      }
      var figures: [Markup] = []
      if let timeline = strategy.timeline,
        let picture = TimelinePicture.picture(timeline, strategy: strategy)
      {
        figures.append(
          Self.figure(
            "What the used devices do over time",
            "Share of them, mean of each \(Readable.seconds(timeline.interval_s)).",
            [TimelinePicture.legend(timeline), picture]))
      }
      if let bars = DeviceBars.picture(strategy) {
        figures.append(
          Self.figure(
            "What each used device does", DeviceBars.caption(strategy),
            [DeviceBars.legend(strategy), bars]))
      }
      if !figures.isEmpty { content.append(.tag("div", ["class": "pictures"], figures)) }
      content.append(Self.deviceTable(strategy).markup)
      return Markup.tag("details", [:], content)
    }
    let seed = isRepeated ? ", seed \(run.seed)" : ""
    return [.tag("h2", "Devices\(seed)")] + parts
  }

  private static func deviceTable(_ strategy: StrategyRecord) -> Table {
    let components = strategy.devices.flatMap(\.energy_J).orderedComponents
    let hasHeat = strategy.heat != nil
    return Table(
      columns: [.init("device", isNumber: false), .init("board"), .init("used")]
        + Phase.allCases.map { .init("seconds,", $0.title) }
        + (hasHeat
          ? [
            .init("seconds,", "throttled"), .init("joules,", "throttled"),
            .init("peak", "temperature"),
          ] : [])
        + components.map { .init("joules,", $0) } + [.init("joules,", "all")],
      rows: strategy.devices.map { device in
        let own = [device.device, String(device.board), device.used ? "yes" : "no"]
        let seconds = Phase.allCases.map { Readable.seconds(device[$0]) }
        let heat =
          hasHeat
          ? [
            Readable.seconds(device.throttled_s),
            Readable.optional(device.throttled_J) { Readable.energy($0) },
            Readable.optional(device.peak_temperature_C) { Readable.temperature($0) },
          ] : []
        let joules = components.map { component in
          Readable.optional(device.energy_J.joules(of: component)) { Readable.energy($0) }
        }
        let sum = device.energy_J.reduce(0) { $0 + $1.joules }
        return own + seconds + heat + joules + [Readable.energy(sum)]
      })
  }
}
