import Foundation

/// Round values along an axis.
enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten that lie in the range, `about` that many.
  ///
  /// With `covering`, one more on each side where the range goes beyond the outermost ones.
  static func linear(
    _ range: ClosedRange<Double>, about count: Int = 5, covering: Bool = false
  ) -> [Double] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return [range.lowerBound] }
    let rough = span / Double(count)
    let exponent = Int(log10(rough).rounded(.down))
    let power = pow(10.0, Double(exponent))
    // Geometric middles between 1, 2, 5 and 10.
    let mantissa: Double =
      switch rough / power {
      case ..<2.0.squareRoot(): 1
      case ..<10.0.squareRoot(): 2
      case ..<50.0.squareRoot(): 5
      default: 10
      }
    let step = mantissa * power
    let slack = 1e-9
    let first = range.lowerBound / step
    let last = range.upperBound / step
    let from = covering ? (first + slack).rounded(.down) : (first - slack).rounded(.up)
    let to = covering ? (last - slack).rounded(.up) : (last + slack).rounded(.down)
    guard from <= to, to - from < 1000 else { return [range.lowerBound] }
    return stride(from: from, through: to, by: 1).map { index in
      // Dividing by a whole power keeps 0.3 from becoming 0.30000000000000004.
      exponent < 0 ? index * mantissa / pow(10.0, Double(-exponent)) : index * step
    }
  }

  /// Values 1, 2 and 5 (or 1 and 3, or 1) times powers of ten, at most `limit` of them.
  static func logarithmic(_ range: ClosedRange<Double>, limit: Int = 7) -> [Double] {
    guard range.lowerBound > 0, range.upperBound.isFinite else { return [] }
    let lowest = Int(log10(range.lowerBound).rounded(.down))
    let highest = Int(log10(range.upperBound).rounded(.up))
    for mantissas in [[1.0, 2, 5], [1, 3], [1]] {
      let ticks = (lowest...highest).flatMap { exponent in
        mantissas.map { $0 * pow(10, Double(exponent)) }
      }.filter(range.contains)
      if ticks.count <= limit { return ticks }
    }
    let stride = (highest - lowest) / limit + 1
    return (lowest...highest).filter { $0.isMultiple(of: stride) }
      .map { pow(10, Double($0)) }.filter(range.contains)
  }

  /// Times that have a short name, for logarithmic axes: 10 s, 1 min, 10 min, 1 h, ...
  static func logarithmicTime(_ range: ClosedRange<Double>, limit: Int = 7) -> [Double] {
    let minute = 60.0
    let hour = 3600.0
    let day = 86_400.0
    let coarse = [1, 10, minute, 10 * minute, hour, 10 * hour, 4 * day, 40 * day]
    let fine = [3, 30, 3 * minute, 30 * minute, 3 * hour, day, 10 * day]
    guard range.lowerBound >= 0.5, range.upperBound <= 80 * day else {
      return logarithmic(range, limit: limit)
    }
    let all = (coarse + fine).sorted().filter(range.contains)
    if all.count <= limit { return all }
    let few = coarse.filter(range.contains)
    return few.count <= limit ? few : logarithmic(range, limit: limit)
  }
}
