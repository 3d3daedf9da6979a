import Simulation

extension Comparison {
  /// Users beside training: tables, and for each strategy both over time.
  var tidalSection: [Markup] {
    guard hasUsers else { return [] }
    let figures = run.ofFirstSeed.strategies.compactMap { strategy -> Markup? in
      guard let users = strategy.users,
        let picture = TidalPicture.picture(users, strategy: strategy)
      else { return nil }
      return Self.figure(
        "\(strategy.name) beside users",
        "Devices, mean of each \(Readable.duration(users.interval_s)). A bar at the top is an "
          + "interval in which sessions waited for longer than the objective.",
        [TidalPicture.legend, picture])
    }
    return [
      .tag("h2", "Users beside training"), sessionsTable.markup, harvestTable.markup,
      .tag("p", ["class": "muted"], Self.tidalNote),
      .tag("div", ["class": "pictures"], figures),
    ]
  }
}
