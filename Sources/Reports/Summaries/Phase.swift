import Simulation

/// What a device can be doing, in the order in which reports list it.
enum Phase: CaseIterable {
  case compute
  case communicate
  case wait
  case distribute
  case compress
  case checkpoint
  case idle
  case message

  /// As fields and columns are called, without a unit.
  var key: String { "\(self)" }

  /// Its heading in tables and legends.
  var title: String {
    switch self {
    case .compute: "compute"
    case .communicate: "exposed communication"
    case .wait: "waiting"
    case .distribute: "distribution"
    case .compress: "compression"
    case .checkpoint: "checkpoints"
    case .idle: "idle"
    case .message: "messages"
    }
  }
}

extension DeviceRecord {
  /// Seconds spent in a phase.
  subscript(phase: Phase) -> Double {
    switch phase {
    case .compute: compute_s
    case .communicate: communicate_s
    case .wait: wait_s
    case .distribute: distribute_s
    case .compress: compress_s
    case .checkpoint: checkpoint_s
    case .idle: idle_s
    case .message: message_s ?? 0
    }
  }

  /// Seconds of all phases together: the length of the run.
  var total_s: Double { Phase.allCases.reduce(0) { $0 + self[$1] } }
}
