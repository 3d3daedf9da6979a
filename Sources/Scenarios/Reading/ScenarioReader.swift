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
  ///   - quick: whether the changes under the file's key `quick` are made, before the overrides.
  /// - Throws: everything that is wrong with the file, its overrides and the catalogue files that
  ///   it names.
  public func read(
    file: String, overrides: [String] = [], seed: UInt64? = nil, quick: Bool = false
  ) throws(Diagnostics) -> Scenario {
    let findings = Findings()
    guard let text = fileText(file, findings: findings) else {
      throw Diagnostics(findings.diagnostics, of: file)
    }
    return try read(
      text: text, named: file, overrides: overrides, seed: seed, quick: quick, findings: findings)
  }

  /// Reads the text of a scenario file.
  ///
  /// - Parameter file: what messages call the text; relative paths start from its folder.
  /// - Throws: as `read(file:)`.
  public func read(
    text: String, named file: String, overrides: [String] = [], seed: UInt64? = nil,
    quick: Bool = false
  ) throws(Diagnostics) -> Scenario {
    try read(
      text: text, named: file, overrides: overrides, seed: seed, quick: quick, findings: Findings())
  }

  private func read(
    text: String, named file: String, overrides: [String], seed: UInt64?, quick: Bool,
    findings: Findings
  ) throws(Diagnostics) -> Scenario {
    let root = Document(text: text, file: file, findings: findings).root
    guard let root else { throw Diagnostics(findings.diagnostics, of: file) }
    let (whole, changes) = Self.quickChanges(in: root, findings: findings)
    var node = whole
    if quick {
      if changes == nil { findings.report(.noQuickVariant, at: root.place) }
      node = Overrides(quick: changes ?? [], findings: findings).applied(to: node)
    }
    node = Overrides(overrides, findings: findings).applied(to: node)
    let reading = ScenarioReading(
      reader: self, file: file, catalogue: catalogue ?? .around(file: file), findings: findings)
    let scenario = reading.scenario(node, seed: seed)
    guard let scenario, findings.isEmpty else { throw Diagnostics(findings.diagnostics, of: file) }
    return scenario
  }

  /// A scenario without its key `quick`, and what stands there.
  private static func quickChanges(
    in root: Node, findings: Findings
  ) -> (scenario: Node, changes: [Node.Entry]?) {
    guard case .mapping(var entries) = root.content,
      let index = entries.firstIndex(where: { $0.key == "quick" })
    else { return (root, nil) }
    let quick = entries.remove(at: index)
    var rest = root
    rest.content = .mapping(entries)
    guard case .mapping(let changes) = quick.value.content else {
      Value(node: quick.value, path: "quick", findings: findings).reportKind(
        expected: "a mapping of keys and values")
      return (rest, [])
    }
    return (rest, changes)
  }
}
