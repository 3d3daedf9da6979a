import Hardware
import Strategies

/// Local SGD: every device trains alone for some steps, then all average around a ring.
public struct PeriodicAveraging: Strategy {
  public static let name = "periodic-averaging"
  public static let summary = "Devices train alone and average every few steps."
  public static let parameters = [
    StrategyParameter(name: "batch", kind: .count, help: "samples per step of each device"),
    StrategyParameter(
      name: "period", kind: .count, defaultValue: "16", help: "steps between two averages"),
  ]

  let batch: Int
  let period: Int

  public init(_ parameters: StrategyParameters) {
    batch = parameters.count("batch")
    period = parameters.count("period")
  }

  public func demand(devices: Int, samples: Int) -> StrategyDemand {
    StrategyDemand(devices: devices, batch: batch, storedSamples: samples / devices + 1)
  }

  public func run(_ job: TrainingJob) async throws {
    let n = job.devices.count
    let all = job.group(job.devices, name: "all devices")
    let ring = job.collective(
      .ringAllReduce(bytes: job.model.parameterBytes, participants: n), among: job.devices)
    let shards = job.shards(n)

    var weights = job.firstWeights()
    try await job.distributeData(shards.map(\.count), to: all)
    try await job.broadcastFirstWeights(to: all)
    while let round = job.nextRound() {
      let batches = shards.indices.map {
        job.order(of: shards[$0], number: $0, ofRound: round).batches(of: batch)
      }
      // The first shards are the longest: who has no batch left waits.
      for start in stride(from: 0, to: batches[0].count, by: period) {
        var own = shards.map { _ in weights }
        for step in start..<min(start + period, batches[0].count) {
          try await all.train(batches.map { step < $0.count ? $0[step].count : 0 })
          for device in 0..<n where step < batches[device].count {
            own[device] = job.step(own[device], batch: batches[device][step])
          }
        }
        try await all.allReduce(ring)
        weights = job.average(own, samples: shards.map(\.count), momentum: .reset)
      }
      try job.close(round: round, with: weights)
    }
  }
}
