import ArgumentParser
import Learning

/// The stages as the command line writes them: `1:5,6:4,9:3`.
extension GradientBits: ExpressibleByArgument {
  public init?(argument: String) {
    var stages: [(epoch: Int, bits: Int)] = []
    for stage in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = stage.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let epoch = parts[0], let bits = parts[1], (1...7).contains(bits),
        epoch > stages.last?.epoch ?? 0
      else { return nil }
      stages.append((epoch, bits))
    }
    guard stages.first?.epoch == 1 else { return nil }
    self.init(stages)
  }

  public var defaultValueDescription: String {
    stages.map { "\($0.epoch):\($0.bits)" }.joined(separator: ",")
  }
}
