import Foundation
import Simulation

/// What every processor of one kind has in common: its specification, and the numbers made of it.
///
/// A piece of work takes, with arithmetic at a speed s and memory at a speed m (1 at the highest
/// operating points),
///
///     seconds + steps * overhead
///       + ((operations / (rate * s))^p + (bytes / (memory rate * m))^p)^(1/p)
///
/// where the overhead is divided by s too if the processor launches its own work; where launching
/// overlaps with computing, both parts are joined by an exponent as well. The speed of several clock
/// domains is the sum of their shares, each times its cores online over its cores and times its
/// frequency over its highest.
public final class ProcessorModel: Sendable {
  public let specification: ProcessorSpecification
  /// What the work switches relative to what the domains' capacitances were fitted on.
  ///
  /// Chosen so that the power at the highest points is the specification's active power.
  public let activity: Double
  private let overhead: Double
  private let rate: Double
  private let memoryRate: Double
  private let exponent: Double
  private let overheadScales: Bool
  private let launchOverlap: Double
  let joulesPerByte: Double
  /// `coreWatts` at the highest points.
  let highestCoreWatts: Double

  public init(_ specification: ProcessorSpecification) {
    self.specification = specification
    activity = specification.activity ?? 1
    overhead = specification.stepOverhead.value.seconds
    rate = specification.trainingRate.value.operationsPerSecond
    memoryRate = specification.memoryRate.value.bytesPerSecond
    exponent = specification.exponent.value
    overheadScales = specification.overheadClock.value == .own
    launchOverlap = specification.launchOverlap?.value ?? 1
    joulesPerByte = specification.memoryEnergy.value.joulesPerBit * 8
    highestCoreWatts =
      specification.clocks.filter { $0.drives == .arithmetic && $0.share.value > 0 }
      .map { [activity] in $0.busyWatts(at: $0.pointCount - 1, activity: activity) }.max()
      ?? specification.activePower.value.watts
  }

  /// The setting of every domain when all cores are online at their highest points.
  public var highest: [ClockSetting] {
    specification.clocks.map {
      ClockSetting(point: $0.pointCount - 1, coresOnline: $0.cores.value)
    }
  }

  /// How fast arithmetic and memory are at these settings, relative to the highest points.
  public func speed(at settings: [ClockSetting]) -> Speed {
    if settings.isEmpty || settings == highest { return Speed() }
    var speed = Speed(arithmetic: 0, memory: 0)
    var hasArithmetic = false
    var hasMemory = false
    for (domain, setting) in zip(specification.clocks, settings) {
      let part =
        domain.share.value * Double(setting.coresOnline) / Double(domain.cores.value)
        * domain.relativeSpeed(of: setting.point)
      switch domain.drives {
      case .arithmetic: (speed.arithmetic, hasArithmetic) = (speed.arithmetic + part, true)
      case .memory: (speed.memory, hasMemory) = (speed.memory + part, true)
      }
    }
    if !hasArithmetic { speed.arithmetic = 1 }
    if !hasMemory { speed.memory = 1 }
    return speed
  }

  /// Power above the device's idle power while it works at these settings.
  public func busyWatts(at settings: [ClockSetting]) -> Double {
    if settings.isEmpty || settings == highest { return specification.activePower.value.watts }
    var watts = 0.0
    for (domain, setting) in zip(specification.clocks, settings) where domain.share.value > 0 {
      watts +=
        Double(setting.coresOnline) * domain.busyWatts(at: setting.point, activity: activity)
    }
    return watts
  }

  /// Power above the device's idle power while the core that draws most works alone at these
  /// settings; all of the processor's where its cores are not told.
  func coreWatts(at settings: [ClockSetting]) -> Double {
    zip(specification.clocks, settings)
      .filter { $0.drives == .arithmetic && $0.share.value > 0 && $1.coresOnline > 0 }
      .map { $0.busyWatts(at: $1.point, activity: activity) }.max() ?? busyWatts(at: settings)
  }

  /// How long a piece of work takes on average; infinite when nothing drives it.
  public func seconds(_ work: Work, at speed: Speed = Speed()) -> Double {
    let launch = overheadScales ? overhead / speed.arithmetic : overhead
    let fixed = work.steps == 0 ? 0 : Double(work.steps) * launch
    let arithmetic = work.operations == 0 ? 0 : work.operations / (rate * speed.arithmetic)
    let memory = work.bytes == 0 ? 0 : work.bytes / (memoryRate * speed.memory)
    return work.seconds
      + Self.joined(fixed, Self.joined(arithmetic, memory, exponent), launchOverlap)
  }

  private static func joined(_ a: Double, _ b: Double, _ exponent: Double) -> Double {
    if a == 0 || b == 0 || exponent == 1 { return a + b }
    let (small, large) = a < b ? (a, b) : (b, a)
    if exponent == .infinity || large == .infinity { return large }
    return large * pow(1 + pow(small / large, exponent), 1 / exponent)
  }

  /// How fast a processor is, relative to its highest operating points.
  public struct Speed: Hashable, Sendable {
    public var arithmetic: Double
    public var memory: Double

    public init(arithmetic: Double = 1, memory: Double = 1) {
      self.arithmetic = arithmetic
      self.memory = memory
    }
  }
}

extension ProcessorSpecification {
  /// The activity at which the highest points draw the active power; nil without clock domains.
  ///
  /// (active power - sum of k V) / sum of C V^2 f, over the cores of the domains that do the work.
  public var activity: Double? {
    var switching = 0.0
    var awake = 0.0
    for domain in clocks where domain.share.value > 0 {
      let cores = Double(domain.cores.value)
      switching += cores * domain.switchingWatts(at: domain.pointCount - 1)
      awake += cores * domain.awakeWatts(at: domain.pointCount - 1)
    }
    return switching > 0 ? (activePower.value.watts - awake) / switching : nil
  }
}
