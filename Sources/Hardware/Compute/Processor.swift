import Randomness
import Simulation

/// A processor: it does one piece of work at a time and draws power for it.
///
/// How long a piece takes is told in `ProcessorModel`, times a factor of mean 1 drawn for that piece
/// (`Jitter`). When a clock changes in the middle, the share of the work that remains is kept and
/// its end is dated again; a transition of the clock holds the work up for a while.
public final class Processor: Component {
  private enum Kind: UInt32 {
    case end = 0
    /// Work was given to a processor that is dead.
    case refused = 1
  }

  /// The piece of work under way.
  private struct Flight {
    var work: Work
    /// Its jitter.
    var factor: Double
    /// What remained of it at `since`, 1 for all; from then on it shrinks, not before.
    var share: Double
    var since: SimTime
    /// Seconds of the whole piece at the present clocks; infinite while nothing drives it.
    var seconds: Double
    var end: SimTime
  }

  public let model: ProcessorModel
  private let meter: EnergyMeter
  private let account: EnergyMeter.Account
  /// Of the memory, if its energy is not part of the active power.
  private let memory: EnergyMeter.Account?
  private let jitter: JitterSource
  /// The number of its device, or of itself on one with several, for the run's fingerprint.
  let subject: Int
  @exclusivity(unchecked) private var id: ComponentID?
  @exclusivity(unchecked) private var receiver: (component: ComponentID, tag: UInt64)?
  @exclusivity(unchecked) private var flight: Flight
  /// Counts the ends that were dated, so that an earlier date is recognised.
  @exclusivity(unchecked) private var dated: UInt64 = 0
  /// Made when first asked for: until then the clocks are at their highest points.
  private var clocks: [ClockDomain]?
  /// Its device's account of being held back; made with the clocks.
  private var throttles: ThrottleLedger?
  @exclusivity(unchecked) private var isHeldBack = false
  @exclusivity(unchecked) private var speed = ProcessorModel.Speed()
  @exclusivity(unchecked) private var busyWatts: Double
  /// While one core works alone.
  @exclusivity(unchecked) private var coreWatts: Double
  @exclusivity(unchecked) private var busy = SimDuration.zero
  @exclusivity(unchecked) private var busySince = SimTime.zero
  /// The account that it shares with others of its device; nil where it is the only one.
  let together: BusyTogether?
  /// Whether it works at all: a dead one refuses work.
  @exclusivity(unchecked) public private(set) var isAlive = true
  /// Relative to what its clocks say: below 1 when a fault makes it slow.
  public private(set) var health = 1.0
  /// Told of every change of its power, with the number that `joinHeat` was given.
  private var heat: (receiver: any HeatReceiver, source: Int)?

  public var specification: ProcessorSpecification { model.specification }

  init(
    _ model: ProcessorModel, subject: Int, meter: EnergyMeter, account: EnergyMeter.Account,
    memory: EnergyMeter.Account? = nil, together: BusyTogether? = nil, stream: RandomStream
  ) {
    self.model = model
    self.subject = subject
    self.meter = meter
    self.account = account
    self.memory = memory
    self.together = together
    jitter = JitterSource(model.specification.jitter.value, stream: stream)
    busyWatts = model.specification.activePower.value.watts
    coreWatts = model.highestCoreWatts
    flight = Flight(work: Work(), factor: 1, share: 0, since: .zero, seconds: 0, end: .zero)
  }

  func join(_ simulation: Simulation) { id = simulation.add(self) }

  public var isBusy: Bool { receiver != nil }

  /// How long a piece of work takes on average at the present clocks.
  public func expectedSeconds(_ work: Work) -> Double { model.seconds(work, at: speed) / health }

  // MARK: Work

  /// Starts a piece of work; `receiver` gets an event that `WorkEnd` reads when it has ended.
  ///
  /// A dead processor fails the work at this instant.
  ///
  /// - Precondition: The processor is free.
  public func start(_ work: Work, receiver: ComponentID, tag: UInt64, in simulation: Simulation) {
    guard let id, self.receiver == nil else {
      preconditionFailure("a processor does one piece of work at a time")
    }
    let now = simulation.now
    if clocks != nil { settleClocks(at: now) }
    self.receiver = (receiver, tag)
    dated &+= 1
    busySince = now
    if !isAlive {
      simulation.schedule(Event(kind: Kind.refused.rawValue, value: dated), for: id, at: now)
      return
    }
    together?.begin(at: now)
    let factor = jitter.next()
    flight = Flight(
      work: work, factor: factor, share: 1, since: now, seconds: expectedSeconds(work) * factor,
      end: now)
    setPower(flightWatts, memory: memoryWatts, in: simulation)
    noteThrottling(at: now)
    date(in: simulation)
  }

  private var flightWatts: Double { flight.work.isOfOneCore ? coreWatts : busyWatts }

  /// Schedules the end of the work under way by what remains of it.
  private func date(in simulation: Simulation) {
    guard let id, flight.seconds < .infinity else { return }
    flight.end = flight.since + SimDuration(seconds: flight.share * flight.seconds)
    simulation.schedule(Event(kind: Kind.end.rawValue, value: dated), for: id, at: flight.end)
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    guard event.value == dated, let receiver else { return }
    let failed = event.kind == Kind.refused.rawValue
    if !failed {
      release(in: simulation)
      simulation.fingerprint.add(.workEnded, subject: subject, at: simulation.now)
    }
    self.receiver = nil
    simulation.deliver(WorkEnd.event(tag: receiver.tag, failed: failed), to: receiver.component)
  }

