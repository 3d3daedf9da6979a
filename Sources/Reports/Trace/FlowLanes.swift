import Simulation

/// Tracks for what one device sends, or receives, at the same time.
///
/// The slices of a track may not overlap, and messages do: each goes to the first lane that is free
/// since its start.
struct FlowLanes {
  enum Direction: Int, CaseIterable {
    case send
    case receive

    var name: String { "\(self)" }
  }

  /// One lane: its track, and the last end of a message on it.
  private struct Lane {
    var track: Int
    var end: SimTime
  }

  /// By device and direction.
  private var lanes: [Int: [Lane]] = [:]
  private var nextTrack: Int
  private let devices: Int

  /// - Parameter devices: Their own tracks are numbered 0..<devices.
  init(devices: Int) {
    self.devices = devices
    nextTrack = devices
  }

  /// The track for a message, and the number of its lane if that is new.
  mutating func track(
    of device: Int, _ direction: Direction, from start: SimTime, to end: SimTime
  ) -> (track: Int, newLane: Int?) {
    let key = device * 2 + direction.rawValue
    if let free = lanes[key]?.firstIndex(where: { $0.end <= start }) {
      lanes[key]?[free].end = end
      return (lanes[key]?[free].track ?? device, nil)
    }
    defer { nextTrack += 1 }
    lanes[key, default: []].append(Lane(track: nextTrack, end: end))
    return (nextTrack, lanes[key]?.count)
  }

  /// Where a lane stands among all tracks: below its device, what is sent above what is received.
  static func place(of device: Int, _ direction: Direction, lane: Int) -> Int {
    device * 100_000 + direction.rawValue * 50_000 + lane
  }
}
