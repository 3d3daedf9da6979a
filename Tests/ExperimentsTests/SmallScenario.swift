import Experiments
import Foundation
import Scenarios

/// The repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

private let reader = ScenarioReader(
  sampleCount: { _ in nil },
  catalogue: Catalogue(folders: [repository.appending(path: "Scenarios").path]))

/// A scenario that learns for real, on few generated samples.
func smallScenario(_ overrides: String..., strategies: String? = nil) throws -> Scenario {
  try smallScenario(overrides, strategies: strategies)
}

func smallScenario(_ overrides: [String], strategies: String? = nil) throws -> Scenario {
  let strategies =
    strategies ?? """
        - local: { batch: 32 }
        - parameter-server: { global-batch: 32 }
        - ring-all-reduce: { global-batch: 32 }
        - federated-averaging: { batch: 8, momentum: local }
        - group-wise: { groups: 2, batch: 16 }
      """
  let text = """
    scenario: small
    seed: 5
    cluster: { server: soc-cluster-60, use: 8 }
    training:
      model: lenet5
      dataset: { generated: { train: 128, test: 50 } }
      optimizer: { sgd: { learning-rate: 0.01, momentum: 0.9 } }
      target: { accuracy: 100 %, rounds: 2 }
    energy: { boundary: server }
    strategies:
    \(strategies)
    """
  return try reader.read(text: text, named: "small.yaml", overrides: overrides)
}

/// The shipped quickstart, with changes.
func quickstart(_ overrides: String...) throws -> Scenario {
  try reader.read(
    file: repository.appending(path: "Scenarios/quickstart.yaml").path, overrides: overrides)
}

/// A folder that is there while `body` runs.
func withTemporaryFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
