import Simulation

/// Where a message of a store-and-forward network is.
enum MessageStage { case unused, queued, travelling, lost, cancelled }

/// One message of a store-and-forward network.
struct MessageRow {
  var message: Message
  var generation: UInt32
  var stage = MessageStage.queued
  /// How many links it has crossed.
  var hop = 0

  /// What it put on the links that all of it has crossed, added up over them.
  var crossedBytes: Int { hop * message.bytes }
}

/// One direction of a link: the first of the line is being sent.
struct LinkLine {
  var bytesPerSecond: Double
  let latency: SimDuration
  var slots: SlotQueue = SlotQueue()
  var generation: UInt32 = 0
  /// Bytes of the first message that were still to be sent `lead` ns before `since`.
  var left = 0.0
  var since: Int64 = 0
  var lead = 0.0

  func unsent(at now: Int64) -> Double {
    max(left - bytesPerSecond * (Double(now - since) + lead) * 1e-9, 0)
  }
}

/// A queue in an array whose used-up front is dropped now and then.
struct SlotQueue {
  private var slots: [Int] = []
  private var head = 0
  var first: Int? { head < slots.count ? slots[head] : nil }
  mutating func append(_ slot: Int) { slots.append(slot) }
  mutating func removeFirst() {
    head += 1
    if head * 2 >= slots.count {
      slots.removeFirst(head)
      head = 0
    }
  }
  mutating func remove(_ slot: Int) {
    if let index = slots[head...].firstIndex(of: slot) { slots.remove(at: index) }
  }
}
