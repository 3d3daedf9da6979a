import Simulation
import Testing

@testable import Hardware

@Suite struct LinearThrottleTests {
  private static func known<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, .documented, source: "test")
  }

  private static let law = LinearThrottleSpecification(
    from: known(Temperature(celsius: 80)), to: known(Temperature(celsius: 85)),
    interval: known(SimDuration(seconds: 0.1)))

  /// 600 to 1200 MHz as on a Raspberry Pi 3 B.
  private static let ladder = stride(from: 600.0, through: 1200, by: 50).map {
    Frequency(hertz: $0 * 1e6)
  }

  @Test(
    "the clock is the point next to 1200 - 600 (T - 80)/5 MHz",
    arguments: [
      (79.9, 1200.0), (80.2, 1200), (81, 1080), (82.5, 900), (84, 720), (85, 600), (99, 600),
    ])
  func nearest(temperature: Double, megahertz: Double) {
    let thresholds = Self.law.thresholds(of: Self.ladder)
    #expect(thresholds.count == 12)
    #expect(thresholds.map(\.temperature) == thresholds.map(\.temperature).sorted())
    let state = thresholds.last { temperature >= $0.temperature }?.state ?? 0
    let point = Self.ladder[12 - state].hertz * 1e-6
    #expect(abs(point - megahertz) <= 25)
  }

  @Test("a ladder of one point has nothing to throttle")
  func onePoint() {
    #expect(Self.law.thresholds(of: [Frequency(hertz: 1e9)]).isEmpty)
  }

  /// The domain `big` has 500 to 2000 MHz; at 82.5 the law says 1250, so 1000 or 1500.
  @Test("what a user caps is not slowed down twice", arguments: [2000.0, 1000, 500])
  func capped(megahertz: Double) throws {
    let simulation = Simulation()
    let cluster = try Cluster(clockedServer(), used: 1, precision: .fp32, in: simulation)
    let clocks = cluster.devices[0].processor.clocks(at: .zero)
    clocks[0].setCap(Frequency(hertz: megahertz * 1e6), in: simulation)
    let governors = GovernorSpecification.linear(Self.law).governors(of: clocks)
    #expect(governors.count == 2)
    let course = TemperatureCourse(final: 83, terms: [(amplitude: 0, rate: 1)])
    for governor in governors {
      governor.poll(SensorView(course: course, since: 0), at: 0, in: simulation)
    }
    // 2000 - 1500 * 3/5 = 1100, next to 1000; the small one 500 to 1000: 700, next to 500.
    #expect(clocks[0].frequency.hertz * 1e-6 == min(megahertz, 1000))
    #expect(clocks[1].frequency.hertz * 1e-6 == 500)
  }
}

/// A member of a budget whose highest power changes while a run goes on, as by a user's cap.
private final class CappedActor: PowerActor {
  var most: Double
  private(set) var coolingState = 0
  init(most: Double) { self.most = most }
  var deepestCoolingState: Int { 100 }
  var requestedWatts: Double { most }
  func fullWatts(in state: Int) -> Double { most * (1 - Double(state) / 100) }
  func loadWatts(in state: Int) -> Double { fullWatts(in: state) }
  func setCoolingState(_ state: Int, in simulation: Simulation) { coolingState = state }
}

@Suite struct CappedAllocatorTests {
  @Test("caps that are set after the governor was made count in what it hands out")
  func capped() throws {
    let simulation = Simulation()
    let actors = [CappedActor(most: 10), CappedActor(most: 10)]
    var settings = PowerAllocator.Settings(
      switchOn: 80, desired: 90, sustainable: 6, polling: SimDuration(seconds: 1),
      passive: SimDuration(seconds: 0.1))
    settings.integral = 0
    let allocator = PowerAllocator(settings, actors: actors)
    actors[0].most = 2
    // At the desired temperature the budget is 6 W: 1 W and 5 W, in the proportion of 2 to 10. With
    // the 10 W of before the first one would keep room for 9 W more.
    let course = TemperatureCourse(final: 90, terms: [(amplitude: 0, rate: 1)])
    allocator.poll(SensorView(course: course, since: 0), at: 0, in: simulation)
    #expect(actors.map { $0.coolingState } == [50, 50])
    // Below it, 14 W are more than the 12 W that both can draw.
    let cold = TemperatureCourse(final: 83.4, terms: [(amplitude: 0, rate: 1)])
    allocator.poll(SensorView(course: cold, since: 0), at: 1_000_000_000, in: simulation)
    #expect(actors.map { $0.coolingState } == [0, 0])
    // Errors are summed up only while the budget is below what all can draw: 12 W now, not 20.
    #expect(actors.reduce(0) { $0 + $1.fullWatts(in: 0) } == 12)
  }
}
