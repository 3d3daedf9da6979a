import Simulation

/// The limits that a user can set to the power of a device, as `nvidia-smi -pl` does.
///
/// The device keeps to one by its clock. What it draws differs from kernel to kernel, and the limit
/// holds for the greediest of them, so the mean stays below it:
///
///     idle + a C V^2 f + k V <= headroom * limit          at the highest such operating point
public struct PowerLimitSpecification: Hashable, Sendable {
  public var lowest: Sourced<Power>
  /// The one that holds where nobody sets any.
  public var highest: Sourced<Power>
  /// Mean power over the limit while the limit is what holds the clock back, in (0, 1].
  public var headroom: Sourced<Double>

  public init(lowest: Sourced<Power>, highest: Sourced<Power>, headroom: Sourced<Double>) {
    self.lowest = lowest
    self.highest = highest
    self.headroom = headroom
  }
}

extension DeviceSpecification {
  /// The caps of a processor's clocks that keep the device to a limit of its power.
  ///
  /// One for each domain that does the work, each as many points below its highest; none where the
  /// work draws so little that the limit does not hold it back, or where the device has no limits.
  /// A limit below what the lowest points draw leaves those.
  public func clockLimits(
    at limit: Power, of processor: ProcessorSpecification
  ) -> [ClockLimit] {
    guard let powerLimits else { return [] }
    let domains = processor.clocks.filter { $0.share.value > 0 }
    let model = ProcessorModel(processor)
    let budget = limit.watts * powerLimits.headroom.value - idlePower.value.watts
    let deepest = (domains.map(\.pointCount).max() ?? 1) - 1
    func points(_ steps: Int) -> [Int] { domains.map { max(0, $0.pointCount - 1 - steps) } }
    func watts(_ steps: Int) -> Double {
      zip(domains, points(steps)).reduce(0) { sum, domain in
        sum + Double(domain.0.cores.value)
          * domain.0.busyWatts(at: domain.1, activity: model.activity)
      }
    }
    let steps = (0...deepest).first { watts($0) <= budget * (1 + 1e-12) } ?? deepest
    if steps == 0 { return [] }
    return zip(domains, points(steps)).map { domain, point in
      ClockLimit(
        processor: processor.name, domain: domain.name, cap: domain.point(point).frequency)
    }
  }
}

extension [ClockLimit] {
  /// Both at once: of two caps of one domain the lower one counts.
  public func joined(with others: [ClockLimit]) -> [ClockLimit] {
    var limits = self
    for other in others {
      guard
        let index = limits.firstIndex(where: {
          $0.processor == other.processor && $0.domain == other.domain
        })
      else {
        limits.append(other)
        continue
      }
      limits[index].cap = [limits[index].cap, other.cap].compactMap(\.self).min()
      limits[index].cores = [limits[index].cores, other.cores].compactMap(\.self).min()
    }
    return limits
  }
}
