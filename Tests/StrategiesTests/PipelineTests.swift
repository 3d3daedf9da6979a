import Hardware
import Learning
import Testing

@testable import Strategies

/// Models cut into stages, and pipelines of them.
@Suite struct PipelineTests {
  @Test("stages hold every parameter and every operation once, in every number of them")
  func stages() throws {
    for name in ModelRegistry.names {
      let model = try #require(ModelRegistry.described(name))
      for count in 1...model.mostStages {
        let stages = model.pipelineStages(count)
        #expect(stages.count == count)
        #expect(stages.reduce(0) { $0 + $1.parameters } == model.parameterCount)
        #expect(abs(stages.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(stages.allSatisfy { $0.share > 0 })
        #expect(stages.last?.outputValues == model.classCount)
      }
    }
  }

  @Test("no cut of VGG-11 into two or three has a cheaper dearest stage")
  func balanced() throws {
    let model = try #require(ModelRegistry.described("vgg11"))
    let costs = model.layers.map(\.forwardMultiplyAdds)
    let whole = Double(model.forwardMultiplyAdds)
    func cost(_ range: Range<Int>) -> Double { Double(costs[range].reduce(0, +)) / whole }
    let n = costs.count
    let two = (1..<n).map { max(cost(0..<$0), cost($0..<n)) }.min()
    let three = (1..<n - 1).flatMap { a in
      (a + 1..<n).map { max(cost(0..<a), cost(a..<$0), cost($0..<n)) }
    }.min()
    #expect(model.pipelineStages(2).map(\.share).max() == two)
    #expect(model.pipelineStages(3).map(\.share).max() == three)
  }

  @Test("one stage is data parallelism: a step takes what the ring takes")
  func oneStage() throws {
    let ring = try TimedRun(
      RingAllReduce.with(["global-batch": "64"]), devicesPerBoard: 4, samples: 64)
    let flat = try TimedRun(
      TwoDimensional.with(["global-batch": "64", "stages": "1", "micro-batches": "1"]),
      devicesPerBoard: 4, samples: 64)
    #expect(abs(ring.secondRound - flat.secondRound) < 1e-6)
  }

  @Test("one micro-batch through two stages: everything in line, nothing overlaps")
  func oneMicroBatch() throws {
    let run = try TimedRun(
      TwoDimensional.with(["global-batch": "64", "stages": "2", "micro-batches": "1"]),
      devicesPerBoard: 2, samples: 64)
    let stages = run.model.pipelineStages(2)
    let message = Plain.latency + Double(64 * stages[0].outputValues * 4) / Plain.rate
    let operations = 64 * run.model.trainingOperationsPerSample / Plain.operations
    #expect(abs(run.secondRound - (2 * Plain.overhead + operations + 2 * message)) < 1e-6)
    #expect(run.rounds[1].bytes == 2 * 64 * stages[0].outputValues * 4)
    // A stage communicates while a message is on its way to it, and waits for the other one.
    #expect(abs(run.devices[1].communicate_s / 2 - message) < 1e-6)
    #expect(run.devices[0].wait_s > 0)
  }

  @Test("micro-batches follow each other: m of them through s equal stages take m + s - 1 slots")
  func bubbles() throws {
    // Without fixed costs and messages a fill-drain schedule of the dearest stage bounds it below.
    let m = 8
    let run = try TimedRun(
      TwoDimensional.with(["global-batch": "512", "stages": "2", "micro-batches": "\(m)"]),
      devicesPerBoard: 2, samples: 512)
    let stages = run.model.pipelineStages(2)
    let slot = 64 * run.model.trainingOperationsPerSample / Plain.operations
    let (first, second) = (slot * stages[0].share / 3, slot * stages[1].share / 3)
    let message = Plain.latency + Double(64 * stages[0].outputValues * 4) / Plain.rate
    // Forward: the second stage starts the k-th when it has it and is done with the one before.
    var sent = 0.0
    var computed = 0.0
    var stage0 = Plain.overhead
    for number in 0..<m {
      stage0 += first
      sent = max(sent, stage0) + message
      computed = max(computed, sent) + second + (number == 0 ? Plain.overhead : 0)
    }
    // Backward: the other way round.
    var back = 0.0
    var time = computed
    for _ in 0..<m {
      time += 2 * second
      back = max(back, time) + message
      stage0 = max(stage0, back) + 2 * first
    }
    #expect(abs(run.secondRound - stage0) < 1e-6)
  }

  @Test("copies of a stage average their own gradients only")
  func copies() throws {
    let run = try TimedRun(
      TwoDimensional.with(["global-batch": "64", "stages": "2", "micro-batches": "2"]),
      devicesPerBoard: 4, samples: 64)
    let stages = run.model.pipelineStages(2)
    // Two copies of each stage: a ring of two sends every byte twice in all.
    let gradients = 2 * stages.reduce(0) { $0 + $1.bytes }
    #expect(run.rounds[1].bytes == gradients + 2 * 64 * stages[0].outputValues * 4)
  }

  @Test("stages that do not divide the devices, or are more than the model has, are refused")
  func refused() throws {
    let strategy = TwoDimensional.with(["global-batch": "64", "stages": "3"])
    #expect(strategy.problems(devices: 8, samples: 64).map(\.parameter) == ["stages"])
    let lenet = try #require(ModelRegistry.described("lenet5"))
    #expect(lenet.mostStages == 5)
    #expect(strategy.problems(of: lenet).isEmpty)
    let deep = TwoDimensional.with(["global-batch": "64", "stages": "6"])
    #expect(deep.problems(of: lenet).map(\.parameter) == ["stages"])
  }
}
