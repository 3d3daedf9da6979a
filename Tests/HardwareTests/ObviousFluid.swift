/// A slow, obvious fluid model: rates by water-filling over all flows, one event after the other.
struct ObviousFluid {
  struct Flow {
    var links: [Int]
    /// When its first byte has crossed the latency.
    var start: Double
    var left: Double
    var end = Double.infinity
    /// It was cancelled, or a link of it failed.
    var isLost = false
  }

  enum Action {
    case cancel(Int)
    case fail(Int)
    case recover(Int)
    case rate(Int, Double)
  }

  var capacity: [Double]
  var flows: [Flow] = []
  var actions: [(time: Double, action: Action)] = []
  private(set) var bytes: [Double] = []
  private(set) var busy: [Double] = []
  private var isDown: [Bool] = []

  init(capacity: [Double]) { self.capacity = capacity }

  private func rates(of active: [Int]) -> [Int: Double] {
    var rates: [Int: Double] = [:]
    var open = Set(active)
    while !open.isEmpty {
      // The link whose equal share for its open flows is least decides their rate.
      var best: (share: Double, link: Int)?
      for link in capacity.indices {
        let crossing = active.filter { flows[$0].links.contains(link) }
        let unfixed = crossing.filter { open.contains($0) }
        if unfixed.isEmpty { continue }
        let taken = crossing.reduce(0.0) { $0 + (rates[$1] ?? 0) }
        let share = (capacity[link] - taken) / Double(unfixed.count)
        if best.map({ share < $0.share }) ?? true { best = (share, link) }
      }
      guard let best else { break }
      for flow in open where flows[flow].links.contains(best.link) {
        rates[flow] = best.share
        open.remove(flow)
      }
    }
    return rates
  }

  mutating func run() {
    bytes = capacity.map { _ in 0 }
    busy = bytes
    isDown = capacity.map { _ in false }
    var now = 0.0
    while true {
      // What starts over a broken link is lost.
      for flow in flows.indices
      where flows[flow].start == now && flows[flow].links.contains(where: { isDown[$0] }) {
        lose(flow, at: now)
      }
      let active = flows.indices.filter { flows[$0].start <= now && flows[$0].end == .infinity }
      let rates = rates(of: active)
      let nextStart = flows.map(\.start).filter { $0 > now }.min() ?? .infinity
      let nextAction = actions.map(\.time).filter { $0 > now }.min() ?? .infinity
      let nextEnd = active.map { now + flows[$0].left / (rates[$0] ?? 0) }.min() ?? .infinity
      let next = min(nextStart, nextAction, nextEnd)
      if next == .infinity { return }
      for link in capacity.indices
      where active.contains(where: { flows[$0].links.contains(link) }) {
        busy[link] += next - now
      }
      for flow in active {
        let served = (rates[flow] ?? 0) * (next - now)
        flows[flow].left -= served
        for link in flows[flow].links { bytes[link] += served }
      }
      now = next
      for flow in active where flows[flow].left < 1e-3 { flows[flow].end = now }
      for (_, action) in actions.filter({ $0.time == now }) { apply(action, at: now) }
    }
  }

  private mutating func apply(_ action: Action, at now: Double) {
    switch action {
    case .cancel(let flow): if flows[flow].end == .infinity { lose(flow, at: now) }
    case .recover(let link): isDown[link] = false
    case .rate(let link, let rate): capacity[link] = rate
    case .fail(let link):
      isDown[link] = true
      for flow in flows.indices
      where flows[flow].start <= now && flows[flow].end == .infinity
        && flows[flow].links.contains(link)
      {
        lose(flow, at: now)
      }
    }
  }

  private mutating func lose(_ flow: Int, at now: Double) {
    flows[flow].end = now
    flows[flow].isLost = true
  }
}
