import Foundation

/// What an axis measures: how its values are named and which ticks are round.
enum Measure {
  case time
  case energy
  case accuracy
  /// A number whose unit the axis' title names.
  case plain
  case temperature
  case frequency
  case power
  /// A ratio, such as a speed-up.
  case factor

  /// A short name of a round value, with its unit.
  func name(_ value: Double) -> String {
    switch self {
    case .accuracy: return trimmed(Readable.percent(value, places: 2))
    case .energy: return trimmed(Readable.energy(value))
    case .plain: return trimmed(Readable.significant(value) + " ").replacing(#/ $/#, with: "")
    case .factor: return trimmed(Readable.significant(value) + " ").replacing(" ", with: "") + "x"
    case .temperature: return trimmed(Readable.fixed(value, places: 2) + " °C")
    case .frequency: return trimmed(Readable.fixed(value, places: 2) + " MHz")
    case .power: return value == 0 ? "0 W" : trimmed(Readable.power(value))
    case .time:
      for (length, unit) in [(86_400.0, "d"), (3600, "h"), (60, "min")] where value >= length {
        return trimmed(Readable.fixed(value / length, places: 2) + " " + unit)
      }
      return trimmed(Readable.seconds(value))
    }
  }

  /// Without zeros at the end of the fraction.
  private func trimmed(_ text: String) -> String {
    text.replacing(#/\.(\d*?)0+(?= )/#) { $0.output.1.isEmpty ? "" : "." + $0.output.1 }
  }

  /// Whole units of time rather than of seconds, so that ticks are round in minutes or hours.
  fileprivate func unit(upTo greatest: Double) -> Double {
    guard case .time = self else { return 1 }
    return greatest > 3 * 86_400 ? 86_400 : greatest > 3 * 3600 ? 3600 : greatest > 180 ? 60 : 1
  }
}

/// A linear or logarithmic axis between two places in a drawing.
struct Axis {
  var domain: ClosedRange<Double>
  var isLogarithmic: Bool
  var ticks: [Double]
  var measure: Measure
  /// Where the ends of the domain are drawn.
  var start: Double
  var end: Double

  /// An axis for costs, from zero, or logarithmic where they differ more than `ratio` times.
  init(
    costs: [Double], measure: Measure, from start: Double, to end: Double, ratio: Double = 20,
    decidedBy ends: [Double]? = nil
  ) {
    self.measure = measure
    self.start = start
    self.end = end
    let positive = costs.filter { $0 > 0 && $0.isFinite }
    let deciding = (ends ?? costs).filter { $0 > 0 && $0.isFinite }
    let least = positive.min() ?? 0
    let greatest = positive.max() ?? 1
    isLogarithmic = (deciding.max() ?? 1) > ratio * (deciding.min() ?? 1)
    let room = abs(end - start)
    let limit = max(2, Int(room / 54))
    if isLogarithmic {
      let margin = pow(greatest / least, 0.06)
      domain = (least / margin)...(greatest * margin)
      ticks =
        switch measure {
        case .time: Ticks.logarithmicTime(domain, limit: limit)
        default: Ticks.logarithmic(domain, limit: limit)
        }
    } else {
      domain = 0...(greatest * 1.06)
      let unit = measure.unit(upTo: greatest)
      ticks = Ticks.linear(0...(domain.upperBound / unit), about: min(5, limit)).map { $0 * unit }
    }
  }

  /// An axis for values that need not begin at zero, no longer than it has to be.
  init(values: [Double], measure: Measure, from start: Double, to end: Double) {
    self.measure = measure
    isLogarithmic = false
    self.start = start
    self.end = end
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if high - low < 0.02 * max(abs(high), 1) {
      let margin = 0.05 * max(abs(high), 1)
      (low, high) = (max(low - margin, low < 0 ? -.infinity : 0), high + margin)
    }
    ticks = Ticks.linear(low...high, about: 3, covering: true)
    domain = (ticks.first ?? 0)...(ticks.last ?? 1)
  }

  /// A logarithmic axis for ratios that shows 1x, or for counts with a tick at each.
  init(
    ratios: [Double], measure: Measure = .factor, ticks: [Double]? = nil, from start: Double,
    to end: Double
  ) {
    self.measure = measure
    self.start = start
    self.end = end
    isLogarithmic = true
    let finite = (ratios + (ticks == nil ? [1] : [])).filter { $0 > 0 && $0.isFinite }
    let low = finite.min() ?? 1
    let high = finite.max() ?? 1
    let margin = max(pow(high / low, 0.06), 1.04)
    domain = (low / margin)...(high * margin)
    self.ticks = ticks ?? Ticks.logarithmic(domain, limit: 8)
    if self.ticks.isEmpty { self.ticks = [1] }
  }

  /// An axis for shares in 0...1, no longer than it has to be.
  init(shares: [Double], from start: Double, to end: Double) {
    measure = .accuracy
    isLogarithmic = false
    self.start = start
    self.end = end
    let finite = shares.filter(\.isFinite)
    var low = max(0, finite.min() ?? 0)
    var high = min(1, finite.max() ?? 1)
    if high - low < 0.01 {
      low = max(0, low - 0.05)
      high = min(1, high + 0.05)
    }
    ticks = Ticks.linear(low...max(high, low + 0.01), covering: true)
    domain = (ticks.first ?? 0)...(ticks.last ?? 1)
  }

  /// Where a value is drawn; nil for one that the axis cannot show.
  func place(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    func along(_ value: Double) -> Double? {
      guard isLogarithmic else { return value }
      return value > 0 ? log10(value) : nil
    }
    guard let here = along(value), let low = along(domain.lowerBound),
      let high = along(domain.upperBound), high > low
    else { return nil }
    return start + (here - low) / (high - low) * (end - start)
  }
}
