import CxxReference
import Simulation

/// Processes that do nothing but sleep, each for the spans of the table.
struct ProcessWakes {
  let count: Int
  private let wakes: Int

  init(count: Int) {
    self.count = count
    wakes = max(1_000_000, 10 * count)
  }

  /// Millions of wake-ups per second.
  func processes() throws -> Double {
    let simulation = Simulation()
    spawnSleepers(count, in: simulation)
    let warm = 2 * Increments.mean
    let end = warm + Increments.mean / Int64(count) * Int64(wakes)
    try simulation.run(until: SimTime(nanoseconds: warm))
    let before = simulation.eventCount
    let seconds = try threadSeconds { try simulation.run(until: SimTime(nanoseconds: end)) }
    let rate = Double(simulation.eventCount - before) / seconds / 1e6
    simulation.stop()
    return rate
  }
}

/// Bytes on the heap for each of so many sleeping processes, with everything that belongs to them.
func bytesPerProcess(of count: Int) throws -> Double {
  let simulation = Simulation()
  let before = heap_bytes_in_use()
  spawnSleepers(count, in: simulation)
  try simulation.run(until: SimTime(nanoseconds: Increments.mean))
  let bytes = Double(Int(heap_bytes_in_use()) - Int(before)) / Double(count)
  simulation.stop()
  return bytes
}

private func spawnSleepers(_ count: Int, in simulation: Simulation) {
  let spans = Increments.shared.spans
  for number in 0..<count {
    simulation.spawn("worker \(number)") {
      var cursor = number &* 61
      while true {
        try await simulation.sleep(
          for: SimDuration(nanoseconds: spans[cursor & Increments.mask]))
        cursor &+= 1
      }
    }
  }
}
