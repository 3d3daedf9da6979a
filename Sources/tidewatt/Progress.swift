import Foundation
import Simulation
import Synchronization

/// Tells on standard error how far a run has come: of each strategy at most two rounds a second, and
/// the last one.
final class Progress: Sendable {
  private struct Told {
    var at: ContinuousClock.Instant
    /// A round since then, which is told when the run ends.
    var since: String?
  }

  private let start = ContinuousClock.now
  private let isQuiet: Bool
  private let told = Mutex<[String: Told]>([:])
  private static let interval = Duration.seconds(0.5)

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func say(_ text: String) {
    if isQuiet { return }
    told.withLock { _ in Failure.say(text) }
  }

  func report(_ round: RoundRecord, of strategy: String, atMost rounds: Int) {
    let now = ContinuousClock.now
    let real = (now - start) / .seconds(1)
    let accuracy = round.accuracy.map { String(format: "%5.1f %% right", $0 * 100) } ?? ""
    let line =
      String(format: "%6.1f s  ", real)
      + strategy.padding(toLength: max(strategy.count, 20), withPad: " ", startingAt: 0)
      + String(
        format: " round %2d, at most %2d to go  %9.1f simulated s %10.0f J  ", round.round,
        rounds - round.round, round.time_s, round.energy_server_J) + accuracy
    let isDue = told.withLock { told in
      if let before = told[strategy], now - before.at < Self.interval {
        told[strategy]?.since = line
        return false
      }
      told[strategy] = Told(at: now)
      return true
    }
    if isDue { say(line) }
  }

  /// Tells of the last rounds of a run that has ended.
  func finish() {
    let lines = told.withLock { told in
      defer { told = [:] }
      return told.sorted { $0.key < $1.key }.compactMap(\.value.since)
    }
    lines.forEach(say)
  }
}
