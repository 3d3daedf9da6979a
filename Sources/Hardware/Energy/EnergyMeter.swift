import Simulation

/// Integrates power into joules, twice: per component, and as a whole at the supply's input.
///
/// Power is constant between events, so every integral is an exact sum of pieces. Each component
/// has a ledger of its own; the supply knows only the total and integrates that by itself.
/// `closing(at:)` compares the two, so that energy that was lost or counted twice is found.
public final class EnergyMeter {
  /// Names one component's ledger.
  public struct Account: Hashable, Sendable {
    let index: Int
  }

  /// Four for each device of a million: small, and without references.
  private struct Ledger {
    /// The number of its name.
    var name: Int32
    /// The device it belongs to; -1 for what the devices share.
    var device: Int32
    /// The ledger of the same device before it, of those that are told phase by phase; -1 for none.
    var previous: Int32 = -1
    /// Its part in boundary `used`: 1 for a device in use, 0 for one that is not, else a share.
    var usedShare: Double
    var watts = 0.0
    var since: Int64 = 0
    var joules = 0.0

    func joules(at time: Int64) -> Double { joules + watts * Double(time - since) * 1e-9 }

    mutating func settle(at time: Int64) {
      joules = joules(at: time)
      since = time
    }
  }

  // Every access is short and calls nothing, so exclusivity needs no check at run time.
  @exclusivity(unchecked) private var ledgers = Flat<Ledger>()
  @exclusivity(unchecked) private var devices = Flat<PhaseEnergy>()
  @exclusivity(unchecked) private var server: TotalPower
  @exclusivity(unchecked) private var used: TotalPower
  /// Called before ledgers are read, with the time that they are to be read for.
  var catchUp: ((SimTime) -> Void)?
  private var names: [String] = []
  private var numbers: [String: Int32] = [:]
  public let supply: SupplyEfficiency
  /// How many supplies share the load evenly.
  private let supplies: Int
  private let isCurve: Bool

  /// - Parameters:
  ///   - supply: Of every server.
  ///   - supplies: How many servers, each with a supply of its own and an equal part of the load.
  public init(supply: SupplyEfficiency, supplies: Int = 1) {
    self.supply = supply
    self.supplies = supplies
    if case .curve = supply { isCurve = true } else { isCurve = false }
    let efficiency = supply.efficiency(at: 0)
    server = TotalPower(efficiency: efficiency, isCurve: isCurve)
    used = TotalPower(efficiency: efficiency, isCurve: isCurve)
  }

  /// - Parameter supplyEfficiency: Output over input power of the supply, in (0, 1].
  public convenience init(supplyEfficiency: Double) {
    self.init(supply: .constant(supplyEfficiency))
  }

  /// Finds the supply's efficiency at the present load.
  private func followLoad() {
    let efficiency = supply.efficiency(at: server.outputWatts / Double(supplies))
    server.efficiency = efficiency
    used.efficiency = efficiency
  }

  /// Opens the ledger of a component that draws nothing yet.
  ///
  /// - Parameter byPhase: Whether `turn` counts it among its device's joules.
  public func open(
    _ name: String, device: Int?, usedShare: Double, byPhase: Bool = true
  ) -> Account {
    let number = numbers[name] ?? Int32(names.count)
    if number == names.count {
      names.append(name)
      numbers[name] = number
    }
    ledgers.append(
      Ledger(
        name: number, device: Int32(truncatingIfNeeded: device ?? -1), usedShare: usedShare))
    if let device, byPhase { add(ledger: ledgers.count - 1, to: device) }
    return Account(index: ledgers.count - 1)
  }

  private func add(ledger: Int, to device: Int) {
    while devices.count <= device { devices.append(PhaseEnergy()) }
    (ledgers.rows + ledger).pointee.previous = devices.rows[device].newest
    (devices.rows + device).pointee.newest = Int32(ledger)
  }

