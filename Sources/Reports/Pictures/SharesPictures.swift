import Simulation

extension Comparison {
  /// Where the time of the used devices went, one bar per strategy that used any.
  var timeBars: StackedBars {
    StackedBars(
      title: "Share of device time per phase", parts: Phase.allCases.map(\.title),
      bars: strategies.enumerated().compactMap { index, strategy in
        strategy.decomposition.map { decomposition in
          StackedBars.Bar(
            name: strategy.name, identity: Identity(index: index),
            total: Readable.duration(decomposition.total_s),
            values: Phase.allCases.map { decomposition[$0] })
        }
      },
      isShare: true, text: { _, share in Readable.percent(share, places: 0) })
  }

  /// Joules of the whole server per component, one bar per strategy that recorded any.
  ///
  /// Bars compare joules, or have equal length where those differ so much that short ones vanish.
  var energyBars: StackedBars {
    let parts = run.strategies.flatMap(\.components).orderedComponents
    let bars = strategies.enumerated().compactMap { index, strategy -> StackedBars.Bar? in
      let runs = run.strategies.filter { $0.name == strategy.name }
      guard runs.contains(where: { !$0.components.isEmpty }) else { return nil }
      let values = parts.map { part in
        runs.reduce(0) { $0 + ($1.components.joules(of: part) ?? 0) } / Double(runs.count)
      }
      return StackedBars.Bar(
        name: strategy.name, identity: Identity(index: index),
        total: Readable.energy(values.reduce(0, +)), values: values)
    }
    return Self.energyBars("Joules per component", parts: parts, bars: bars)
  }

  /// Joules of the whole server by what they were spent on, one bar per strategy that recorded it.
  var energyLineBars: StackedBars {
    let titles = strategies.lazy.compactMap(\.energyLines).first?.map(\.title) ?? []
    let bars = strategies.enumerated().compactMap { index, strategy in
      strategy.energyLines.map { lines in
        StackedBars.Bar(
          name: strategy.name, identity: Identity(index: index),
          total: Readable.energy(lines.reduce(0) { $0 + $1.joules }), values: lines.map(\.joules))
      }
    }
    return Self.energyBars("Joules by what they were spent on", parts: titles, bars: bars)
  }

  private static func energyBars(
    _ title: String, parts: [String], bars: [StackedBars.Bar]
  ) -> StackedBars {
    let sums = bars.map { $0.values.reduce(0, +) }.filter { $0 > 0 }
    let isShare = (sums.max() ?? 0) > 20 * (sums.min() ?? 0)
    return StackedBars(
      title: title, parts: parts, bars: bars, isShare: isShare,
      text: { value, share in
        isShare ? Readable.percent(share, places: 0) : Readable.energy(value)
      })
  }
}
