import Strategies

extension TrainingPrecision {
  /// As in a scenario file, with every default filled in.
  public var keys: [(key: String, value: String)] {
    guard case .mixed(let split) = self else { return [("precision", word)] }
    let share =
      switch split.share {
      case .profiled: "profiled"
      case .fixed(let part): fractionText(part)
      }
    let alpha =
      switch split.confidence {
      case .similarity: "similarity"
      case .fixed(let weight): fractionText(weight)
      }
    return [("precision", word), ("npu-share", share), ("alpha", alpha)]
  }
}