  /// Attributes what a device drew since its last turn to the phase that ends now.
  ///
  /// Exact, whatever changed in between: it is the difference of what its ledgers hold.
  func turn(of device: Int, from phase: Phase, at time: SimTime) {
    guard device < devices.count else { return }
    let total = joules(ofDevice: device, at: time)
    (devices.rows + device).pointee.turn(from: phase, total: total)
  }

  /// Joules at the supply's output of the ledgers of a device that are told phase by phase.
  func joules(ofDevice device: Int, at time: SimTime) -> Double {
    guard device < devices.count else { return 0 }
    var sum = 0.0
    var index = devices.rows[device].newest
    while index >= 0 {
      let ledger = ledgers.rows + Int(index)
      sum += ledger.pointee.joules(at: time.nanoseconds)
      index = ledger.pointee.previous
    }
    return sum
  }

  /// Joules at the supply's output that a device drew in a phase up to its last turn.
  func joules(of device: Int, in phase: Phase) -> Double {
    device < devices.count ? devices.rows[device][phase] : 0
  }

  /// Sets the power that a component draws from now on.
  public func setPower(_ watts: Double, of account: Account, at time: SimTime) {
    let now = time.nanoseconds
    let ledger = ledgers.rows + account.index
    let change = watts - ledger.pointee.watts
    if change == 0 { return }
    ledger.pointee.settle(at: now)
    ledger.pointee.watts = watts
    server.change(by: change, at: now)
    used.change(by: change * ledger.pointee.usedShare, at: now)
    if isCurve { followLoad() }
  }

  /// Joules of a component at the supply's output, of those that no replay of the network holds back.
  func joules(of account: Account, at time: SimTime) -> Double {
    ledgers.rows[account.index].joules(at: time.nanoseconds)
  }

  /// The device that a component belongs to; -1 for what the devices share.
  func device(of account: Account) -> Int { Int(ledgers.rows[account.index].device) }

  /// What a component draws at this moment.
  func watts(of account: Account) -> Double { ledgers.rows[account.index].watts }

  /// Changes the total power from now on by that of components whose ledgers follow later.
  func shift(server change: Double, used usedChange: Double, at time: SimTime) {
    server.change(by: change, at: time.nanoseconds)
    used.change(by: usedChange, at: time.nanoseconds)
    if isCurve { followLoad() }
  }

  /// Brings a ledger up to a change of its power that the total knows already.
  func follow(_ watts: Double, of account: Account, at time: SimTime) {
    let ledger = ledgers.rows + account.index
    ledger.pointee.settle(at: time.nanoseconds)
    ledger.pointee.watts = watts
  }

  /// Its part in boundary `used`.
  func usedShare(of account: Account) -> Double { ledgers.rows[account.index].usedShare }

  /// Joules at the supply's input from the start to `time`, integrated at the supply.
  public func energy(_ boundary: EnergyBoundary, at time: SimTime) -> Energy {
    let total = boundary == .server ? server : used
    return Energy(joules: total.joules(at: time.nanoseconds))
  }

  /// The highest power at the supply's input that lasted for any time at all.
  public func peakPower(_ boundary: EnergyBoundary, at time: SimTime) -> Power {
    let total = boundary == .server ? server : used
    return Power(watts: total.peak(at: time.nanoseconds))
  }

  /// Power at the supply's input at this moment.
  public func power(_ boundary: EnergyBoundary) -> Power {
    Power(watts: (boundary == .server ? server : used).inputWatts)
  }

  /// Joules of every component at the supply's output, in the order of opening.
  public func parts(at time: SimTime) -> [(name: String, device: Int?, joules: Double)] {
    catchUp?(time)
    return (0..<ledgers.count).map { index in
      var ledger = ledgers.rows[index]
      ledger.settle(at: time.nanoseconds)
      return (
        names[Int(ledger.name)], ledger.device < 0 ? nil : Int(ledger.device), ledger.joules
      )
    }
  }

