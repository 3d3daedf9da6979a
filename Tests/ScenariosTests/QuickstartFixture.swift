import Foundation
import Scenarios
import Strategies

/// The repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

let shippedCatalogue = Catalogue(folders: [repository.appending(path: "Scenarios").path])

let testReader = ScenarioReader(catalogue: shippedCatalogue)

/// Knows the first strategies only, so that a new one changes no expected list.
let fixedReader = ScenarioReader(
  strategies: [
    Local.self, ParameterServer.self, RingAllReduce.self, FederatedAveraging.self, GroupWise.self,
  ], catalogue: shippedCatalogue)

/// Without its quick variant, so that lines are counted as in any scenario.
func quickstartText() throws -> String {
  try shippedText().split(separator: "\n", omittingEmptySubsequences: false)
    .filter { !$0.hasPrefix("quick:") && !$0.hasPrefix("  training.") }.joined(separator: "\n")
}

func shippedText() throws -> String {
  try String(contentsOf: repository.appending(path: "Scenarios/quickstart.yaml"), encoding: .utf8)
}

func quickstart(_ overrides: String...) throws -> Scenario {
  try testReader.read(text: try quickstartText(), named: "quickstart.yaml", overrides: overrides)
}

/// What reading says, empty when it succeeds.
func complaints(
  _ text: String, file: String = "s.yaml", overrides: [String] = [],
  reader: ScenarioReader = testReader
) -> [String] {
  do throws(Diagnostics) {
    _ = try reader.read(text: text, named: file, overrides: overrides)
    return []
  } catch {
    return error.list.map(\.description)
  }
}

/// What reading quickstart with one exchange of text says.
func complaints(replacing old: String, with new: String) throws -> [String] {
  let text = try quickstartText()
  precondition(text.contains(old), "quickstart.yaml does not hold '\(old)'")
  return complaints(text.replacing(old, with: new, maxReplacements: 1))
}
