/// How one device spent a run: one row of `devices.csv`.
///
/// The seconds of the phases add up to the length of the run.
public struct DeviceRecord: Codable, Hashable, Sendable {
  public var device: String
  public var board: Int
  /// Whether the strategy trained on it.
  public var used: Bool
  /// Computing: training steps, and adding and averaging what others sent.
  public var compute_s: Double
  /// Communication that no computation hides.
  public var communicate_s: Double
  /// Waiting at a barrier for slower devices.
  public var wait_s: Double
  /// Taking part in the distribution of the data set and of the first weights.
  public var distribute_s: Double
  /// Compressing what it sends, or undoing that.
  public var compress_s: Double
  /// Writing or reading checkpoints.
  public var checkpoint_s: Double
  /// Everything else.
  public var idle_s: Double
  /// Handing messages to the network or taking them from it; nil in records of versions that did not
  /// charge it.
  public var message_s: Double?
  /// Training samples that it has worked on; in a pipeline every stage works on every sample.
  public var samples: Int
  /// Of these, those in INT8.
  public var samples_int8: Int
  /// Of `compute_s`, while a governor held a clock below what is asked for and allowed.
  public var throttled_s: Double
  /// What the device drew in those seconds, all of its components but the link; nil in records of
  /// versions that did not measure it.
  public var throttled_J: Double?
  /// The highest temperature of its sensor; nil when temperatures are not modelled.
  public var peak_temperature_C: Double?
  /// When it was switched off at its critical temperature; nil if it never was.
  public var shut_down_at_s: Double?
  /// Every operating point at which it spent time, fastest first, clock by clock.
  public var clocks: [ClockRecord]
  /// Joules per component of the device, such as `idle` and `cpu`, in a fixed order.
  public var energy_J: [NamedJoules]
  /// The same joules by what the device was doing, but for those of its link: one entry for each
  /// phase, by the name of its seconds, such as `compute`.
  public var phase_energy_J: [NamedJoules]

  public init(
    device: String, board: Int, used: Bool, compute_s: Double, communicate_s: Double,
    wait_s: Double, distribute_s: Double, compress_s: Double = 0, checkpoint_s: Double = 0,
    idle_s: Double, message_s: Double? = nil, samples: Int = 0, samples_int8: Int = 0,
    throttled_s: Double = 0, throttled_J: Double? = nil, peak_temperature_C: Double? = nil,
    shut_down_at_s: Double? = nil, clocks: [ClockRecord] = [], energy_J: [NamedJoules],
    phase_energy_J: [NamedJoules] = []
  ) {
    self.device = device
    self.board = board
    self.used = used
    self.compute_s = compute_s
    self.communicate_s = communicate_s
    self.wait_s = wait_s
    self.distribute_s = distribute_s
    self.compress_s = compress_s
    self.checkpoint_s = checkpoint_s
    self.idle_s = idle_s
    self.message_s = message_s
    self.samples = samples
    self.samples_int8 = samples_int8
    self.throttled_s = throttled_s
    self.throttled_J = throttled_J
    self.peak_temperature_C = peak_temperature_C
    self.shut_down_at_s = shut_down_at_s
    self.clocks = clocks
    self.energy_J = energy_J
    self.phase_energy_J = phase_energy_J
  }
}

/// Joules of one named component.
public struct NamedJoules: Codable, Hashable, Sendable {
  public var component: String
  public var joules: Double

  public init(component: String, joules: Double) {
    self.component = component
    self.joules = joules
  }
}

/// What one direction of one link carried.
public struct LinkRecord: Codable, Hashable, Sendable {
  public var link: String
  public var bytes: Int
  public var busy_s: Double

  public init(link: String, bytes: Int, busy_s: Double) {
    self.link = link
    self.bytes = bytes
    self.busy_s = busy_s
  }
}
