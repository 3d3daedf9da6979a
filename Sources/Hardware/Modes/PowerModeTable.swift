import Foundation

/// A preset that the maker ships: how many cores are online, and caps of clocks.
public struct PowerPreset: Hashable, Sendable {
  /// The number that `nvpmodel -m` takes.
  public var id: Int
  /// Such as `MODE_30W`.
  public var name: String
  /// CPU cores online.
  public var cores: Int
  /// Caps; nil leaves the clock at its highest.
  public var cpu: Frequency?
  public var gpu: Frequency?
  public var memory: Frequency?
  /// Parts of the GPU (TPCs) that are powered; nil for all.
  public var gpuUnits: Int?

  public init(
    id: Int, name: String, cores: Int, cpu: Frequency? = nil, gpu: Frequency? = nil,
    memory: Frequency? = nil, gpuUnits: Int? = nil
  ) {
    self.id = id
    self.name = name
    self.cores = cores
    self.cpu = cpu
    self.gpu = gpu
    self.memory = memory
    self.gpuUnits = gpuUnits
  }
}

/// A supply rail whose power a board can read.
public struct PowerRail: Hashable, Sendable {
  /// What a board's power is for.
  public enum Part: String, CaseIterable, Codable, Sendable {
    case gpu, cpu, memory
  }

  /// As `tegrastats` names it, such as `VDD_GPU_SOC`.
  public var name: String
  /// Its part of the idle power, in [0, 1].
  public var idleShare: Double
  /// What it feeds besides.
  public var feeds: [Part]

  public init(name: String, idleShare: Double, feeds: [Part]) {
    self.name = name
    self.idleShare = idleShare
    self.feeds = feeds
  }
}

/// The power modes of a board: its clocks, its presets, and how others are made.
public struct PowerModeTable: Hashable, Sendable {
  public var cores: Sourced<Int>
  /// Parts of the GPU that can be powered off (TPCs).
  public var gpuUnits: Sourced<Int>
  /// The GPU's speed goes with this power of the share of its units.
  public var gpuUnitsExponent: Sourced<Double>
  /// Clocks in ascending order, as all below.
  public var cpu: Sourced<[Frequency]>
  public var gpu: Sourced<[Frequency]>
  public var memory: Sourced<[Frequency]>
  /// In the order of their ids.
  public var presets: Sourced<[PowerPreset]>
  /// The preset that the board starts in.
  public var defaultPreset: String
  public var rails: Sourced<[PowerRail]>
  /// The rail that reads the sum of all others, such as `VDD_IN`; nil where there is none.
  public var totalRail: String?

  /// The name of a rail that nobody can read: what the total has besides the others.
  public static let restOfTotal = "rest"

  public init(
    cores: Sourced<Int>, gpuUnits: Sourced<Int>, gpuUnitsExponent: Sourced<Double>,
    cpu: Sourced<[Frequency]>, gpu: Sourced<[Frequency]>, memory: Sourced<[Frequency]>,
    presets: Sourced<[PowerPreset]>, defaultPreset: String, rails: Sourced<[PowerRail]>,
    totalRail: String? = nil
  ) {
    self.totalRail = totalRail
    self.cores = cores
    self.gpuUnits = gpuUnits
    self.gpuUnitsExponent = gpuUnitsExponent
    self.cpu = cpu
    self.gpu = gpu
    self.memory = memory
    self.presets = presets
    self.defaultPreset = defaultPreset
    self.rails = rails
  }

  public func preset(named name: String) -> PowerPreset? {
    presets.value.first { $0.name == name }
  }

  /// All cores at the highest clocks.
  public var highest: PowerMode {
    PowerMode(
      cores: cores.value, cpu: Self.highest(cpu), gpu: Self.highest(gpu),
      memory: Self.highest(memory))
  }

  /// The clocks that a preset's caps leave.
  public func mode(of preset: PowerPreset) -> PowerMode {
    PowerMode(
      cores: preset.cores, cpu: Self.highest(cpu, below: preset.cpu),
      gpu: Self.highest(gpu, below: preset.gpu),
      memory: Self.highest(memory, below: preset.memory), gpuWidth: width(preset.gpuUnits))
  }

  /// The speed of the GPU at a clock with so many units, relative to all of them.
  public func width(_ units: Int?) -> Double {
    guard let units, units < gpuUnits.value else { return 1 }
    return pow(Double(units) / Double(gpuUnits.value), gpuUnitsExponent.value)
  }

  /// The highest step of a ladder that a cap allows, the lowest if it allows none.
  ///
  /// A step up to 1 % above the cap counts as allowed: presets write 670 MHz for a step of 675.75.
  private static func highest(
    _ ladder: Sourced<[Frequency]>, below cap: Frequency? = nil
  ) -> Frequency {
    let steps = ladder.value
    let allowed = cap.flatMap { cap in steps.last { $0.hertz <= cap.hertz * 1.01 } }
    return (cap == nil ? steps.last : allowed ?? steps.first) ?? Frequency(hertz: 1)
  }
}
