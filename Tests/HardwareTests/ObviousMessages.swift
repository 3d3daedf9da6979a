/// A slow, obvious store-and-forward model.
///
/// Lists of messages at links are looked through from end to end for whatever happens next. Times
/// are in nanoseconds, with fractions.
struct ObviousMessages {
  struct Message {
    var path: [Int]
    var start: Double
    var bytes: Double
    /// When it arrived, was lost or was cancelled.
    var end = Double.infinity
    var lostOn: Int?
    var isCancelled = false
    fileprivate var hop = 0
    /// While it is between two links: when it reaches the next one.
    fileprivate var reaches: Double?

    init(path: [Int], start: Double, bytes: Double) {
      self.path = path
      self.start = start
      self.bytes = bytes
    }
  }

  enum Action {
    case cancel(Int)
    case fail(Int)
    case recover(Int)
    case rate(Int, Double)
  }

  private struct Link {
    var bytesPerNanosecond: Double
    var latency: Double
    var line: [Int] = []
    /// Bytes of the first in line that are not sent yet.
    var left = 0.0
    var isDown = false
    var bytes = 0.0
    var busy = 0.0
  }

  var messages: [Message] = []
  var actions: [(time: Double, action: Action)] = []
  private var links: [Link]
  private var now = 0.0
  /// Whether two things that have nothing to do with each other fell within two nanoseconds: which
  /// of them comes first is then a matter of rounding.
  private(set) var isAmbiguous = false

  init(links: [(bytesPerSecond: Double, latency: Double)]) {
    self.links = links.map {
      Link(bytesPerNanosecond: $0.bytesPerSecond / 1e9, latency: $0.latency)
    }
  }

  func bytes(on link: Int) -> Double { links[link].bytes }
  func busySeconds(of link: Int) -> Double { links[link].busy / 1e9 }

  private enum Happening {
    case start(Int)
    case sent(link: Int)
    case reaches(Int)
    case action(Int)
  }

  mutating func run() {
    var last = -Double.infinity
    var wasStart = false
    while let (time, what) = next() {
      for link in links.indices where !links[link].line.isEmpty {
        links[link].left -= links[link].bytesPerNanosecond * (time - now)
        links[link].busy += time - now
      }
      now = time
      var isStart = false
      if case .start = what { isStart = true }
      // Starts of one instant have an order of their own.
      if time - last < 2 && !(isStart && wasStart) { isAmbiguous = true }
      (last, wasStart) = (time, isStart)
      happen(what)
    }
  }

  private var started: Set<Int> = []
  private var done: Set<Int> = []

  private func next() -> (Double, Happening)? {
    var best: (Double, Happening)?
    func offer(_ time: Double, _ what: Happening) {
      if best.map({ time < $0.0 }) ?? true { best = (time, what) }
    }
    for (number, message) in messages.enumerated() {
      if !started.contains(number) { offer(message.start, .start(number)) }
      if let time = message.reaches { offer(time, .reaches(number)) }
    }
    for (number, action) in actions.enumerated() where !done.contains(number) {
      offer(action.time, .action(number))
    }
    for (number, link) in links.enumerated() where !link.line.isEmpty {
      offer(now + link.left / link.bytesPerNanosecond, .sent(link: number))
    }
    return best
  }

  private mutating func happen(_ what: Happening) {
    switch what {
    case .start(let message):
      started.insert(message)
      enter(message)
    case .sent(let link): sent(on: link)
    case .reaches(let message):
      messages[message].reaches = nil
      goOn(message)
    case .action(let number):
      done.insert(number)
      apply(actions[number].action)
    }
  }

  private mutating func enter(_ message: Int) {
    let link = messages[message].path[messages[message].hop]
    if links[link].isDown { return lose(message, on: link) }
    links[link].line.append(message)
    if links[link].line.count == 1 { links[link].left = messages[message].bytes }
  }

  private mutating func sent(on link: Int) {
    let message = links[link].line.removeFirst()
    links[link].bytes += messages[message].bytes
    if let following = links[link].line.first { links[link].left = messages[following].bytes }
    messages[message].hop += 1
    if links[link].latency > 0 {
      messages[message].reaches = now + links[link].latency
    } else {
      goOn(message)
    }
  }

  private mutating func goOn(_ message: Int) {
    if messages[message].hop < messages[message].path.count {
      enter(message)
    } else {
      messages[message].end = now
    }
  }

  private mutating func lose(_ message: Int, on link: Int) {
    messages[message].end = now
    messages[message].lostOn = link
  }

  /// Takes a message out of a line; what of it was sent has been carried.
  private mutating func leave(_ message: Int, _ link: Int) {
    guard let place = links[link].line.firstIndex(of: message) else { return }
    links[link].line.remove(at: place)
    guard place == 0 else { return }
    links[link].bytes += (messages[message].bytes - links[link].left + 1e-6).rounded(.down)
    if let following = links[link].line.first { links[link].left = messages[following].bytes }
  }

  private mutating func apply(_ action: Action) {
    switch action {
    case .cancel(let message):
      guard started.contains(message), messages[message].end == .infinity else { return }
      messages[message].end = now
      messages[message].isCancelled = true
      if messages[message].reaches == nil {
        leave(message, messages[message].path[messages[message].hop])
      }
      messages[message].reaches = nil
    case .recover(let link): links[link].isDown = false
    case .rate(let link, let rate): links[link].bytesPerNanosecond = rate / 1e9
    case .fail(let link):
      links[link].isDown = true
      while let message = links[link].line.first {
        leave(message, link)
        lose(message, on: link)
      }
    }
  }
}
