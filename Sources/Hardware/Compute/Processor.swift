import Foundation
import Randomness
import Simulation

/// A processor at one operating point: it does one piece of work at a time and draws power for it.
///
/// A piece of work takes
///
///     steps * step overhead + operations / training rate + bytes / memory rate
///
/// times a factor of mean 1 drawn for that piece (`Jitter`).
public final class Processor: Component {
  private let shared: Shared<ProcessorSpecification>
  private let meter: EnergyMeter
  private let account: EnergyMeter.Account
  private let jitter: JitterSource
  private let subject: Int
  @exclusivity(unchecked) private var id: ComponentID?
  @exclusivity(unchecked) private var receiver: (component: ComponentID, tag: UInt64)?

  /// - Parameter subject: The number of its device, for the run's fingerprint.
  init(
    _ specification: Shared<ProcessorSpecification>, subject: Int, meter: EnergyMeter,
    account: EnergyMeter.Account, stream: RandomStream
  ) {
    shared = specification
    self.subject = subject
    self.meter = meter
    self.account = account
    jitter = JitterSource(specification.value.jitter.value, stream: stream)
  }

  public var specification: ProcessorSpecification { shared.value }

  func join(_ simulation: Simulation) { id = simulation.add(self) }

  public var isBusy: Bool { receiver != nil }

  /// How long a piece of work takes on average.
  public func expectedSeconds(_ work: Work) -> Double {
    Double(work.steps) * shared.value.stepOverhead.value.seconds
      + work.operations / shared.value.trainingRate.value.operationsPerSecond
      + work.bytes / shared.value.memoryRate.value.bytesPerSecond
  }

  /// Starts a piece of work; `receiver` gets an event with `tag` as its value when it is done.
  ///
  /// - Precondition: The processor is free.
  public func start(_ work: Work, receiver: ComponentID, tag: UInt64, in simulation: Simulation) {
    guard let id, self.receiver == nil else {
      preconditionFailure("a processor does one piece of work at a time")
    }
    self.receiver = (receiver, tag)
    setPower(shared.value.activePower.value.watts, in: simulation)
    let seconds = expectedSeconds(work) * jitter.next()
    simulation.schedule(Event(), for: id, at: simulation.now + SimDuration(seconds: seconds))
  }

  public func handle(_ event: Event, in simulation: Simulation) {
    setPower(0, in: simulation)
    simulation.fingerprint.add(.workEnded, subject: subject, at: simulation.now)
    guard let receiver else { return }
    self.receiver = nil
    simulation.deliver(Event(value: receiver.tag), to: receiver.component)
  }

  private func setPower(_ watts: Double, in simulation: Simulation) {
    meter.setPower(watts, of: account, at: simulation.now)
    if let probe = simulation.probe {
      probe.counter("server power, W", at: simulation.now, value: meter.power(.server).watts)
    }
  }
}

/// Draws the factor by which a piece of work takes longer or shorter than expected.
struct JitterSource {
  private let stream: RandomStream
  private let shape: (zeta: Double, sigma: Double)?

  init(_ jitter: Jitter, stream: RandomStream) {
    self.stream = stream
    switch jitter {
    case .none:
      shape = nil
    case .lognormal(let variation):
      // A lognormal of mean 1: sigma^2 = ln(1 + cv^2), zeta = -sigma^2 / 2.
      let variance = log1p(variation * variation)
      shape = (-variance / 2, variance.squareRoot())
    }
  }

  func next() -> Double {
    guard let shape else { return 1 }
    return stream.lognormal(zeta: shape.zeta, sigma: shape.sigma)
  }
}
