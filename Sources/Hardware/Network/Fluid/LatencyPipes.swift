/// Flows on their way through the latency of their routes, one queue for each latency.
///
/// A queue is first in, first out, so flows that arrive at one instant need one event together.
struct LatencyPipes {
  private struct Pipe {
    var slots: [Int32] = []
    var head = 0
    var scheduled: Int64 = -1
  }

  private var pipes: [Pipe] = []
  private var numbers: [Int64: Int] = [:]

  /// The pipe of a latency in nanoseconds.
  mutating func number(of latency: Int64) -> Int {
    if let known = numbers[latency] { return known }
    numbers[latency] = pipes.count
    pipes.append(Pipe())
    return pipes.count - 1
  }

  /// Adds a flow that arrives at `time`; true if that instant needs an event.
  mutating func add(_ slot: Int, to pipe: Int, arriving time: Int64) -> Bool {
    pipes[pipe].slots.append(Int32(truncatingIfNeeded: slot))
    if pipes[pipe].scheduled == time { return false }
    pipes[pipe].scheduled = time
    return true
  }

  /// The first flow of a pipe, if `isDue` says so of it.
  mutating func next(of pipe: Int, isDue: (Int) -> Bool) -> Int? {
    guard pipes[pipe].head < pipes[pipe].slots.count else { return nil }
    let slot = Int(pipes[pipe].slots[pipes[pipe].head])
    if !isDue(slot) { return nil }
    pipes[pipe].head += 1
    if pipes[pipe].head == pipes[pipe].slots.count {
      pipes[pipe].slots.removeAll(keepingCapacity: true)
      pipes[pipe].head = 0
    } else if pipes[pipe].head >= 1024 && pipes[pipe].head * 2 >= pipes[pipe].slots.count {
      pipes[pipe].slots.removeFirst(pipes[pipe].head)
      pipes[pipe].head = 0
    }
    return slot
  }
}
