import Hardware
import Simulation

/// Shares the batches of one replica group between its devices, and those between the processors of
/// a device in mixed precision.
///
/// With `throughput` a step takes the shares that the last `window` steps measured: device i gets
/// B v_i / sum(v), where v_i is its samples in them over the seconds that it took for them, waiting
/// left out; and in the same way within a device between its two processors. Until as many steps are
/// done, batches are split as without rebalancing. Every device keeps a sample to be measured by, and
/// with two samples so does each of its processors, even where the other alone would be done earlier.
///
/// The plain ratio is right although a step has a fixed cost: where it stays as it is, all take
/// equally long, since b_i = B v_i / sum(v) and v_i = b_i / t_i make t_i = B / sum(v) for each. Every
/// window leaves of a difference the part c / t, the fixed cost's part of the step, until rounding
/// ends it within half a sample over 1 - c / t. Subtracting a
/// fixed cost that was measured by two points would be there at once, but its two points come to lie
/// close together, so that jitter decides.
///
/// A long window sees through jitter, a short one follows the governors: clocks that move faster than
/// the window make it share by what was, which can be worse than not to rebalance.
///
/// A group whose members change begins anew: a device that was away may run at another speed.
/// Source: SoCFlow+'s workload re-balancing (Xu et al., IEEE TMC 2024, abstract); the rule is our
/// reconstruction.
final class Balancer {
  private let devices: [Device]
  private let costs: StepCosts
  private let rebalancing: Rebalancing
  private unowned let simulation: Simulation
  /// Of the last full window, in samples a second; nil where none was measured yet.
  private var speeds: [Speeds]
  /// What each device did in each of the last steps; of a full window, the oldest is at `oldest`.
  private var steps: [[Counts]] = []
  private var oldest = 0
  /// The shares that a probe was last told of.
  private var told: [Int] = []

  /// What a device and its two processors did in a step.
  private struct Counts {
    let whole: Count
    let own: Count
    let companion: Count
  }

  private struct Count {
    let samples: Int
    let seconds: Double
    init(_ samples: Int, _ seconds: Double) {
      self.samples = samples
      self.seconds = samples == 0 ? 0 : seconds
    }
  }

  private struct Speeds {
    var whole: Double?
    var own: Double?
    var companion: Double?
  }

  init(
    _ devices: [Device], costs: StepCosts, _ rebalancing: Rebalancing, in simulation: Simulation
  ) {
    self.devices = devices
    self.costs = costs
    self.rebalancing = rebalancing
    self.simulation = simulation
    speeds = devices.map { _ in Speeds() }
  }

  /// Whether it has to be told how long steps take.
  var isMeasuring: Bool { rebalancing.mode == .throughput }

  /// The shares of a step that starts now.
  func split(of count: Int) -> BatchSplit {
    let split: BatchSplit
    switch rebalancing.mode {
    case .off: return .even(count, among: devices.count)
    case .throughput: split = measuredSplit(of: count)
    case .oracle: split = knownSplit(of: count)
    }
    tell(split.samples)
    return split
  }

  // MARK: Throughput

  /// Takes note of how long each device took for its part of a step.
  func measured(_ split: BatchSplit, _ timings: [StepTiming]) {
    if !isMeasuring { return }
    let step = timings.enumerated().map { index, timing in
      let samples = split.samples[index]
      let integer = split.integerSamples?[index] ?? 0
      return Counts(
        whole: Count(samples, timing.whole), own: Count(samples - integer, timing.own),
        companion: Count(integer, timing.companion))
    }
    if steps.count < rebalancing.window {
      steps.append(step)
    } else {
      steps[oldest] = step
      oldest = (oldest + 1) % steps.count
    }
    if steps.count < rebalancing.window { return }
    for index in devices.indices {
      func speed(_ of: KeyPath<Counts, Count>) -> Double? {
        let samples = steps.reduce(0) { $0 + $1[index][keyPath: of].samples }
        let seconds = steps.reduce(0) { $0 + $1[index][keyPath: of].seconds }
        return samples > 0 && seconds > 0 ? Double(samples) / seconds : nil
      }
      // Who had no sample in the window is taken to be as fast as when last measured.
      speeds[index].whole = speed(\.whole) ?? speeds[index].whole
      speeds[index].own = speed(\.own) ?? speeds[index].own
      speeds[index].companion = speed(\.companion) ?? speeds[index].companion
    }
  }

  private func measuredSplit(of count: Int) -> BatchSplit {
    let known = speeds.compactMap(\.whole)
    let samples =
      known.count == devices.count
      ? shares(of: count, bySpeed: known) : shares(of: count, among: devices.count)
    guard costs.sharesBetweenProcessors else { return BatchSplit(samples: samples) }
    return BatchSplit(
      samples: samples,
      integerSamples: samples.indices.map { integerSamples(of: samples[$0], on: speeds[$0]) })
  }

  private func integerSamples(of samples: Int, on speeds: Speeds) -> Int {
    guard let own = speeds.own, let companion = speeds.companion else {
      let planned = costs.integerSamples(of: samples)
      return samples < 2 ? planned : min(max(planned, 1), samples - 1)
    }
    return shares(of: samples, bySpeed: [own, companion])[1]
  }

  // MARK: Oracle

  private func knownSplit(of count: Int) -> BatchSplit {
    var best: [Int: (seconds: Double, integerSamples: Int)] = [:]
    func fastest(_ index: Int, _ samples: Int) -> (seconds: Double, integerSamples: Int) {
      let key = samples * devices.count + index
      if let known = best[key] { return known }
      let found = costs.fastest(samples, on: devices[index])
      best[key] = found
      return found
    }
    let samples = shares(of: count, among: devices.count) { fastest($0, $1).seconds }
    guard costs.sharesBetweenProcessors else { return BatchSplit(samples: samples) }
    return BatchSplit(
      samples: samples,
      integerSamples: samples.indices.map {
        samples[$0] == 0 ? 0 : fastest($0, samples[$0]).integerSamples
      })
  }

  // MARK: Watching

  /// Shows the shares over time to those who watch the run.
  private func tell(_ samples: [Int]) {
    guard let probe = simulation.probe, samples != told else { return }
    for (device, share) in zip(devices, samples) {
      probe.counter(
        "samples per step, \(device.name)", at: simulation.now, value: Double(share))
    }
    told = samples
  }
}
