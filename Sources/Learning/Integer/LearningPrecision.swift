import Digests

/// The numbers that a network is trained in.
public enum LearningPrecision: Sendable, Hashable {
  /// 32-bit floating point.
  case fp32
  /// Integers alone: int8 values, 32-bit sums. For networks without batch normalisation.
  case niti(GradientBits)
  /// Products of int8 values around FP32 weights; all else in FP32. For all networks.
  case npu
  /// Every batch is split between a learner in FP32 and one as in `npu`, and the changes that they
  /// make are merged: alpha of the first, 1 - alpha of the second, 0 to 1.
  ///
  /// A step may have another alpha (`Learner.step(_:batch:alpha:)`): states do not depend on the one
  /// given here.
  case mixed(alpha: Double)

  /// Its name in files.
  public var name: String {
    switch self {
    case .fp32: "fp32"
    case .niti: "niti"
    case .npu: "npu"
    case .mixed: "mixed"
    }
  }
}

extension LearningPrecision {
  /// Whether samples are trained with products of int8 values around FP32 weights.
  var isQuantised: Bool {
    switch self {
    case .fp32, .niti: false
    case .npu, .mixed: true
    }
  }

  /// Learners that keep a momentum of their own.
  var learners: Int { if case .mixed = self { 2 } else { 1 } }
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
