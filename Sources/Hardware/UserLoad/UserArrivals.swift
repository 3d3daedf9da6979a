import Foundation
import Randomness

/// When the next session of one user begins.
///
/// There are as many users as devices, each away or in one session (Engset's finite sources), and a
/// session has an exponential length of mean D. For the share u(t) of users in a session to follow
/// the trace in the mean, u' = a (1 - u) - u / D, a user who is away comes back at the rate
///
///     a(t) = (u' + u / D) / (1 - u)
///
/// or not at all where that is below zero: no session is cut short because the trace falls faster
/// than sessions end. On a straight stretch a(t) rises or falls all along, so its greater end bounds
/// it, and arrivals are drawn at that bound and thinned.
struct UserArrivals {
  let trace: BusyTrace
  /// Of a session, in seconds.
  let meanLength: Double

  private func rate(_ stretch: BusyTrace.Stretch, after seconds: Double) -> Double {
    let busy = stretch.busy(after: seconds)
    return max(0, (stretch.slope + busy / meanLength) / (1 - busy))
  }

  /// The next arrival of a user who is away, in seconds from the start of the run.
  ///
  /// - Parameters:
  ///   - time: Where the user's absence begins or goes on.
  ///   - limit: Beyond it nobody asks.
  /// - Returns: Nil when there is none before the limit.
  func next(after time: Double, before limit: Double, from stream: RandomStream) -> Double? {
    var time = time
    while time < limit {
      let stretch = trace.stretch(at: time)
      let end = min(stretch.end ?? limit, limit)
      let highest = max(rate(stretch, after: 0), rate(stretch, after: end - time))
      let start = time
      while highest > 0 {
        time += stream.exponential(mean: 1 / highest)
        if time >= end { break }
        if stream.uniform() * highest < rate(stretch, after: time - start) { return time }
      }
      // No memory: the next stretch begins anew.
      time = end
    }
    return nil
  }
}
