import Hardware
import Simulation

/// Which devices hold the present weights, for strategies that go on without those that die or that
/// users take.
final class Membership {
  private let devices: [Device]
  /// How often each device had been lost when it was given the weights; -1 for none.
  private var received: [Int]
  /// How often what it held had been lost then: what it was given survives in a checkpoint until
  /// that happens again.
  private var kept: [Int]
  /// Which of the weights each device was given last; -1 for none.
  private var version: [Int]
  private var present = 0
  /// Whether a device has its part of the training set.
  private var hasData: [Bool]

  /// Every device that is there is to be given the first weights.
  init(_ devices: [Device]) {
    self.devices = devices
    received = devices.map { $0.isAlive ? $0.departures : -1 }
    kept = devices.map { $0.isAlive ? $0.deaths : -1 }
    version = devices.map { $0.isAlive ? 0 : -1 }
    hasData = devices.map { _ in true }
  }

  /// Those of these devices that are there and hold the weights.
  func holders(among numbers: [Int]) -> [Int] {
    numbers.filter { devices[$0].isAlive && devices[$0].departures == received[$0] }
  }

  /// Those that are there with their data, but for some.
  func living(exceptFor numbers: [Int]) -> [Int] {
    let others = Set(numbers)
    return devices.indices.filter {
      devices[$0].isAlive && hasData[$0] && !others.contains($0)
    }
  }

  /// The devices of a round.
  ///
  /// - Throws: `NoDevicesLeft`.
  func members() throws -> [Int] {
    let members = holders(among: Array(devices.indices))
    if members.isEmpty { throw NoDevicesLeft() }
    return members
  }

  /// Devices that are about to be given the weights, and how often each had been lost before.
  struct Recipients {
    fileprivate let devices: [(number: Int, departures: Int, deaths: Int)]
  }

  /// All that are there at this moment.
  func recipients() -> Recipients {
    Recipients(
      devices: devices.indices.filter { devices[$0].isAlive && hasData[$0] }
        .map { ($0, devices[$0].departures, devices[$0].deaths) })
  }

  /// Takes note that devices were given new weights: one that has been lost since holds nothing, and
  /// one that was not there then was given nothing.
  func receive(_ recipients: Recipients) {
    present += 1
    for (number, departures, deaths) in recipients.devices {
      received[number] = departures
      kept[number] = deaths
      version[number] = present
    }
  }

  // MARK: Users

  /// Takes note of who has data and the first weights.
  func begin(with numbers: [Int]) {
    hasData = devices.indices.map(numbers.contains)
    for number in devices.indices where !hasData[number] {
      (received[number], kept[number], version[number]) = (-1, -1, -1)
    }
    for number in numbers {
      (received[number], kept[number], version[number]) = (
        devices[number].departures, devices[number].deaths, 0
      )
    }
  }

  /// Those that are there and have no data yet.
  var withoutData: [Int] { devices.indices.filter { devices[$0].isAlive && !hasData[$0] } }

  func giveData(to numbers: [Int]) { for number in numbers { hasData[number] = true } }

  /// Whether a user has it, or had it, and its checkpoint holds what this round began with or more.
  func hasCheckpoint(_ number: Int) -> Bool {
    version[number] == present && devices[number].deaths == kept[number]
      && devices[number].departures != received[number]
  }

  /// Waits until one of these devices is back, if users have them all, and reads their checkpoints.
  ///
  /// When none of them will ever come back with what it had, any other that holds the weights does.
  ///
  /// - Throws: `NoDevicesLeft` if no device will ever come back with the weights.
  func restore(among numbers: [Int], _ job: TrainingJob) async throws {
    guard let load = job.cluster.userLoad else { throw NoDevicesLeft() }
    while holders(among: numbers).isEmpty {
      var own = numbers.filter(hasCheckpoint)
      if own.isEmpty {
        let all = Array(devices.indices)
        if !holders(among: all).isEmpty { return }
        own = all.filter(hasCheckpoint)
      }
      if own.isEmpty { throw NoDevicesLeft() }
      let back = own.filter { devices[$0].isAlive }
      if back.isEmpty {
        try await load.nextReturn.wait(in: job.simulation)
        continue
      }
      try await readCheckpoints(of: back, load, job)
    }
  }

  /// Reads the checkpoints of devices that are back; those that stay hold the weights again.
  private func readCheckpoints(
    of back: [Int], _ load: UserLoad, _ job: TrainingJob
  ) async throws {
    let before = back.map { devices[$0].departures }
    try await load.readCheckpoints(of: back.map { devices[$0] }, in: job.simulation)
    for (number, departures) in zip(back, before) where devices[number].departures == departures {
      received[number] = departures
    }
  }

  /// Waits until one of these devices, all of which users have, is back, or until a round is over
  /// without them.
  ///
  /// - Returns: Those that are back with what their checkpoints held; empty if the round is over or
  ///   none of them will come back with it.
  func resume(_ numbers: [Int], _ progress: RoundProgress, _ job: TrainingJob) async throws -> [Int]
  {
    guard let load = job.cluster.userLoad else {
      progress.giveUp(in: job.simulation)
      return []
    }
    progress.suspend(in: job.simulation)
    while !progress.over.hasFired {
      let own = numbers.filter { hasCheckpoint($0) }
      if own.isEmpty {
        progress.giveUpSuspended(in: job.simulation)
        return []
      }
      let back = own.filter { devices[$0].isAlive }
      if !back.isEmpty {
        progress.resume()
        try await readCheckpoints(of: back, load, job)
        let holding = holders(among: back)
        if !holding.isEmpty { return holding }
        progress.suspend(in: job.simulation)
        continue
      }
      _ = try await job.simulation.firstOf([progress.over, load.nextReturn])
    }
    return []
  }

  // MARK: Trying again

  /// Tries something again for as long as devices are lost or return in it.
  ///
  /// - Parameter numbers: Of these one has to be there, if any can come back: it waits while users have
  ///   them all.
  /// - Throws: What it throws when all devices are as they were; `NoDevicesLeft`.
  func untilUndisturbed<Value>(
    needing numbers: [Int], _ job: TrainingJob, _ body: (Membership) async throws -> Value
  ) async throws -> Value {
    while true {
      if job.cluster.userLoad != nil { try await restore(among: numbers, job) }
      _ = try members()
      let before = devices.map(\.departures)
      do {
        return try await body(self)
      } catch  where error is DeviceFailure || error is CollectiveFailure {
        if devices.map(\.departures) == before { throw error }
      }
    }
  }
}

/// Every device that held the weights has died, or lost them to a user.
public struct NoDevicesLeft: Error, Hashable, CustomStringConvertible {
  public var description: String {
    "every device that held the weights has died or lost them to a user"
  }
}
