import Hardware
import Learning
import Testing

@testable import Strategies

/// What is sent when weights are averaged, and how long it takes.
@Suite struct WeightAverageTests {
  @Test(
    "an averaged momentum is all that the optimiser keeps, of every learner",
    arguments: [
      ("fp32", 0.9, 2.0), ("fp32", 0, 1), ("fp32", nil, 3), ("npu", 0.9, 2), ("mixed", 0.9, 3),
      ("mixed", nil, 5), ("niti", 0.9, 1),
    ])
  func averagedMomentum(precision: String, momentum: Double?, vectors: Double) throws {
    let optimizer = Optimizer(
      momentum.map { .sgd(SGD(learningRate: 0.1, momentum: $0)) } ?? .adam(Adam(learningRate: 0.1)))
    let numbers: TrainingPrecision =
      switch precision {
      case "npu": .npu
      case "niti": .niti()
      case "mixed": .mixed(MixedSplit(share: .fixed(0.5), confidence: .fixed(0.5)))
      default: .fp32
      }
    for strategy in [
      FederatedAveraging.with(["batch": "8", "momentum": "averaged"]) as any Strategy,
      TreeAveraging.with(["batch": "8", "momentum": "averaged"]),
    ] {
      let run = try TimedRun(
        strategy, devicesPerBoard: 4, samples: 96, precision: numbers, optimizer: optimizer)
      // Three send it to the first device, and it comes back to them.
      #expect(run.rounds[1].bytes == Int(6 * vectors) * run.model.parameterBytes)
    }
  }

  @Test("averages by boards: a gather on each board, a tree across them, and back")
  func treeAveraging() throws {
    let run = try TimedRun(
      TreeAveraging.with(["batch": "8"]), boards: 4, devicesPerBoard: 3, samples: 96)
    let size = Double(run.model.parameterBytes)
    let gather = Plain.latency + 2 * size / Plain.rate + run.adding(2)
    let across = 2 * 2 * (2 * Plain.latency + size / Plain.rate) + run.adding(2)
    let spread = 2 * (Plain.latency + size / Plain.rate)
    #expect(abs(run.secondRound - (run.compute(8) + gather + across + spread)) < 1e-6)
    let up = try #require(run.links.first { $0.link == "board 3 up" })
    // One vector for the board in each of two rounds, not one for each of its devices.
    #expect(up.bytes == 2 * run.model.parameterBytes)
  }

  @Test("averaging by boards loads uplinks less than one server does")
  func treeAgainstServer() throws {
    let tree = try TimedRun(
      TreeAveraging.with(["batch": "8"]), boards: 6, devicesPerBoard: 5, samples: 240)
    let server = try TimedRun(
      FederatedAveraging.with(["batch": "8"]), boards: 6, devicesPerBoard: 5, samples: 240)
    #expect(tree.secondRound < server.secondRound)
  }

  @Test(
    "a device's ternary message is a sixteenth, and compressing it takes its passes over memory")
  func ternary() throws {
    let plain = try TimedRun(
      TreeAveraging.with(["batch": "8"]), boards: 2, devicesPerBoard: 3, samples: 48)
    let compressed = try TimedRun(
      TreeAveraging.with(["batch": "8", "ternary": "on"]), boards: 2, devicesPerBoard: 3,
      samples: 48)
    let model = plain.model
    // Two devices of each board send; all else is as it was.
    let saved = 4 * (model.parameterBytes - model.ternaryBytes)
    #expect(plain.rounds[1].bytes - compressed.rounds[1].bytes == saved)
    #expect(model.ternaryBytes * 15 < model.parameterBytes)
    let gather = 2 * Double(model.parameterBytes - model.ternaryBytes) / Plain.rate
    let compressing =
      GradientCompression.ternary.compressingBytes(parameters: model.parameterCount) / Plain.memory
    #expect(abs(plain.secondRound - gather + compressing - compressed.secondRound) < 1e-6)
    #expect(abs(compressed.devices[1].compress_s - 2 * compressing) < 1e-6)
  }
}
