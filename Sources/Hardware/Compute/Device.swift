import Simulation

/// What a device is doing, as far as training is concerned.
public enum Phase: Int, CaseIterable, Sendable {
  /// Nothing of the training.
  case idle
  /// Computing.
  case compute
  /// Communicating, with no computation at the same time.
  case communicate
  /// Waiting for slower devices.
  case wait
  /// Receiving the data set or the first weights.
  case distribute
}

/// One device of a cluster: its processor, its place in the network, and how it spends its time.
public final class Device {
  /// Its number in the server, in board order.
  public let index: Int
  public let name: String
  public let board: Int
  public let node: NodeID
  public let specification: DeviceSpecification
  public let processor: Processor
  private var phase = Phase.idle
  private var since = SimTime.zero
  private var seconds = [SimDuration](repeating: .zero, count: Phase.allCases.count)

  init(
    index: Int, name: String, board: Int, node: NodeID, specification: DeviceSpecification,
    processor: Processor
  ) {
    self.index = index
    self.name = name
    self.board = board
    self.node = node
    self.specification = specification
    self.processor = processor
  }

  /// Ends the present phase and begins another.
  public func enter(_ next: Phase, at time: SimTime) {
    seconds[phase.rawValue] += time - since
    since = time
    phase = next
  }

  /// Time spent in a phase from the start of the run to `time`.
  public func time(in phase: Phase, at time: SimTime) -> SimDuration {
    seconds[phase.rawValue] + (phase == self.phase ? time - since : .zero)
  }
}
