import Foundation
import Hardware
import Scenarios
import Simulation

/// A number that nobody measured: between what it may lie, and how a scenario is given another.
struct AssumedNumber: Sendable {
  /// As assumptions name it, such as `snapdragon-865.cpu.training-rate`.
  let path: String
  let value: Double
  let least: Double
  let greatest: Double
  let rule: Rule
  /// Whether it has no zero of its own, so that only differences say anything.
  let isTemperature: Bool
  /// Gives a scenario the number at a place of its range, 0 for the least and 1 for the greatest.
  let set: @Sendable (Double, inout Scenario) -> Void

  /// Where a range comes from.
  enum Rule: String, CaseIterable, Sendable {
    /// The catalogue states it.
    case stated
    /// Half to twice the value.
    case factor
    /// A part of a whole: half to twice what it lacks.
    case lack
    /// A temperature: ten kelvin less to ten more.
    case offset

    /// For people.
    var words: String {
      switch self {
      case .stated: "the catalogue's"
      case .factor: "x 1/2 to x 2"
      case .lack: "what is missing to 1, x 1/2 to x 2"
      case .offset: "10 K less to 10 K more"
      }
    }
  }

  static let factor = 2.0
  private static let offset_K = 10.0

  /// Nil for a number that was measured, or that no rule changes.
  init?<Number: Variable>(
    _ path: String, _ number: Sourced<Number>, isPart: Bool = false,
    set: @escaping @Sendable (Sourced<Number>, inout Scenario) -> Void
  ) {
    guard number.basis == .assumed else { return nil }
    let value = number.value.amount
    let (least, greatest, rule): (Double, Double, Rule)
    if let range = number.range {
      (least, greatest, rule) = (range.least.amount, range.greatest.amount, .stated)
    } else if number.value is Temperature {
      (least, greatest, rule) = (value - Self.offset_K, value + Self.offset_K, .offset)
    } else if isPart, value > 0.5 {
      (least, greatest, rule) =
        (1 - (1 - value) * Self.factor, 1 - (1 - value) / Self.factor, .lack)
    } else {
      (least, greatest, rule) = (value / Self.factor, value * Self.factor, .factor)
    }
    guard least < greatest, greatest.isFinite else { return nil }
    self.path = path
    self.value = value
    self.least = least
    self.greatest = greatest
    self.rule = rule
    let isTemperature = number.value is Temperature
    self.isTemperature = isTemperature
    self.set = { place, scenario in
      let amount =
        isTemperature
        ? least + (greatest - least) * place
        : Self.amount(at: place, from: least, to: greatest, evenly: rule)
      set(
        Sourced(number.value.with(amount: amount), .scenario, source: "varied by the validation"),
        &scenario)
    }
  }

  /// Numbers above zero lie evenly on a scale of factors, zero and less on one of differences.
  private static func amount(
    at place: Double, from least: Double, to greatest: Double, evenly rule: Rule
  ) -> Double {
    if rule == .lack {
      return 1 - amount(at: 1 - place, from: 1 - greatest, to: 1 - least, evenly: .factor)
    }
    return least > 0
      ? least * pow(greatest / least, place) : least + (greatest - least) * place
  }
}
