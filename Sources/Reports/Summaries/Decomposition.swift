import Simulation

/// Where the time of the used devices went: mean seconds per used device and phase.
///
/// The phases add up to the length of the run.
public struct Decomposition: Hashable, Sendable {
  /// Training computation.
  public var compute_s: Double
  /// Exposed communication: what no computation hides.
  public var communicate_s: Double
  /// Waiting at barriers for slower devices.
  public var wait_s: Double
  /// Distribution of the data set and of the first weights.
  public var distribute_s: Double
  /// Compressing what is sent, or undoing that.
  public var compress_s: Double
  /// Writing and reading checkpoints.
  public var checkpoint_s: Double
  /// Everything else.
  public var idle_s: Double
  /// Processor time of messages.
  public var message_s: Double

  /// Means over the used devices; nil if there are none.
  public init?(_ devices: [DeviceRecord]) {
    let used = devices.filter(\.used)
    guard !used.isEmpty else { return nil }
    func mean(_ phase: Phase) -> Double {
      used.reduce(0) { $0 + $1[phase] } / Double(used.count)
    }
    compute_s = mean(.compute)
    communicate_s = mean(.communicate)
    wait_s = mean(.wait)
    distribute_s = mean(.distribute)
    compress_s = mean(.compress)
    checkpoint_s = mean(.checkpoint)
    idle_s = mean(.idle)
    message_s = mean(.message)
  }

  /// The mean of several runs; nil of none.
  init?(meanOf runs: [Decomposition]) {
    guard var mean = runs.first else { return nil }
    for phase in Phase.allCases {
      mean[phase] = runs.reduce(0) { $0 + $1[phase] } / Double(runs.count)
    }
    self = mean
  }

  subscript(phase: Phase) -> Double {
    get { self[keyPath: Self.path(to: phase)] }
    set { self[keyPath: Self.path(to: phase)] = newValue }
  }

  private static func path(to phase: Phase) -> WritableKeyPath<Decomposition, Double> {
    switch phase {
    case .compute: \.compute_s
    case .communicate: \.communicate_s
    case .wait: \.wait_s
    case .distribute: \.distribute_s
    case .compress: \.compress_s
    case .checkpoint: \.checkpoint_s
    case .idle: \.idle_s
    case .message: \.message_s
    }
  }

  /// All phases together.
  public var total_s: Double { Phase.allCases.reduce(0) { $0 + self[$1] } }

  /// Share of a phase in 0...1; nil for a run of no length.
  func share(_ phase: Phase) -> Double? { total_s > 0 ? self[phase] / total_s : nil }
}
