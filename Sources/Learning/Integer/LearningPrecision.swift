import Digests

/// The numbers that a network is trained in.
public enum LearningPrecision: Sendable, Hashable {
  /// 32-bit floating point.
  case fp32
  /// Integers alone: int8 values, 32-bit sums. For networks without batch normalisation.
  case niti(GradientBits)

  /// Its name in files.
  public var name: String {
    switch self {
    case .fp32: "fp32"
    case .niti: "niti"
    }
  }
}

/// How many bits gradients are rounded to: what a learning rate is to other training.
public struct GradientBits: Sendable, Hashable {
  /// Bits from an epoch on, in ascending order of epochs; the first counts from the start.
  public let stages: [(epoch: Int, bits: Int)]

  /// - Precondition: at least one stage; epochs rise; bits are 1 to 7.
  public init(_ stages: [(epoch: Int, bits: Int)]) {
    precondition(!stages.isEmpty && stages.allSatisfy { (1...7).contains($0.bits) })
    precondition(zip(stages, stages.dropFirst()).allSatisfy { $0.epoch < $1.epoch })
    self.stages = stages
  }

  /// 5 bits for 100 epochs, 4 for 50 more, then 3: the schedule of NITI for CIFAR-10.
  public static let published = GradientBits([(1, 5), (101, 4), (151, 3)])

  /// The bits in an epoch, counted from 1.
  func bits(in epoch: Int) -> Int {
    stages.last { $0.epoch <= epoch }?.bits ?? stages[0].bits
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.stages.elementsEqual(b.stages) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for stage in stages {
      hasher.combine(stage.epoch)
      hasher.combine(stage.bits)
    }
  }
}
