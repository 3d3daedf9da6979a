import Foundation
import Numerics

/// The temperature of a node from some instant on, under constant heat and air: a constant and up
/// to three decaying exponentials.
///
///     T(t) = final + sum over k of amplitude_k exp(-rate_k t)                 t in s, T in Celsius
public struct TemperatureCourse: Sendable {
  /// Where it runs to.
  public let final: Double
  /// Lanes beyond `count` are zero.
  let amplitudes: SIMD4<Double>
  /// In 1/s, ascending.
  let rates: SIMD4<Double>
  let count: Int

  /// How close to a level counts as having reached it, in kelvin.
  static let tolerance = 1e-9

  init(final: Double, amplitudes: SIMD4<Double>, rates: SIMD4<Double>, count: Int) {
    self.final = final
    self.amplitudes = amplitudes
    self.rates = rates
    self.count = count
  }

  /// - Parameter terms: One to three amplitudes in kelvin with their rates in 1/s, ascending.
  public init(final: Double, terms: [(amplitude: Double, rate: Double)]) {
    precondition((1...ThermalChain.longest).contains(terms.count), "one to three terms")
    self.final = final
    count = terms.count
    var (amplitudes, rates) = (SIMD4<Double>.zero, SIMD4<Double>(repeating: 1))
    for (index, term) in terms.enumerated() {
      amplitudes[index] = term.amplitude
      rates[index] = term.rate
    }
    self.amplitudes = amplitudes
    self.rates = rates
  }

  /// The amplitudes that are left after some seconds.
  @inline(__always)
  private func left(after seconds: Double) -> SIMD4<Double> {
    var left = amplitudes
    left[0] *= exp(-rates[0] * seconds)
    if count > 1 { left[1] *= exp(-rates[1] * seconds) }
    if count > 2 { left[2] *= exp(-rates[2] * seconds) }
    return left
  }

  /// The temperature after some seconds.
  @inline(__always)
  public func value(at seconds: Double) -> Double { final + left(after: seconds).sum() }

  /// Kelvin per second after some seconds.
  public func slope(at seconds: Double) -> Double { -(rates * left(after: seconds)).sum() }

  /// The same course, counted from a later instant.
  func advanced(by seconds: Double) -> TemperatureCourse {
    TemperatureCourse(
      final: final, amplitudes: left(after: seconds), rates: rates, count: count)
  }

  /// The course of the negative temperature, in which falling is rising.
  private var mirrored: TemperatureCourse {
    TemperatureCourse(final: -final, amplitudes: -amplitudes, rates: rates, count: count)
  }

  /// No temperature of the course is higher than this.
  @inline(__always)
  var upperBound: Double { final + amplitudes.replacing(with: 0, where: amplitudes .< 0).sum() }

  /// No temperature of the course is lower than this.
  @inline(__always)
  var lowerBound: Double { final + amplitudes.replacing(with: 0, where: amplitudes .> 0).sum() }

  /// The first time before a horizon at which the temperature is at a level or above it.
  ///
  /// First from below, with steps that cannot pass it: between now and then no slope exceeds the sum
  /// of the rising terms' slopes. On monotone stretches that converges like Newton's method. Where
  /// it does not, because the course turns back before the level, extrema bracket the crossing and
  /// Brent's method finds it.
  public func firstRise(to level: Double, before horizon: Double = .infinity) -> Double? {
    var left = amplitudes
    var time = 0.0
    for _ in 0..<10 {
      let gap = level - (final + left.sum())
      if gap <= Self.tolerance { return time }
      if final + left.replacing(with: 0, where: left .< 0).sum() < level { return nil }
      let slopes = -rates * left
      time += gap / slopes.replacing(with: 0, where: slopes .< 0).sum()
      if !(time < horizon) { return nil }
      left = self.left(after: time)
    }
    return bracketedRise(to: level, from: time, before: horizon)
  }

  /// The first time before a horizon at which the temperature is at a level or below it.
  public func firstFall(to level: Double, before horizon: Double = .infinity) -> Double? {
    mirrored.firstRise(to: -level, before: horizon)
  }

  private func bracketedRise(
    to level: Double, from start: Double, before horizon: Double
  ) -> Double? {
    if value(at: start) >= level { return start }
    // Beyond forty of the slowest time constants nothing moves any more.
    let end = min(horizon, start + 40 / rates[0])
    var low = start
    for high in extrema.filter({ $0 > start && $0 < end }) + [end] {
      if value(at: high) >= level {
        return Self.root(between: low, high) { value(at: $0) - level }
      }
      low = high
    }
    return nil
  }

  /// The times at which the course turns, ascending: one fewer than its terms at most.
  public var extrema: [Double] {
    // The slope times exp(rate_0 t): c0 + c1 exp(-d1 t) + c2 exp(-d2 t).
    let c = -rates * amplitudes
    let d = rates - SIMD4(repeating: rates[0])
    func slope(_ t: Double) -> Double { c[0] + c[1] * exp(-d[1] * t) + c[2] * exp(-d[2] * t) }
    if count < 3 || c[2] == 0 {
      if count < 2 { return [] }
      let ratio = -c[0] / c[1]  // no number or no time if there is no such instant
      return ratio > 0 && ratio < 1 ? [-log(ratio) / d[1]] : []
    }
    // The bracketed function has itself one extremum at most, which parts its zeros.
    var bounds = [0.0]
    let ratio = -d[1] * c[1] / (d[2] * c[2])
    if ratio > 0 && ratio < 1 { bounds.append(-log(ratio) / (d[2] - d[1])) }
    // From there on the first term decides.
    var end = (bounds.last ?? 0) + (c[0] == 0 ? 100 : 1) / d[1]
    while slope(end) * c[0] < 0 && end < 1e3 / d[1] { end *= 2 }
    bounds.append(end)
    return zip(bounds, bounds.dropFirst()).compactMap { low, high in
      slope(low) * slope(high) < 0 ? Self.root(between: low, high, slope) : nil
    }
  }

  /// The first time after now at which the course turns.
  var nextTurn: Double? {
    if count == 1 { return nil }
    if count == 2 {
      let ratio = -(rates[0] * amplitudes[0]) / (rates[1] * amplitudes[1])
      return ratio > 0 && ratio < 1 ? -log(ratio) / (rates[1] - rates[0]) : nil
    }
    return extrema.first { $0 > 0 }
  }

  private static func root(
    between low: Double, _ high: Double, _ function: @escaping (Double) -> Double
  ) -> Double {
    do {
      return try Root.between(
        low, high, tolerance: 1e-10 * max(1, high), of: "a temperature's course", function)
    } catch {
      // The signs at both ends differ, so only a fault of this file leads here.
      preconditionFailure("\(error)")
    }
  }
}
