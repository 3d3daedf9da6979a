import Simulation

/// The time in which any of several processors of one device works.
final class BusyTogether {
  private var count = 0
  private var since = SimTime.zero
  private var busy = SimDuration.zero
  /// The device's account of being held back; made when one of them first needs it.
  var throttles: ThrottleLedger?

  /// One more of them works.
  func begin(at time: SimTime) {
    if count == 0 { since = time }
    count += 1
  }

  /// One of them works no more.
  func end(at time: SimTime) {
    // Work that was refused by a dead device never began.
    if count == 0 { return }
    count -= 1
    if count == 0 { busy += time - since }
  }

  func seconds(at time: SimTime) -> SimDuration { count > 0 ? busy + (time - since) : busy }
}
