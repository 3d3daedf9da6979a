import Foundation
import Numerics

/// A published step response of a die: the sum of R_k (1 - exp(-t / tau_k)) in K per W.
///
/// Fits of measurements give these terms. They say how warm the die gets, but no node of theirs is
/// a place, so nothing can be attached to them (another heat source, air that warms up). Both forms
/// describe the same impedance seen from the die:
///
///     Z(s) = sum over k of R_k / (1 + s tau_k)                                        Foster
///          = 1 / (s C0 + 1 / (R0 + 1 / (s C1 + 1 / (R1 + ...))))                      Cauer
///
/// so the chain follows exactly by expanding Z(s) into that continued fraction, and the terms
/// follow from the chain by its eigensystem.
public struct FosterResponse: Hashable, Sendable {
  public struct Term: Hashable, Sendable {
    /// In K/W.
    public var resistance: Double
    /// In seconds.
    public var timeConstant: Double

    public init(resistance: Double, timeConstant: Double) {
      self.resistance = resistance
      self.timeConstant = timeConstant
    }
  }

  public let terms: [Term]

  /// - Precondition: One to three terms, positive, with time constants that differ.
  public init(_ terms: [Term]) {
    precondition((1...ThermalChain.longest).contains(terms.count), "one to three terms")
    precondition(
      terms.allSatisfy { $0.resistance > 0 && $0.timeConstant > 0 }
        && Set(terms.map(\.timeConstant)).count == terms.count,
      "terms are positive and their time constants differ")
    self.terms = terms
  }

  /// The response of a chain to heat that enters at its first node.
  public init(of chain: ThermalChain) throws {
    let system = try chain.eigensystem()
    let capacity = chain.nodes[0].capacity
    self.init(
      zip(system.values, system.vectors).map { rate, vector in
        Term(resistance: vector[0] * vector[0] / (capacity * rate), timeConstant: 1 / rate)
      })
  }

  /// Kelvin per watt at a time after a step of the power.
  public func response(at seconds: Double) -> Double {
    terms.reduce(0) { $0 + $1.resistance * (1 - exp(-seconds / $1.timeConstant)) }
  }

  /// The chain whose first node answers in the same way.
  ///
  /// - Parameter names: One for each node, from the die outwards.
  public func chain(names: [String]) -> ThermalChain {
    precondition(names.count == terms.count, "a node for each term")
    // Z(s) = numerator / denominator; polynomials hold the factor of s^i at i.
    var denominator = [1.0]
    for term in terms { denominator = product(denominator, [1, term.timeConstant]) }
    var numerator = [Double](repeating: 0, count: terms.count)
    for (index, term) in terms.enumerated() {
      var part = [term.resistance]
      for (other, factor) in terms.enumerated() where other != index {
        part = product(part, [1, factor.timeConstant])
      }
      for power in part.indices { numerator[power] += part[power] }
    }
    return ThermalChain(
      names.map { name in
        // 1 / Z = s C + 1 / Z': divide by the leading powers, which then vanish.
        let capacity = denominator[denominator.count - 1] / numerator[numerator.count - 1]
        for power in numerator.indices { denominator[power + 1] -= capacity * numerator[power] }
        denominator.removeLast()
        let resistance = numerator[numerator.count - 1] / denominator[denominator.count - 1]
        for power in denominator.indices { numerator[power] -= resistance * denominator[power] }
        numerator.removeLast()
        return ThermalChain.Node(name: name, capacity: capacity, resistance: resistance)
      })
  }

  private func product(_ a: [Double], _ b: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: a.count + b.count - 1)
    for (i, x) in a.enumerated() {
      for (j, y) in b.enumerated() { result[i + j] += x * y }
    }
    return result
  }
}
