import CKernels
import Foundation
import Testing

@testable import Learning

/// Pseudo-stochastic rounding of floats against its definition in double precision.
struct PseudoRoundingTests {
  /// Up in magnitude if the upper 12 bits of the fraction are larger than its lower 12.
  private func rounded(_ value: Double) -> Double {
    let magnitude = abs(value)
    let whole = magnitude.rounded(.down)
    let upper = (magnitude - whole) * 4096
    let lower = (upper - upper.rounded(.down)) * 4096
    let up = upper.rounded(.down) > lower.rounded(.down)
    return (value < 0 ? -1 : 1) * (whole + (up ? 1 : 0))
  }

  private static let values: [Float] = {
    var values: [Float] = [
      0, .leastNonzeroMagnitude, 0x1p-24, 0x1p-23, 0x1p-13, 0x1p-12, 0.5, 0.75, 126.5, 127,
      127.25, 128, 254.75, 255.99, 256, 1e30, .greatestFiniteMagnitude,
    ]
    // Halves of 12 bits that are equal, and just not.
    for upper in [1, 77, 2048, 4095] {
      for difference in -1...1 {
        let lower = max(0, min(4095, upper + difference))
        values.append(Float(upper * 4096 + lower) * 0x1p-24)
      }
    }
    values += (0..<1000).map { Float(FormulaNumbers.uniform($0, 1) * 300) }
    return values.flatMap { [$0, -$0] }
  }()

  @Test(arguments: [Float(1), 0x1p-20, 0x1p10]) func roundingFollowsItsDefinition(unit: Float) {
    let values = Self.values.map { $0 * unit }.filter(\.isFinite)
    var floats = [Float](repeating: .nan, count: values.count)
    tidewatt_round_pseudo(values, &floats, values.count, unit)
    var sums = [Double](repeating: 1, count: values.count)
    tidewatt_add_pseudo(&sums, values, values.count, unit)
    for (index, value) in values.enumerated() {
      let expected = max(-127, min(127, rounded(Double(value) / Double(unit))))
      #expect(Double(floats[index]) == expected * Double(unit), "\(value)")
      #expect(sums[index] == 1 + expected * Double(unit), "\(value)")
    }
  }

  @Test func weightsStayWithinTheirValues() {
    let weights: [Float] = [-127, -127, 127, 127, 0, -0.4, 12.5, 3, 3, 300]
    let changes: [Float] = [256, 1e30, -256, -0.75, 1.25, 0, -0.0, -200, .infinity, 1]
    var found = changes
    tidewatt_change_quantised(weights, &found, found.count, 1)
    for (index, (weight, change)) in zip(weights, changes).enumerated() {
      let value = max(-127, min(127, Double(weight).rounded(.toNearestOrEven)))
      let rounded = change.isFinite ? rounded(Double(change)) : Double(change)
      let expected = max(-127, min(127, value + rounded)) - value
      #expect(Double(found[index]) == expected, "\(weight) by \(change)")
    }
  }

  /// A step that went wrong does not look like one that did not.
  @Test func notANumberStays() {
    var changes: [Float] = [.nan, 1]
    tidewatt_change_quantised([5, 5], &changes, 2, 1)
    #expect(changes[0].isNaN && changes[1] == 1)
    var floats: [Float] = [0, 0]
    tidewatt_round_pseudo([1, 2], &floats, 2, .nan)
    #expect(floats[0].isNaN && floats[1].isNaN)
    var sums = [0.0, 0]
    tidewatt_add_pseudo(&sums, [1, 2], 2, .nan)
    #expect(sums[0].isNaN && sums[1].isNaN)
  }
}
