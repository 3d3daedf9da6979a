import Foundation
import Scenarios
import Strategies

/// What the shipped scenarios name, with the parameters that they take and no behaviour.
let testStrategies: [any Strategy.Type] = [
  TestLocal.self, TestParameterServer.self, TestRing.self, TestFederated.self, TestGroupWise.self,
]

struct TestLocal: Strategy {
  static let name = "local"
  static let summary = "every device for itself"
  static let parameters = [
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of a device")
  ]
  init(_ parameters: StrategyParameters) {}
  func problems(devices: Int, samples: Int) -> [ParameterProblem] { [] }
}

struct TestParameterServer: Strategy {
  static let name = "parameter-server"
  static let summary = "one device keeps the weights"
  static let parameters = [
    StrategyParameter(name: "global-batch", kind: .count, help: "samples per step")
  ]
  init(_ parameters: StrategyParameters) {}
  func problems(devices: Int, samples: Int) -> [ParameterProblem] { [] }
}

struct TestRing: Strategy {
  static let name = "ring-all-reduce"
  static let summary = "gradients go around"
  static let parameters = [
    StrategyParameter(
      name: "global-batch", kind: .count, defaultValue: "64", help: "samples per step")
  ]
  let batch: Int
  init(_ parameters: StrategyParameters) { batch = parameters.count("global-batch") }
  func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    guard batch > samples else { return [] }
    return [
      ParameterProblem(
        parameter: "global-batch", message: "a batch of \(batch) exceeds \(samples) samples")
    ]
  }
}

struct TestFederated: Strategy {
  static let name = "federated-averaging"
  static let summary = "weights are averaged every round"
  static let parameters = [
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of a device"),
    StrategyParameter(
      name: "momentum", kind: .choice(["reset", "keep"]), defaultValue: "reset",
      help: "what becomes of momentum at averaging"),
  ]
  init(_ parameters: StrategyParameters) {}
  func problems(devices: Int, samples: Int) -> [ParameterProblem] { [] }
}

struct TestGroupWise: Strategy {
  static let name = "group-wise"
  static let summary = "groups of devices"
  static let parameters = [
    StrategyParameter(name: "groups", kind: .count, help: "number of groups"),
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of a group"),
  ]
  let groups: Int
  init(_ parameters: StrategyParameters) { groups = parameters.count("groups") }
  func problems(devices: Int, samples: Int) -> [ParameterProblem] {
    guard !devices.isMultiple(of: groups) else { return [] }
    return [
      ParameterProblem(
        parameter: "groups", message: "\(groups) groups do not divide \(devices) devices")
    ]
  }
}

/// The repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

let shippedCatalogue = Catalogue(folders: [repository.appending(path: "Scenarios").path])

let testReader = ScenarioReader(strategies: testStrategies, catalogue: shippedCatalogue)

func quickstartText() throws -> String {
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
