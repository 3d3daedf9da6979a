import Simulation

extension Comparison {
  /// Temperatures: for each strategy the hottest row over time, and all devices by their peaks.
  var heatSection: [Markup] {
    let strategies = run.ofFirstSeed.strategies.filter { $0.heat != nil }
    guard !strategies.isEmpty else { return [] }
    let peaks = strategies.flatMap(\.devices).compactMap(\.peak_temperature_C)
    let scale = (peaks.min() ?? 0)...(peaks.max() ?? 0)
    let parts = strategies.map { strategy in
      var content: [Markup] = [.tag("summary", Self.heatSummary(strategy))]
      if let remark = Self.shutDownRemark(strategy) { content.append(.tag("p", remark)) }
      var figures: [Markup] = []
      if let heat = strategy.heat, let picture = HeatPicture.picture(heat, strategy: strategy.name)
      {
        figures.append(
          .tag(
            "figure", [:],
            [
              .tag(
                "figcaption", [:],
                [
                  .text("The row of the hottest device over time"),
                  .tag(
                    "span",
                    "In the direction of the air, which enters with "
                      + "\(Readable.temperature(heat.inlet_C)). Power is the mean of each interval "
                      + "of \(Readable.seconds(heat.series.first?.interval_s ?? 0))."),
                ]),
              HeatPicture.legend(heat), picture,
            ]))
      }
      if let grid = DeviceGrid.peaks(strategy, scale: scale) {
        figures.append(
          .tag(
            "figure", [:],
            [
              .tag(
                "figcaption", [:],
                [
                  .text("Peak temperature of every device"),
                  .tag("span", "In °C; one scale of colours for all strategies."),
                ]),
              grid,
            ]))
      }
      content.append(.tag("div", ["class": "pictures"], figures))
      return Markup.tag("details", strategies.count == 1 ? ["open": "open"] : [:], content)
    }
    return [.tag("h2", "Heat")] + parts
  }

  /// Which devices were switched off for their temperature, and when; nil if none was.
  static func shutDownRemark(_ strategy: StrategyRecord) -> String? {
    let off = strategy.devices.compactMap { device in
      device.shut_down_at_s.map { "\(device.device) at \(Readable.seconds($0))" }
    }
    guard !off.isEmpty else { return nil }
    let most = 8
    let named = off.prefix(most).joined(separator: ", ")
    let more = off.count > most ? " and \(off.count - most) more" : ""
    return "\(strategy.name): switched off at the critical temperature: \(named)\(more)."
  }

  private static func heatSummary(_ strategy: StrategyRecord) -> String {
    let used = strategy.devices.filter(\.used)
    let peak = used.compactMap(\.peak_temperature_C).max()
    let throttled = used.filter { $0.throttled_s > 0 }
    let hottest = Readable.optional(peak) { Readable.temperature($0) }
    if throttled.isEmpty { return "\(strategy.name): hottest \(hottest), nothing throttled" }
    let mean = throttled.reduce(0) { $0 + $1.throttled_s } / Double(throttled.count)
    let joules = throttled.compactMap(\.throttled_J)
    let drawn =
      joules.isEmpty ? "" : ", and drew \(Readable.energy(joules.reduce(0, +))) in that time"
    return "\(strategy.name): hottest \(hottest), \(throttled.count) of \(used.count) devices "
      + "throttled, \(Readable.seconds(mean)) each on average" + drawn
  }
}
