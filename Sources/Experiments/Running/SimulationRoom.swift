import Foundation
import Scenarios

/// How many simulations of a scenario live at once.
enum SimulationRoom {
  /// Bytes of memory that a device takes in a simulation: a rack of a million takes 5 GiB.
  static let bytesPerDevice = 6_000
  /// The part of the machine's memory that simulations may take together.
  private static let share = 0.25

  /// Enough for every job to find work while others wait for numbers, and never fewer than the
  /// strategies of one seed, which share what they learn; but no more than memory has room for.
  static func count(for scenario: Scenario, jobs: Int) -> Int {
    count(
      strategies: scenario.strategies.count, devices: scenario.cluster.deviceCount, jobs: jobs,
      memory: Double(ProcessInfo.processInfo.physicalMemory))
  }

  static func count(strategies: Int, devices: Int, jobs: Int, memory: Double) -> Int {
    let room = share * memory / (Double(bytesPerDevice) * Double(max(devices, 1)))
    return max(1, min(max(strategies, 2 * jobs), Int(min(room, 1e6))))
  }
}

extension Scenario {
  /// What one run is called while it goes on: the strategy's label, and the seed if there are more.
  func runName(of choice: StrategyChoice, seed: UInt64) -> String {
    repetitions == 1 ? choice.label : "\(choice.label) seed \(seed)"
  }
}
