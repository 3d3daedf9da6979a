import Simulation

/// Who is at work in a round, and when it is over for those whose devices users have taken.
///
/// A participant that is suspended waits for its devices as long as nobody has finished or somebody is
/// still at work; then the round is over, and what it did does not count.
final class RoundProgress {
  private var working: Int
  private var suspended = 0
  private var finished = 0
  let over = Signal("the end of the round")

  init(participants: Int) { working = participants }

  func finish(in simulation: Simulation) {
    working -= 1
    finished += 1
    settle(in: simulation)
  }

  func giveUp(in simulation: Simulation) {
    working -= 1
    settle(in: simulation)
  }

  func giveUpSuspended(in simulation: Simulation) {
    suspended -= 1
    settle(in: simulation)
  }

  func suspend(in simulation: Simulation) {
    working -= 1
    suspended += 1
    settle(in: simulation)
  }

  func resume() {
    suspended -= 1
    working += 1
  }

  private func settle(in simulation: Simulation) {
    if working == 0, finished > 0 || suspended == 0 { over.fire(in: simulation) }
  }
}
