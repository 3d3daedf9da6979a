import Hardware
import Simulation

/// Work of one operation on several processors of each device: which piece follows on which.
extension ReplicaGroup {
  /// Of an operation on several processors of one device.
  struct Stage {
    /// Pieces of work under way.
    var running = 0
    /// What follows on the device's processor when they are done.
    var after: Work?
  }

  /// Which piece of a device's work an event is of.
  private enum Piece: UInt64 { case own, companion, after }

  /// Of the operation under way: its number, the piece, the device.
  private func tag(_ index: Int, _ piece: Piece) -> UInt64 {
    operation << 32 | piece.rawValue << 30 | UInt64(index)
  }

  /// Begins what a device has to do in an operation.
  func start(_ pieces: StepCosts.Pieces, on index: Int, receiver id: ComponentID) {
    let device = devices[index]
    let tag = tag(index, .own)
    guard let companion = device.companions.first else {
      if let own = pieces.own {
        device.processor.start(own, receiver: id, tag: tag, in: simulation)
      }
      return
    }
    if stages.isEmpty { stages = Array(repeating: Stage(), count: devices.count) }
    stages[index] = Stage(after: pieces.after)
    if let work = pieces.companion {
      stages[index].running += 1
      companion.start(work, receiver: id, tag: self.tag(index, .companion), in: simulation)
    }
    if let work = pieces.own {
      stages[index].running += 1
      device.processor.start(work, receiver: id, tag: tag, in: simulation)
    }
  }

  /// Whether a device goes on when a piece of its work has ended.
  func goesOn(_ index: Int) -> Bool {
    guard let id, !stages.isEmpty else { return false }
    stages[index].running -= 1
    if stages[index].running > 0 { return true }
    guard let work = stages[index].after else { return false }
    stages[index] = Stage(running: 1)
    devices[index].processor.start(
      work, receiver: id, tag: tag(index, .after), in: simulation)
    return true
  }

  /// Takes note of when a piece of a device's work has ended.
  func note(_ tag: UInt64, of index: Int) {
    let seconds = (simulation.now - started).seconds
    switch Piece(rawValue: tag >> 30 & 3) {
    case .own: timings[index].own = seconds
    case .companion: timings[index].companion = seconds
    case .after, nil: break
    }
    timings[index].whole = seconds
  }
}
