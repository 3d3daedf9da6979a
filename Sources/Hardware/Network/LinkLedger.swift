import Simulation

/// What one direction of a link has carried, how long it was in use, and the energy of its bits.
struct LinkLedger {
  var bytes = 0
  var isDown = false
  /// The claim of the collective that has it to itself, -1 for none, and the rate noted last for it.
  var claim: Int32 = -1
  var noted = 0.0
  /// Bytes per second at this moment.
  private(set) var rate = 0.0
  private var busyNanoseconds: Int64 = 0
  private var since: Int64 = 0
  private let account: EnergyMeter.Account?
  private let joulesPerByte: Double

  init(_ account: (account: EnergyMeter.Account, joulesPerByte: Double)?) {
    self.account = account?.account
    joulesPerByte = account?.joulesPerByte ?? 0
  }

  /// Sets the bytes per second that it carries from now on.
  mutating func set(rate: Double, at now: Int64, meter: EnergyMeter?) {
    if rate == self.rate { return }
    if self.rate > 0 { busyNanoseconds += now - since }
    since = now
    self.rate = rate
    if let meter, let account {
      meter.setPower(rate * joulesPerByte, of: account, at: SimTime(nanoseconds: now))
    }
  }

  /// Sets a past rate, of which the meter's total knows already.
  mutating func follow(rate: Double, at time: Int64, meter: EnergyMeter?) {
    if rate == self.rate { return }
    if self.rate > 0 { busyNanoseconds += time - since }
    since = time
    self.rate = rate
    if let meter, let account {
      meter.follow(rate * joulesPerByte, of: account, at: SimTime(nanoseconds: time))
    }
  }

  /// The change of total power, in the boundaries, by another rate than the one noted.
  func powerChange(to rate: Double, meter: EnergyMeter?) -> (server: Double, used: Double) {
    guard let meter, let account else { return (0, 0) }
    let change = (rate - noted) * joulesPerByte
    return (change, change * meter.usedShare(of: account))
  }

  func record(of name: String, at time: SimTime) -> LinkRecord {
    let running = rate > 0 ? time.nanoseconds - since : 0
    return LinkRecord(
      link: name, bytes: bytes, busy_s: Double(busyNanoseconds + running) * 1e-9)
  }
}
