import ArgumentParser
import Learning

/// A data set as the command line names it.
struct TrainingData: ExpressibleByArgument {
  let source: DataSetSource

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("idx", 2): source = .idx(folder: parts[1])
    case ("cifar", 2): source = .cifar(folder: parts[1])
    case ("generated", 2):
      let counts = parts[1].split(separator: "+").compactMap { Int($0) }
      guard counts.count == 2, counts.allSatisfy({ $0 >= 1 }) else { return nil }
      source = .generated(train: counts[0], test: counts[1])
    default: source = .named(argument)
    }
  }
}
