import Foundation

/// Threads that were idle and wait to be told of the step that they take part in.
final class Recruits: Sendable {
  let count: Int
  private let state: Locked

  /// `@unchecked Sendable`: read and written only under the lock of its condition.
  private final class Locked: @unchecked Sendable {
    let condition = NSCondition()
    var team: StepTeam?
    var taken = 0
  }

  init(count: Int) {
    self.count = count
    state = Locked()
  }

  /// Tells all of them, also those that come later.
  func start(_ team: StepTeam) {
    state.condition.lock()
    state.team = team
    state.condition.broadcast()
    state.condition.unlock()
  }

  /// Waits for the step and takes part in it.
  func join(with kernels: ThreadKernels) {
    state.condition.lock()
    while state.team == nil { state.condition.wait() }
    let team = state.team
    state.taken += 1
    let part = state.taken
    state.condition.unlock()
    team?.take(part: part, on: kernels)
  }
}
