import DequeModule

/// An unbounded queue of messages between processes: first in, first out, both ways.
public final class Mailbox<Message>: WaitTarget {
  public let name: String
  private var messages: Deque<Message> = []
  private var receivers: Deque<Receiver> = []

  /// One process that waits, and the message that is meant for it once there is one.
  private final class Receiver {
    let waiter: Waiter
    var message: Message?

    init(_ waiter: Waiter) { self.waiter = waiter }
  }

  public init(name: String) { self.name = name }

  public var waitDescription: String { "a message in mailbox '\(name)'" }

  /// Messages that nobody has been given yet.
  public var count: Int { messages.count }

  /// Gives a message to the process that has waited longest, or keeps it for the next to ask.
  public func send(_ message: Message, in simulation: Simulation) {
    while let receiver = receivers.popFirst() {
      if simulation.wake(receiver.waiter) {
        receiver.message = message
        return
      }
    }
    messages.append(message)
  }

  /// Takes the oldest message, waiting for one if there is none.
  ///
  /// - Throws: `CancellationError` if the process is cancelled meanwhile; a message that was meant
  ///   for it is then the next one's.
  public nonisolated(nonsending) func receive(in simulation: Simulation) async throws -> Message {
    if let message = messages.popFirst() { return message }
    var own: Receiver?
    do {
      try await simulation.wait(for: self) {
        let receiver = Receiver($0)
        own = receiver
        receivers.append(receiver)
      }
    } catch {
      if let message = own?.message { giveBack(message, in: simulation) }
      throw error
    }
    guard let message = own?.message else {
      preconditionFailure("a receiver is woken for a message or cancelled")
    }
    return message
  }

  /// Nobody can have waited longer for this message than those who wait now.
  private func giveBack(_ message: Message, in simulation: Simulation) {
    if receivers.isEmpty { messages.prepend(message) } else { send(message, in: simulation) }
  }
}
