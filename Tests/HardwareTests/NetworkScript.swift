import Hardware
import Simulation

/// Starts flows, cancels them and changes links at given times, and notes what it is told.
final class NetworkScript: Component {
  enum Step {
    case start(flow: Int, RouteID, bytes: Int)
    case cancel(flow: Int)
    case change(LinkID, LinkChange)
  }
  var steps: [Step] = []
  var network: (any Network)?
  var id: ComponentID?
  var flows: [Int: FlowID] = [:]
  var ends: [Int: Double] = [:]
  var losses: [Int: LinkID] = [:]
  var cancelled: Set<Int> = []

  private static let step: UInt32 = 0x4000_0001  // no arrival has this kind in practice

  func add(_ step: Step, at nanoseconds: Int64, in simulation: Simulation) {
    guard let id else { return }
    steps.append(step)
    simulation.schedule(
      Event(kind: Self.step, value: UInt64(steps.count - 1)), for: id,
      at: SimTime(nanoseconds: nanoseconds))
  }

  func handle(_ event: Event, in simulation: Simulation) {
    guard let network, let id else { return }
    if event.kind == Self.step {
      switch steps[Int(event.value)] {
      case .start(let flow, let route, let bytes):
        flows[flow] = network.start(
          bytes: bytes, over: route, receiver: id, tag: UInt64(flow), in: simulation)
      case .cancel(let flow):
        if let name = flows[flow], network.cancel(name, in: simulation) != nil {
          cancelled.insert(flow)
          ends[flow] = simulation.now.seconds
        }
      case .change(let link, let change): network.change(link, change, in: simulation)
      }
      return
    }
    let delivery = Delivery(event)
    ends[Int(delivery.tag)] = simulation.now.seconds
    losses[Int(delivery.tag)] = delivery.failedLink
  }
}
