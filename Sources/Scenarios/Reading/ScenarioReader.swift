import Foundation
import Learning
import Strategies

/// Reads scenario files.
public struct ScenarioReader: Sendable {
  let strategies: [any Strategy.Type]
  let sampleCount: @Sendable (DataSetSource) -> Int?
  let catalogue: Catalogue?

  /// A reader of files that name these strategies.
  ///
  /// - Parameters:
  ///   - strategies: what a file can name.
  ///   - sampleCount: the number of training samples, nil when it is not known: strategies are then
  ///     checked as if there were plenty.
  ///   - catalogue: where devices and servers are found; nil searches around each file.
  public init(
    strategies: [any Strategy.Type] = StrategyRegistry.all,
    sampleCount: @escaping @Sendable (DataSetSource) -> Int? = { _ in nil },
    catalogue: Catalogue? = nil
  ) {
    self.strategies = strategies
    self.sampleCount = sampleCount
    self.catalogue = catalogue
  }

  /// Reads a scenario file.
  ///
  /// - Parameters:
  ///   - file: the path, as messages repeat it.
  ///   - overrides: texts such as `training.target.rounds=2`, applied in this order.
  ///   - seed: in place of the file's.
  /// - Throws: everything that is wrong with the file, its overrides and the catalogue files that
  ///   it names.
  public func read(
    file: String, overrides: [String] = [], seed: UInt64? = nil
  ) throws(Diagnostics) -> Scenario {
    let findings = Findings()
    guard let text = fileText(file, findings: findings) else {
      throw Diagnostics(findings.diagnostics, of: file)
    }
    return try read(
      text: text, named: file, overrides: overrides, seed: seed, findings: findings)
  }

  /// Reads the text of a scenario file.
  ///
  /// - Parameter file: what messages call the text; relative paths start from its folder.
  /// - Throws: as `read(file:)`.
  public func read(
    text: String, named file: String, overrides: [String] = [], seed: UInt64? = nil
  ) throws(Diagnostics) -> Scenario {
    try read(text: text, named: file, overrides: overrides, seed: seed, findings: Findings())
  }

  private func read(
    text: String, named file: String, overrides: [String], seed: UInt64?, findings: Findings
  ) throws(Diagnostics) -> Scenario {
    let root = Document(text: text, file: file, findings: findings).root
    guard let root else { throw Diagnostics(findings.diagnostics, of: file) }
    let node = Overrides(overrides, findings: findings).applied(to: root)
    let reading = ScenarioReading(
      reader: self, file: file, catalogue: catalogue ?? .around(file: file), findings: findings)
    let scenario = reading.scenario(node, seed: seed)
    guard let scenario, findings.isEmpty else { throw Diagnostics(findings.diagnostics, of: file) }
    return scenario
  }
}
