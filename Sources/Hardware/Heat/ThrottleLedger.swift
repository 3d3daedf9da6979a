import Simulation

/// How long one device worked while a governor held it back, and what it drew meanwhile.
///
/// A device is held back while a clock of a processor at work is below what is asked for and allowed.
/// Clocks are often held back together, and processors work at the same time: every instant counts
/// once. Joules are all those of the device at the supply's output but for its link's, taken as the
/// difference of its ledgers between the two ends of a span, so they are exact whatever changed in it.
final class ThrottleLedger {
  private let device: Int
  // Unowned: the cluster owns its meter and whatever uses it.
  private unowned let meter: EnergyMeter
  /// How many of its processors are held back at work.
  private var count = 0
  private var since = SimTime.zero
  private var before = 0.0
  private var spent = SimDuration.zero
  private var drawn = 0.0

  init(device: Int, meter: EnergyMeter) {
    self.device = device
    self.meter = meter
  }

  /// One more of its processors is held back, or one fewer.
  func change(isThrottled: Bool, at time: SimTime) {
    if isThrottled {
      if count == 0 { (since, before) = (time, meter.joules(ofDevice: device, at: time)) }
      count += 1
    } else {
      count -= 1
      if count == 0 {
        spent += time - since
        drawn += meter.joules(ofDevice: device, at: time) - before
      }
    }
  }

  /// From the start of the run to `time`.
  func seconds(at time: SimTime) -> SimDuration { count > 0 ? spent + (time - since) : spent }

  /// From the start of the run to `time`.
  func joules(at time: SimTime) -> Double {
    count > 0 ? drawn + meter.joules(ofDevice: device, at: time) - before : drawn
  }
}
