import Simulation

/// What one direction of a link has carried, how long it was in use, and the energy of its bits.
struct LinkLedger {
  var bytes = 0
  /// Bytes per second at this moment.
  private(set) var rate = 0.0
  private var busyNanoseconds: Int64 = 0
  private var since: Int64 = 0
  private let joulesPerByte: Double
  /// The claim of the replay that has it to itself; -1 for none.
  var claim: Int32 = -1
  /// The number of its account; -1 for none.
  private let accountNumber: Int32
  var isDown = false

  init(_ account: (account: EnergyMeter.Account, joulesPerByte: Double)?) {
    accountNumber = account.map { Int32($0.account.index) } ?? -1
    joulesPerByte = account?.joulesPerByte ?? 0
  }

  private var account: EnergyMeter.Account? {
    accountNumber < 0 ? nil : EnergyMeter.Account(index: Int(accountNumber))
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

  /// What a byte costs, and the part of that in boundary `used`.
  func energy(meter: EnergyMeter?) -> (joulesPerByte: Double, usedShare: Double) {
    guard let meter, let account else { return (0, 0) }
    return (joulesPerByte, meter.usedShare(of: account))
  }

  func record(of name: String, at time: SimTime) -> LinkRecord {
    let running = rate > 0 ? time.nanoseconds - since : 0
    return LinkRecord(
      link: name, bytes: bytes, busy_s: Double(busyNanoseconds + running) * 1e-9)
  }
}
