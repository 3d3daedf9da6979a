import Hardware
import Simulation
import Testing

@testable import Strategies

/// The processor time of messages: every device pays for those that it sends and receives.
@Suite struct MessageTimeTests {
  private static let time = 1e-3

  private func run(_ strategy: any Strategy, messageTime: Double) throws -> TimedRun {
    try TimedRun(strategy, devicesPerBoard: 4, samples: 64, messageTime: messageTime)
  }

  /// Of a step of four devices: the messages of the device with the most of them, one exchange after the
  /// other.
  private static let steps: [(strategy: any Strategy, messages: Int)] = [
    // Three times two rounds, in each of which a device sends and receives.
    (RingAllReduce.with(["global-batch": "64"]), 12),
    (RingAllReduce.with(["global-batch": "64", "overlap": "on", "buckets": "2"]), 24),
    (CompressedGradients.with(["global-batch": "64", "overlap": "off"]), 6),
    (CompressedGradients.with(["global-batch": "64", "buckets": "2"]), 12),
    // The server receives three gradients and sends the weights three times.
    (ParameterServer.with(["global-batch": "64"]), 6),
    // Every device is a server too: three gradients come and three go, and so do the weights.
    (ParameterServer.with(["global-batch": "64", "servers": "4"]), 12),
    // Two micro-batches go on and their derivatives come back; then two rounds of two devices.
    (TwoDimensional.with(["global-batch": "64", "stages": "2", "micro-batches": "2"]), 4 + 4),
  ]

  @Test("a step is longer by the messages of the device that has most", arguments: steps.indices)
  func stepsAreLonger(_ index: Int) throws {
    let (strategy, messages) = Self.steps[index]
    let free = try run(strategy, messageTime: 0)
    let paid = try run(strategy, messageTime: Self.time)
    let expected = Double(messages) * Self.time
    #expect(abs(paid.secondRound - free.secondRound - expected) < 1e-6)
    #expect(free.devices.allSatisfy { $0.message_s == 0 })
    // Nothing else is sent or computed.
    #expect(paid.rounds[1].bytes == free.rounds[1].bytes)
    for (a, b) in zip(paid.devices, free.devices) { #expect(abs(a.compute_s - b.compute_s) < 1e-9) }
  }

  @Test("the data and the first weights are messages too, and the time draws the processor's power")
  func distribution() throws {
    let paid = try run(RingAllReduce.with(["global-batch": "64"]), messageTime: Self.time)
    // Data to each; weights along a tree of four: the root sends two, its first child receives one and
    // sends one, the others receive one. Two steps.
    let messages = paid.devices.map { Int((($0.message_s ?? 0) / Self.time).rounded()) - 2 * 12 }
    #expect(messages.reduce(0, +) == 4 + 2 * 3)
    #expect(messages[0] == 1 + 2)
    let device = paid.devices[0]
    let joules = device.phase_energy_J.first { $0.component == "message" }?.joules ?? 0
    // 2 W idle and 5 W of the processor.
    #expect(abs(joules - 7 * (device.message_s ?? 0)) < 1e-9)
  }
}
