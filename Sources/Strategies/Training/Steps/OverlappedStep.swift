import Hardware
import Simulation

/// A training step whose gradients are sent in buckets while the backward pass goes on.
///
/// Every device computes at its own pace. A bucket is sent when every device has completed it and
/// the one before has been sent. What is sent after the last device has computed is exposed; before
/// that, a device that has computed waits for the others.
final class OverlappedStep {
  private let devices: [Device]
  private let alone: [ReplicaGroup]
  private let names: [String]
  private let buckets: [GradientBucket]
  private let simulation: Simulation

  init(_ job: TrainingJob, _ devices: [Device], buckets: [GradientBucket]) {
    self.devices = devices
    self.buckets = buckets
    simulation = job.simulation
    alone = devices.map { job.group([$0], name: $0.name) }
    names = devices.map(\.name) + ["sending"]
  }

  /// Runs one step.
  ///
  /// - Parameters:
  ///   - samples: The share of each device.
  ///   - preparing: What a device has to do to a bucket before it can be sent; nil for nothing.
  ///   - send: Sends a bucket and returns when every device has it.
  func run(
    _ samples: [Int], preparing: ((GradientBucket) -> Work)? = nil,
    send: @escaping (Int) async throws -> Void
  ) async throws {
    var missing = buckets.map { _ in devices.count }
    let complete = buckets.indices.map { Signal("bucket \($0) of the gradients") }
    _ = try await simulation.concurrently(names) { [self] index in
      if index == devices.count {
        for (number, signal) in complete.enumerated() {
          try await signal.wait(in: simulation)
          try await send(number)
        }
        return
      }
      for (number, bucket) in buckets.enumerated() {
        try await alone[index].compute(parts: [
          StepPart(samples: samples[index], share: bucket.share, startsStep: number == 0)
        ])
        if let preparing {
          try await alone[index].compute(as: .compress) { _ in preparing(bucket) }
        }
        missing[number] -= 1
        if missing[number] > 0 { continue }
        complete[number].fire(in: simulation)
        if number == buckets.count - 1 {
          for device in devices { device.enter(.communicate, at: simulation.now) }
        }
      }
    }
    for (group, share) in zip(alone, samples) { group.count(BatchSplit(samples: [share])) }
    for device in devices { device.enter(.wait, at: simulation.now) }
  }
}
