import Foundation
import Simulation
import Synchronization

/// Tells on standard error how far a run has come: one line for every round that closes.
final class Progress: Sendable {
  private let start = ContinuousClock.now
  private let isQuiet: Bool
  private let lock = Mutex(())

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func say(_ text: String) {
    if isQuiet { return }
    lock.withLock { _ in Failure.say(text) }
  }

  func report(_ round: RoundRecord, of strategy: String, atMost rounds: Int) {
    let real = (ContinuousClock.now - start) / .seconds(1)
    let accuracy = round.accuracy.map { String(format: "%5.1f %% right", $0 * 100) } ?? ""
    say(
      String(format: "%6.1f s  ", real)
        + strategy.padding(toLength: max(strategy.count, 20), withPad: " ", startingAt: 0)
        + String(
          format: " round %2d, at most %2d to go  %9.1f simulated s %10.0f J  ", round.round,
          rounds - round.round, round.time_s, round.energy_server_J) + accuracy)
  }
}