  /// Ends being busy.
  private func release(in simulation: Simulation) {
    if clocks != nil { settleClocks(at: simulation.now) }
    busy += simulation.now - busySince
    together?.end(at: simulation.now)
    holdBack(false, at: simulation.now)
    setPower(0, memory: 0, in: simulation)
  }

  /// Gives up the work under way, if it is this receiver's; nobody is told.
  public func abandon(receiver: ComponentID, in simulation: Simulation) {
    guard self.receiver?.component == receiver else { return }
    if isAlive { release(in: simulation) }
    self.receiver = nil
    dated &+= 1
  }

  // MARK: Clocks

  /// Its clock domains, in the order of the specification.
  public func clocks(at time: SimTime) -> [ClockDomain] {
    if let clocks { return clocks }
    let clocks = specification.clocks.enumerated().map { number, domain in
      ClockDomain(domain, number: number, of: self)
    }
    for clock in clocks { clock.begin(at: time, busy: busySeconds(at: time)) }
    self.clocks = clocks
    let ledger =
      together?.throttles ?? ThrottleLedger(device: meter.device(of: account), meter: meter)
    together?.throttles = ledger
    throttles = ledger
    return clocks
  }

  /// Takes note of whether a governor holds it back at work, after either has changed.
  func noteThrottling(at time: SimTime) {
    guard throttles != nil else { return }
    holdBack(isBusy && isAlive && (clocks ?? []).contains(where: \.isThrottled), at: time)
  }

  private func holdBack(_ isHeldBack: Bool, at time: SimTime) {
    if isHeldBack == self.isHeldBack { return }
    self.isHeldBack = isHeldBack
    throttles?.change(isThrottled: isHeldBack, at: time)
  }

  /// Time in which its device worked while a governor held it back, and what it drew in it.
  func throttled(at time: SimTime) -> (time: SimDuration, joules: Double) {
    guard let throttles = together?.throttles ?? throttles else { return (.zero, 0) }
    return (throttles.seconds(at: time), throttles.joules(at: time))
  }

  private func settleClocks(at time: SimTime) {
    for clock in clocks ?? [] { clock.settle(at: time, isBusy: isBusy) }
  }

  /// Time in which it worked, from the start of the run to `time`.
  public func busySeconds(at time: SimTime) -> SimDuration {
    isBusy && isAlive ? busy + (time - busySince) : busy
  }

  /// Works on at the present clocks, after a stall.
  func clocksChanged(stall: SimDuration, in simulation: Simulation) {
    let settings = (clocks ?? []).map(\.setting)
    speed = model.speed(at: settings)
    busyWatts = model.busyWatts(at: settings)
    coreWatts = model.coreWatts(at: settings)
    paceChanged(stall: stall, in: simulation)
  }

  /// Makes it slower (or, with 1, as fast as its clocks say) from this instant on.
  ///
  /// - Parameter health: Its rate relative to what its clocks say, above 0.
  public func setHealth(_ health: Double, in simulation: Simulation) {
    self.health = health
    paceChanged(stall: .zero, in: simulation)
  }

  private func paceChanged(stall: SimDuration, in simulation: Simulation) {
    guard isBusy, isAlive else { return }
    let now = simulation.now
    // Work that ends at this very instant has nothing left to be held up.
    let isEnding = flight.end == now && flight.since <= now && flight.seconds < .infinity
    if !isEnding {
      let elapsed = max(0, (now - flight.since).seconds)
      if elapsed > 0, flight.seconds < .infinity {
        flight.share = max(0, flight.share - elapsed / flight.seconds)
      }
      flight.since = max(flight.since, now + stall)
      flight.seconds = expectedSeconds(flight.work) * flight.factor
      dated &+= 1
    }
    setPower(flightWatts, memory: memoryWatts, in: simulation)
    if !isEnding { date(in: simulation) }
  }

  // MARK: Death

  /// Dies: what is under way fails at this instant, and its receiver is told.
  func die(in simulation: Simulation) {
    if !isAlive { return }
    let receiver = receiver
    if receiver != nil { release(in: simulation) }
    self.receiver = nil
    isAlive = false
    dated &+= 1
    if let receiver {
      simulation.deliver(WorkEnd.event(tag: receiver.tag, failed: true), to: receiver.component)
    }
  }

  /// Works again, from nothing.
  func revive() { isAlive = true }

  // MARK: Power

  /// Power above the device's idle power at this moment, with that of the memory.
  @exclusivity(unchecked) public private(set) var watts = 0.0

  /// Tells `receiver` of its power from now on.
  public func joinHeat(_ receiver: any HeatReceiver, source: Int, in simulation: Simulation) {
    heat = (receiver, source)
    receiver.setHeat(watts, of: source, in: simulation)
  }

  /// The energy of what the work under way reads and writes, over its time.
  private var memoryWatts: Double {
    if memory == nil || flight.work.bytes == 0 || flight.seconds == .infinity { return 0 }
    return model.joulesPerByte * flight.work.bytes / max(flight.seconds, 1e-9)
  }

  private func setPower(_ watts: Double, memory memoryWatts: Double, in simulation: Simulation) {
    let total = watts + memoryWatts
    if total == self.watts { return }
    self.watts = total
    meter.setPower(watts, of: account, at: simulation.now)
    if let memory { meter.setPower(memoryWatts, of: memory, at: simulation.now) }
    if let heat { heat.receiver.setHeat(total, of: heat.source, in: simulation) }
    if let probe = simulation.probe {
      probe.counter("server power, W", at: simulation.now, value: meter.power(.server).watts)
    }
  }
}
