import Learning
import Scenarios
import Strategies

extension DataSource {
  var source: DataSetSource {
    switch self {
    case .named(let name): .named(name)
    case .idx(let folder): .idx(folder: folder)
    case .generated(let train, let test): .generated(train: train, test: test)
    }
  }
}

extension OptimizerChoice {
  var sgd: SGD {
    switch self {
    case .sgd(let learningRate, let momentum): SGD(learningRate: learningRate, momentum: momentum)
    }
  }
}

extension TrainingSetup {
  var goal: TrainingGoal {
    TrainingGoal(
      accuracy: target.accuracy, rounds: target.rounds,
      stop: stop == .atTarget ? .atTarget : .rounds)
  }
}

extension StrategyChoice {
  var strategy: any Strategy {
    get throws {
      guard let type = StrategyRegistry.named(name) else {
        throw PreflightError.unknownStrategy(name)
      }
      return type.init(parameters)
    }
  }

  /// As in the file: `groups: 8, batch: 64`.
  var parametersText: String {
    parameters.values.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }
}
