import ArgumentParser
import Experiments
import Scenarios
import Strategies

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read and check scenario files, and run nothing.",
    discussion: "Every problem is told with file, line and column; the exit code is then 2.")

  @Argument(help: "Scenario files.")
  var files: [String]

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value of the file: key=value, such as cluster.use=16. Repeatable.")
  var overrides: [String] = []

  func run() throws {
    for (file, scenario) in zip(files, try Run.read(files, overrides: overrides)) {
      try Experiment(scenario).checkData()
      let count = scenario.strategies.count
      print("\(file): good, \(count) \(count == 1 ? "strategy" : "strategies")")
    }
  }
}

struct Devices: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the devices and servers of the catalogue, each number with its source.")

  @Flag(help: "Leave the sources out.")
  var brief = false

  func run() throws {
    let listing = try Catalogue.standard.listing()
    for numbers in [listing.devices, listing.servers] { list(numbers, brief: brief) }
  }
}

struct Workloads: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the calibrated workloads of the catalogue, each number with its source.")

  @Flag(help: "Leave the sources out.")
  var brief = false

  func run() throws { list(try Catalogue.standard.workloadNumbers(), brief: brief) }
}

/// Prints a line for each number, in columns.
private func list(_ numbers: [SpecificationNumber], brief: Bool) {
  if numbers.isEmpty { return }
  let width = numbers.map(\.path.count).max() ?? 0
  let valueWidth = numbers.map(\.value.count).max() ?? 0
  for number in numbers {
    let line =
      number.path.padded(to: width) + "  " + number.value.padded(to: valueWidth) + "  "
      + number.basis.rawValue.padded(to: 10)
    print(brief ? line : "\(line)  \(number.source)")
  }
  print()
}

struct Strategies: ParsableCommand {
  private static let precision = """
    every strategy
      Numbers to train in; absent are those of 'training'.
        precision: \(TrainingPrecision.words.joined(separator: " | ")), default fp32 (or cpu): npu \
    does products in INT8, niti everything; mixed splits a device's samples over both processors
        gradient-bits: { EPOCH: BITS, ... }, default { 1: 5, 101: 4, 151: 3 }, only with niti: \
    bits that gradients are rounded to, from an epoch on
        npu-share: profiled | 0..1, default profiled, only with mixed: part of a device's samples \
    in INT8
        alpha: similarity | 0..1, default similarity, only with mixed: weight of the FP32 result \
    where both are merged
    """

  static let configuration = CommandConfiguration(
    abstract: "List the strategies with their parameters.")

  func run() {
    for strategy in StrategyRegistry.all {
      print("\(strategy.name)\n  \(strategy.summary)")
      for parameter in strategy.parameters {
        let kind =
          switch parameter.kind {
          case .count: "whole number"
          case .countOr(let word): "whole number | \(word)"
          case .choice(let words): words.joined(separator: " | ")
          case .share: "part of a whole, such as 5 %"
          case .flag: "on | off"
          }
        let presence = parameter.defaultValue.map { "default \($0)" } ?? "required"
        print("    \(parameter.name): \(kind), \(presence): \(parameter.help)")
      }
    }
    print(Self.precision)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }
}
