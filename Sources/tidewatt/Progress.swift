import Foundation
import Simulation
import Synchronization

/// Tells on standard error how far a run has come: a line for a strategy's first round, for its last,
/// and for those between at most two a second.
final class Progress: Sendable {
  private let start = ContinuousClock.now
  private let isQuiet: Bool
  /// When each strategy was last told of.
  private let last = Mutex<[String: ContinuousClock.Instant]>([:])
  private static let interval = Duration.seconds(0.5)

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func say(_ text: String) {
    if isQuiet { return }
    last.withLock { _ in Failure.say(text) }
  }

  func report(_ round: RoundRecord, of strategy: String, atMost rounds: Int) {
    let now = ContinuousClock.now
    guard isDue(round.round, of: strategy, atMost: rounds, at: now) else { return }
    let real = (now - start) / .seconds(1)
    let accuracy = round.accuracy.map { String(format: "%5.1f %% right", $0 * 100) } ?? ""
    say(
      String(format: "%6.1f s  ", real)
        + strategy.padding(toLength: max(strategy.count, 20), withPad: " ", startingAt: 0)
        + String(
          format: " round %2d, at most %2d to go  %9.1f simulated s %10.0f J  ", round.round,
          rounds - round.round, round.time_s, round.energy_server_J) + accuracy)
  }

  private func isDue(
    _ round: Int, of strategy: String, atMost rounds: Int, at now: ContinuousClock.Instant
  ) -> Bool {
    last.withLock { last in
      if round > 1, round < rounds, let before = last[strategy], now - before < Self.interval {
        return false
      }
      last[strategy] = now
      return true
    }
  }
}