  /// Joules that the supply itself turns into heat, from the components' ledgers.
  public func supplyLoss(at time: SimTime) -> Energy {
    catchUp?(time)
    if isCurve { return Energy(joules: server.lossJoules(at: time.nanoseconds)) }
    var output = 0.0
    for index in 0..<ledgers.count {
      var ledger = ledgers.rows[index]
      ledger.settle(at: time.nanoseconds)
      output += ledger.joules
    }
    return Energy(joules: output * (1 / server.efficiency - 1))
  }

  /// Compares the parts with the whole, for both boundaries.
  ///
  /// - Throws: `EnergyMismatch` if they differ by more than 1e-9 of the whole.
  public func closing(at time: SimTime) throws {
    catchUp?(time)
    for boundary in EnergyBoundary.allCases {
      var sum = 0.0
      for index in 0..<ledgers.count {
        var ledger = ledgers.rows[index]
        ledger.settle(at: time.nanoseconds)
        sum += ledger.joules * (boundary == .server ? 1 : ledger.usedShare)
      }
      let whole = energy(boundary, at: time).joules
      let total = boundary == .server ? server : used
      let parts =
        isCurve ? sum + total.lossJoules(at: time.nanoseconds) : sum / total.efficiency
      let difference = abs(parts - whole)
      guard difference <= 1e-9 * max(whole, 1e-9) else {  // Neither is it for what is no number.
        throw EnergyMismatch(boundary: boundary, parts: parts, whole: whole)
      }
    }
  }

  /// Loses what a component drew since its power last changed: for the test of the closing check.
  func dropInterval(of account: Account, at time: SimTime) {
    ledgers.rows[account.index].since = time.nanoseconds
  }
}

/// The energy of the components does not add up to that of the whole: a fault of the simulator.
public struct EnergyMismatch: Error, CustomStringConvertible {
  public let boundary: EnergyBoundary
  public let parts: Double
  public let whole: Double

  public var description: String {
    "energy does not add up at boundary '\(boundary.rawValue)': the components took \(parts) J, "
      + "the supply gave \(whole) J"
  }
}

/// The integral and the peak of one total power signal.
private struct TotalPower {
  private var watts = 0.0
  private var lost = 0.0
  private var since: Int64 = 0
  private var joules = 0.0
  private var peakWatts = 0.0
  /// Of the supply from the last change on.
  var efficiency: Double
  /// With a supply whose efficiency changes, its loss is integrated beside its output.
  private let isCurve: Bool
  private var loss = 0.0

  init(efficiency: Double, isCurve: Bool) {
    self.efficiency = efficiency
    self.isCurve = isCurve
  }

  private var exact: Double { watts + lost }

  var outputWatts: Double { exact }

  var inputWatts: Double { exact / efficiency }

  private var lossWatts: Double { exact * (1 / efficiency - 1) }

  func lossJoules(at time: Int64) -> Double { loss + lossWatts * Double(time - since) * 1e-9 }

  mutating func change(by change: Double, at time: Int64) {
    if time > since {
      joules += exact * Double(time - since) * 1e-9
      if isCurve {
        loss = lossJoules(at: time)
        peakWatts = max(peakWatts, inputWatts)
      } else {
        peakWatts = max(peakWatts, exact)
      }
      since = time
    }
    // What rounding drops is kept beside the sum: one short burst may dwarf all else.
    let sum = watts + change
    lost += abs(watts) >= abs(change) ? (watts - sum) + change : (change - sum) + watts
    watts = sum
  }

  func joules(at time: Int64) -> Double {
    let output = joules + exact * Double(time - since) * 1e-9
    return isCurve ? output + lossJoules(at: time) : output / efficiency
  }

  func peak(at time: Int64) -> Double {
    if isCurve { return time > since ? max(peakWatts, inputWatts) : peakWatts }
    return (time > since ? max(peakWatts, exact) : peakWatts) / efficiency
  }
}
