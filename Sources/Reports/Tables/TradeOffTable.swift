import Simulation

extension Comparison {
  /// Time and joules of each strategy, soonest first, and which others beat it in both.
  ///
  /// Strategies that did not reach the target come last: what they cost is only known to be more.
  var tradeOffTable: Table {
    let front = Set(paretoFront)
    let marks = AssumedColumns(run.assumptions)
    let ordered = tradeOffs.sorted {
      ($0.isReached ? 0 : 1, $0.time_s, $0.index) < ($1.isReached ? 0 : 1, $1.time_s, $1.index)
    }
    return Table(
      columns: [
        .init("strategy", isNumber: false), .init("time\(marks.timeMark)"),
        .init("energy\(marks.energyMark)"), .init("on the front", isNumber: false),
      ],
      rows: ordered.map { point in
        func cost(_ value: Double) -> Bounded {
          point.isReached ? .exactly(value) : .moreThan(value)
        }
        return [
          strategies[point.index].name,
          cost(point.time_s).text { value, _ in Readable.duration(value) },
          cost(point.energy_J).text(Readable.energy),
          front.contains(point.index)
            ? "yes" : point.isReached ? beaten(point) : "target not reached",
        ]
      })
  }

  private func beaten(_ point: TradeOff) -> String {
    let better = tradeOffs.filter {
      $0.isReached && $0.time_s <= point.time_s && $0.energy_J <= point.energy_J
        && ($0.time_s < point.time_s || $0.energy_J < point.energy_J)
    }
    guard let least = better.min(by: { $0.energy_J < $1.energy_J }) else { return Readable.none }
    return "no: \(strategies[least.index].name) beats it"
  }
}
