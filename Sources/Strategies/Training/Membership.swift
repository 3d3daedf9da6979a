import Hardware
import Simulation

/// Which devices hold the present weights, for strategies that go on without those that die.
struct Membership {
  private let devices: [Device]
  /// How often each device had died when it was given the weights; -1 for none.
  private var received: [Int]

  /// Every device is to be given the first weights.
  init(_ devices: [Device]) {
    self.devices = devices
    received = devices.map(\.deaths)
  }

  /// Those of these devices that live and hold the weights.
  func holders(among numbers: [Int]) -> [Int] {
    numbers.filter { devices[$0].isAlive && devices[$0].deaths == received[$0] }
  }

  /// Those that live, but for some.
  func living(exceptFor numbers: [Int]) -> [Int] {
    let others = Set(numbers)
    return devices.indices.filter { devices[$0].isAlive && !others.contains($0) }
  }

  /// The devices of a round.
  ///
  /// - Throws: `NoDevicesLeft`.
  func members() throws -> [Int] {
    let members = holders(among: Array(devices.indices))
    if members.isEmpty { throw NoDevicesLeft() }
    return members
  }

  /// Devices that are about to be given the weights, and how often each had died before.
  struct Recipients {
    fileprivate let deaths: [(number: Int, deaths: Int)]
  }

  /// All that live at this moment.
  func recipients() -> Recipients {
    Recipients(
      deaths: devices.indices.filter { devices[$0].isAlive }.map { ($0, devices[$0].deaths) })
  }

  /// Takes note that devices were given the weights: one that has died since holds nothing, and one
  /// that was dead then was given nothing.
  mutating func receive(_ recipients: Recipients) {
    for (number, deaths) in recipients.deaths { received[number] = deaths }
  }

  /// Tries something again for as long as devices die or return in it.
  ///
  /// - Throws: What it throws when all devices are as they were; `NoDevicesLeft`.
  func untilUndisturbed<Value>(
    _ body: (Membership) async throws -> Value
  ) async throws -> Value {
    while true {
      _ = try members()
      let before = devices.map(\.deaths)
      do {
        return try await body(self)
      } catch  where error is DeviceFailure || error is CollectiveFailure {
        if devices.map(\.deaths) == before { throw error }
      }
    }
  }
}

/// Every device that held the weights has died.
public struct NoDevicesLeft: Error, Hashable, CustomStringConvertible {
  public var description: String { "every device that held the weights has died" }
}
