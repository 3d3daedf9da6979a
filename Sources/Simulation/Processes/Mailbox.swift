import DequeModule

/// An unbounded queue of messages between processes: first in, first out, both ways.
public final class Mailbox<Message>: WaitTarget {
  public let name: String
  private var messages: Deque<Message> = []
  private var receivers: Deque<Waiter> = []

  public init(name: String) { self.name = name }

  public var waitDescription: String { "a message in mailbox '\(name)'" }

  public var count: Int { messages.count }

  /// Puts a message in and wakes the process that has waited longest.
  public func send(_ message: Message, in simulation: Simulation) {
    messages.append(message)
    wakeReceiver(in: simulation)
  }

  private func wakeReceiver(in simulation: Simulation) {
    while let receiver = receivers.popFirst() {
      if simulation.wake(receiver) { return }
    }
  }

  /// Takes the oldest message, waiting for one if there is none.
  ///
  /// - Throws: `CancellationError` if the process is cancelled meanwhile.
  public nonisolated(nonsending) func receive(in simulation: Simulation) async throws -> Message {
    while true {
      if let message = messages.popFirst() { return message }
      do {
        try await simulation.wait(for: self) { receivers.append($0) }
      } catch {
        // Woken for a message and cancelled in the same instant: the message is another's.
        if !messages.isEmpty { wakeReceiver(in: simulation) }
        throw error
      }
    }
  }
}
