import Learning
import Strategies

extension TrainingPrecision {
  /// As in a scenario file, with every default filled in.
  public var keys: [(key: String, value: String)] {
    switch self {
    case .fp32, .npu: [("precision", word)]
    case .niti(let bits): [("precision", word), ("gradient-bits", bits.text)]
    case .mixed(let split): [("precision", word)] + split.keys
    }
  }
}

extension GradientBits {
  /// Such as `{ 1: 5, 101: 4 }`.
  fileprivate var text: String {
    "{ " + stages.map { "\($0.epoch): \($0.bits)" }.joined(separator: ", ") + " }"
  }
}

extension MixedSplit {
  fileprivate var keys: [(key: String, value: String)] {
    let share =
      switch self.share {
      case .profiled: "profiled"
      case .fixed(let part): fractionText(part)
      }
    let alpha =
      switch confidence {
      case .similarity: "similarity"
      case .fixed(let weight): fractionText(weight)
      }
    return [("npu-share", share), ("alpha", alpha)]
  }
}
