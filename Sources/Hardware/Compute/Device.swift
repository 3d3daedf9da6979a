import Simulation

/// What a device is doing, as far as training is concerned.
public enum Phase: Int, CaseIterable, Sendable {
  /// Nothing of the training.
  case idle
  /// Computing.
  case compute
  /// Communicating, with no computation at the same time.
  case communicate
  /// Waiting for slower devices.
  case wait
  /// Receiving the data set or the first weights.
  case distribute
  /// Compressing what it sends, or undoing that.
  case compress
  /// Writing or reading a checkpoint.
  case checkpoint
  /// Handing messages to the network, or taking them from it.
  case message

  /// The word for people.
  public var name: String { "\(self)" }
}

/// One device of a cluster: its processors, its place in the network, and how it spends its time.
public final class Device {
  // What every change of phase touches comes first: of a million devices, no two share a cache line.
  @exclusivity(unchecked) private var phase = Phase.idle
  @exclusivity(unchecked) private var since = SimTime.zero
  @exclusivity(unchecked) private var spent = PhaseTimes()
  private let probe: (any Probe)?
  /// What the present phase is about, such as the name of a collective.
  @exclusivity(unchecked) private var label: String?
  /// Its number in the server, in board order.
  public let index: Int
  public let name: String
  public let board: Int
  public let node: NodeID
  private let shared: Shared<DeviceSpecification>
  private let meter: EnergyMeter
  /// Where it tells how it spends its time; nil if it is not in use.
  let timeline: PhaseTimeline?
  /// The ledger of its idle power.
  let idle: EnergyMeter.Account
  /// How often what it held was lost: it died, or a user took it before it had a checkpoint.
  @exclusivity(unchecked) public internal(set) var deaths = 0
  /// How often it was lost to training, for a while or for ever: it died, or a user took it.
  @exclusivity(unchecked) public internal(set) var departures = 0
  /// Whether it was taken from training: by a session that runs on it, or that waits for its checkpoint.
  @exclusivity(unchecked) public internal(set) var isTaken = false
  /// Whether it is a user's: taken, and with nothing of training going on there.
  @exclusivity(unchecked) var hasUser = false
  /// Whether training that pauses has left its weights on it.
  @exclusivity(unchecked) public var isParked = false
  /// Told whose it was; nil where there are no users.
  @exclusivity(unchecked) var holders: HolderLedger?
  /// How many things hold it dead at this moment.
  @exclusivity(unchecked) var downs = 0
  /// Training samples that it has worked on; where steps are cut into stages, each stage works on
  /// every sample.
  @exclusivity(unchecked) public private(set) var samples = 0
  /// Of these, those in INT8.
  @exclusivity(unchecked) public private(set) var integerSamples = 0
  /// Processes that end when it dies.
  var tenants: [Process] = []
  /// The one that trains; of several, the one that works in the run's first number format.
  public let processor: Processor
  /// Processors that work at the same time as that one; none on most devices.
  public let companions: [Processor]

  init(
    index: Int, name: String, board: Int, node: NodeID, specification: Shared<DeviceSpecification>,
    meter: EnergyMeter, idle: EnergyMeter.Account, processor: Processor,
    companions: [Processor] = [], timeline: PhaseTimeline? = nil, probe: (any Probe)? = nil
  ) {
    self.index = index
    self.name = name
    self.board = board
    self.node = node
    shared = specification
    self.meter = meter
    self.timeline = timeline
    self.idle = idle
    self.processor = processor
    self.companions = companions
    self.probe = probe
  }

  public var specification: DeviceSpecification { shared.value }

  /// Whether it works for training: it has not died, and no user has it.
  public var isAlive: Bool { processor.isAlive }

  /// Whether it does nothing, neither for training nor for a user.
  public var isIdle: Bool { isAlive && phase == .idle }

  /// Every processor that works in this run.
  public var processors: [Processor] { [processor] + companions }

  /// Takes note of training samples that it has worked on.
  public func count(samples: Int, integer: Int) {
    self.samples += samples
    integerSamples += integer
  }

  /// Ends the present phase and begins another; nothing of training begins on a device that is dead
  /// or that a user has.
  ///
  /// - Parameter label: What it is about, for those who watch the run.
  public func enter(_ next: Phase, at time: SimTime, label: String? = nil) {
    if !isTaken { turn(to: downs == 0 ? next : .idle, at: time, label: label) }
  }

  /// Ends the present phase and begins another, whoever has it.
  func turn(to next: Phase, at time: SimTime, label: String? = nil) {
    if let probe {
      tell(probe, until: time)
      self.label = label
    }
    if time > since {
      meter.turn(of: index, from: phase, at: time)
      timeline?.add(phase, from: since, to: time)
      holders?.add(holder, self, from: since, to: time)
    }
    spent[phase] += (time - since).nanoseconds
    since = time
    phase = next
  }

  /// Settles joules and time up to an instant; the phase goes on.
  func settle(at time: SimTime) { turn(to: phase, at: time, label: label) }

  private var holder: Holder { hasUser ? .users : phase == .idle ? .nobody : .training }

  /// Tells of the present phase, which ends now; idling is told by silence.
  private func tell(_ probe: any Probe, until time: SimTime) {
    if phase == .idle || time == since { return }
    probe.slice(label ?? phase.name, on: index, from: since, to: time)
  }

  /// Time spent in a phase from the start of the run to `time`.
  public func time(in phase: Phase, at time: SimTime) -> SimDuration {
    SimDuration(nanoseconds: spent[phase])
      + (phase == self.phase ? time - since : .zero)
  }
}

/// Nanoseconds in each phase.
private struct PhaseTimes {
  private var idle: Int64 = 0
  private var compute: Int64 = 0
  private var communicate: Int64 = 0
  private var wait: Int64 = 0
  private var distribute: Int64 = 0
  private var compress: Int64 = 0
  private var checkpoint: Int64 = 0
  private var message: Int64 = 0

  subscript(phase: Phase) -> Int64 {
    get {
      switch phase {
      case .idle: idle
      case .compute: compute
      case .communicate: communicate
      case .wait: wait
      case .distribute: distribute
      case .compress: compress
      case .checkpoint: checkpoint
      case .message: message
      }
    }
    set {
      switch phase {
      case .idle: idle = newValue
      case .compute: compute = newValue
      case .communicate: communicate = newValue
      case .wait: wait = newValue
      case .distribute: distribute = newValue
      case .compress: compress = newValue
      case .checkpoint: checkpoint = newValue
      case .message: message = newValue
      }
    }
  }
}

extension Device {
  /// Time in which it worked while a governor held a clock below what was asked for and allowed, and
  /// what it drew in it.
  func throttled(at time: SimTime) -> (time: SimDuration, joules: Double) {
    processor.throttled(at: time)
  }

  /// Time in which any of its processors worked, from the start of the run to `time`.
  public func busySeconds(at time: SimTime) -> SimDuration {
    processor.together?.seconds(at: time) ?? processor.busySeconds(at: time)
  }

  /// Every operating point at which one of its clocks was for any time, fastest first.
  func clockRecords(at time: SimTime) -> [ClockRecord] {
    processors.flatMap { $0.clocks(at: time) }.flatMap { clock in
      let times = clock.times(at: time)
      return times.all.indices.reversed().filter { times.all[$0] > .zero }.map { point in
        ClockRecord(
          clock: "\(clock.processor.specification.name) \(clock.specification.name)",
          frequency_MHz: clock.specification.point(point).frequency.hertz * 1e-6,
          time_s: times.all[point].seconds, busy_s: times.busy[point].seconds)
      }
    }
  }
}
