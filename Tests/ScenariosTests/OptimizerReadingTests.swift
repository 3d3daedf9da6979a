import Learning
import Testing

@testable import Scenarios

/// Optimisers, schedules and augmentation in scenario files.
struct OptimizerReadingTests {
  private func training(_ overrides: String...) throws -> TrainingSetup {
    try read(overrides).training
  }

  private func read(_ overrides: [String]) throws -> Scenario {
    try testReader.read(
      text: try quickstartText(), named: "/x/quickstart.yaml", overrides: overrides)
  }

  @Test func everyOptimizerCanBeWritten() throws {
    let sgd = try training(
      "training.optimizer={ sgd: { learning-rate: 0.1, momentum: 0.9, weight-decay: 5e-4, "
        + "nesterov: yes } }")
    #expect(
      sgd.optimizer
        == Optimizer(
          .sgd(SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4, nesterov: true))))
    let adam = try training("training.optimizer={ adam: { learning-rate: 0.001, beta2: 0.99 } }")
    #expect(adam.optimizer == Optimizer(.adam(Adam(learningRate: 0.001, beta2: 0.99))))
  }

  @Test func everyScheduleCanBeWritten() throws {
    let step = try training("training.schedule={ step: { epochs: 30, factor: 10 % } }")
    #expect(step.optimizer.schedule == Schedule(.step(epochs: 30, factor: 0.1)))
    let cosine = try training("training.schedule={ cosine: { epochs: 90, warm-up: 2.5 } }")
    #expect(cosine.optimizer.schedule == Schedule(.cosine(epochs: 90), warmUp: 2.5))
    let constant = try training("training.schedule={ constant: { warm-up: 1 } }")
    #expect(constant.optimizer.schedule == Schedule(.constant, warmUp: 1))
    #expect(try training().optimizer.schedule == .constant)
  }

  @Test func whatIsWrittenReadsBack() throws {
    let scenario = try read([
      "training.optimizer={ adam: { learning-rate: 0.001, weight-decay: 0.01 } }",
      "training.schedule={ step: { epochs: 3, factor: 0.5, warm-up: 1 } }",
      "training.augmentation=crop-and-flip", "training.chunk=32",
      "training.dataset={ cifar: /data/cifar }", "training.model=vgg11",
    ])
    let again = try testReader.read(text: scenario.effectiveText, named: "again.yaml")
    #expect(again.training == scenario.training)
    #expect(again.effectiveText == scenario.effectiveText)
  }

  @Test(arguments: [
    ("training.optimizer={ adm: { learning-rate: 1 } }", "did you mean 'adam'"),
    ("training.optimizer={ sgd: { learning-rate: 1, nesterov: maybe } }", "nesterov"),
    ("training.optimizer={ sgd: { learning-rate: 1, weight-decay: -1 } }", "zero or more"),
    ("training.optimizer={ adam: { learning-rate: 1, beta1: 1 } }", "below 1"),
    ("training.schedule={ step: { epochs: 30 } }", "factor"),
    ("training.schedule={ step: { epochs: 0, factor: 0.1 } }", "at least 1"),
    ("training.schedule={ cosine: { epochs: 3, factor: 0.1 } }", "unknown key 'factor'"),
    ("training.augmentation=flip", "crop-and-flip"),
    ("training.chunk=0", "at least 1"),
  ])
  func mistakesAreToldAtOnce(override: String, words: String) throws {
    let error = try #require(throws: Diagnostics.self) { try read([override]) }
    #expect("\(error)".contains(words), "\(error)")
  }
}
