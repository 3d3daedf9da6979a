import Simulation

/// What a user allows a clock domain: the frequency and the cores of a power mode.
public struct ClockLimit: Hashable, Sendable {
  /// Names of a processor and of one of its domains.
  public var processor: String
  public var domain: String
  /// The highest frequency; nil for that of the ladder.
  public var cap: Frequency?
  /// Cores online; nil for all.
  public var cores: Int?

  public init(processor: String, domain: String, cap: Frequency? = nil, cores: Int? = nil) {
    self.processor = processor
    self.domain = domain
    self.cap = cap
    self.cores = cores
  }
}

extension Cluster {
  /// Sets the clocks of every device to what a user allows.
  ///
  /// Limits of processors that do nothing here are passed over.
  public func limit(_ limits: [ClockLimit], in simulation: Simulation) {
    for limit in limits {
      let processors = devices.lazy.flatMap(\.processors)
      for processor in processors where processor.specification.name == limit.processor {
        let clocks = processor.clocks(at: simulation.now)
        for clock in clocks where clock.specification.name == limit.domain {
          if let cap = limit.cap { clock.setCap(cap, in: simulation) }
          if let cores = limit.cores { clock.setCoresOnline(cores, in: simulation) }
        }
      }
    }
  }
}
