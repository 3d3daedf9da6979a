import Foundation
import Simulation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `SmallRun` with joules by phase: those of each device without links, and links of their own.
private let spentRun: RunRecord = {
  var run = SmallRun.record
  let phases = ["compute", "communicate", "wait", "distribute", "idle"]
  func spend(_ joules: [Double], on device: Int, of strategy: Int) {
    run.strategies[strategy].devices[device].phase_energy_J = zip(phases, joules).map {
      NamedJoules(component: $0, joules: $1)
    }
  }
  spend([420, 50, 20, 8, 2.5], on: 0, of: 0)
  spend([310, 60, 20, 8, 2], on: 1, of: 0)
  spend([0, 0, 0, 0, 100], on: 2, of: 0)
  run.strategies[0].components = [
    NamedJoules(component: "device idle", joules: 300),
    NamedJoules(component: "device cpu", joules: 700.5),
    NamedJoules(component: "fans", joules: 6000),
    NamedJoules(component: "links", joules: 99.5),
    NamedJoules(component: "supply loss", joules: 900),
  ]
  return run
}()

@Suite struct ComparedTests {
  private func object(_ json: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  @Test("joules by what they were spent on add up to those of the whole server")
  func lines() throws {
    let energies = try #require(EnergyDecomposition(spentRun.strategies[0]))
    #expect(
      energies.lines.map(\.key) == [
        "compute", "communicate", "wait", "distribute", "compress", "checkpoint", "idle", "message",
        "unused", "links", "shared", "supply",
      ])
    #expect(energies.lines.map(\.joules) == [730, 110, 40, 16, 0, 0, 4.5, 0, 100, 99.5, 6000, 900])
    #expect(energies.total_J == spentRun.strategies[0].energy_server_J)
    #expect(EnergyDecomposition(SmallRun.slow) == nil)
  }

  @Test("a mean of runs is that of every phase, so that the phases still add up")
  func meanOfDecompositions() throws {
    let devices = SmallRun.record.strategies[0].devices.filter(\.used)
    let one = try #require(Decomposition(devices))
    var other = one
    other.compress_s += 3
    other.checkpoint_s += 1
    other.wait_s += 2
    let mean = try #require(Decomposition(meanOf: [one, other]))
    #expect(mean.compress_s == one.compress_s + 1.5)
    #expect(mean.checkpoint_s == one.checkpoint_s + 0.5)
    #expect(abs(mean.total_s - (one.total_s + other.total_s) / 2) < 1e-9)
  }

  @Test("the text has both boundaries, both decompositions, the front and what is assumed")
  func text() {
    let text = Comparison(of: spentRun).comparedText(width: 200)
    #expect(
      text.contains(
        """
                                                      energy     energy
                   rounds                   time   speed-     server       used    joules     final    mean    \
        peak  busiest      share      joules
        strategy  to 80 %                to 80 %       up   to 80 %*   to 80 %*    saved*  accuracy  power*  \
        power*     link  throttled  throttled*
        """))
    #expect(
      text.contains(
        "slow            2             1 min 40 s     1.0x    8.00 kJ    4.00 kJ       0 %    80.0 %"
      ))
    #expect(text.contains("> 18.0 kJ  > 9.00 kJ  < -125 %"))
    #expect(
      text.contains(
        "730 J           110 J    40.0 J         16.0 J  4.50 J     100 J  99.5 J  6.00 kJ   900 J")
    )
    #expect(text.contains("lost             –               –         –"))
    #expect(text.contains("Pareto front of time and joules\nstrategy"))
    #expect(text.contains("* assumed: rests on 1 value that nobody measured:"))
    for width in [80, 100, 120] {
      let lines = Comparison(of: spentRun).comparedText(width: width).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= width })
    }
  }

  @Test("the JSON has bounds by their own names, and lines that add up")
  func json() throws {
    let root = try object(try Comparison(of: spentRun, baseline: "lost").comparedJSON)
    #expect(root["baseline"] as? String == "lost")
    #expect(root["pareto_front"] as? [String] == ["fast"])
    #expect(root["seeds"] as? [Int] == [7])
    let strategies = try #require(root["strategies"] as? [[String: Any]])
    #expect(strategies.map { $0["name"] as? String } == ["slow", "fast", "lost"])
    #expect(strategies[1]["speed_up"] is NSNull)
    #expect(strategies[1]["speed_up_above"] as? Double == 75)
    #expect(strategies[2]["time_to_target_s_above"] as? Double == 600)
    #expect(strategies[1]["on_front"] as? Bool == true)
    let spent = strategies[0].filter {
      $0.key.hasSuffix("_J") && !$0.key.contains("energy") && !$0.key.contains("target")
        && !$0.key.contains("throttled")
    }
    #expect(spent.count == 12)
    #expect(spent.values.compactMap { $0 as? Double }.reduce(0, +) == 8000)
    let against = try object(Comparison(of: spentRun).comparedJSON)
    let lost = try #require((against["strategies"] as? [[String: Any]])?.last)
    #expect(lost["speed_up"] is NSNull && lost["speed_up_above"] is NSNull)
    #expect(lost["speed_up_below"] as? Double == 100.0 / 600)
  }

  @Test("speed-ups have a bar each, and what is only a bound has a broken outline")
  func bars() throws {
    let bars = try #require(Comparison(of: spentRun).speedUpBars?.written)
    #expect(bars.contains("class=\"bar s1\"") && bars.contains("class=\"bound s2\""))
    #expect(bars.contains(">12.5x<") && bars.contains(">&lt; 0.17x<"))
    var one = spentRun
    one.strategies = [one.strategies[0]]
    #expect(Comparison(of: one).speedUpBars == nil)
  }

  @Test("a timeline fills its whole height wherever devices were told of")
  func timeline() throws {
    var strategy = SmallRun.slow
    strategy.timeline = TimelineRecord(
      interval_s: 30,
      phases: [
        .init(phase: "compute", seconds: [60, 30, 0, 20]),
        .init(phase: "wait", seconds: [0, 30, 60, 0]),
      ])
    let timeline = try #require(strategy.timeline)
    let picture = try #require(TimelinePicture.picture(timeline, strategy: strategy)).written
    #expect(picture.split(separator: "<path").count == 3)
    // The run ends at 100 s, in the middle of the fourth interval.
    #expect(!picture.contains("NaN") && XMLParser(data: Data(picture.utf8)).parse())
    #expect(TimelinePicture.legend(timeline).written.contains("waiting"))
    strategy.simulated_time_s = 0
    #expect(TimelinePicture.picture(timeline, strategy: strategy) == nil)
  }
}

@Suite struct AcrossRunsTests {
  /// The quickstart's strategies on a number of devices, sooner by the root of that.
  private func run(devices: Int) -> RunRecord {
    var run = RealisticRun.quickstart
    run.run_id = "run\(devices)"
    for index in run.strategies.indices {
      let factor = (8 / Double(devices)).squareRoot()
      for round in run.strategies[index].rounds.indices {
        run.strategies[index].rounds[round].time_s *= factor
      }
      if run.strategies[index].name == "local" { continue }
      for device in run.strategies[index].devices.indices {
        run.strategies[index].devices[device].used = device < devices
      }
    }
    return run
  }

  @Test("each strategy is compared with itself on its fewest devices, whatever the order")
  func scaling() throws {
    let across = AcrossRuns([32, 8, 16].map { Comparison(of: run(devices: $0)) })
    #expect(
      across.names == [
        "quickstart, 32 devices", "quickstart, 8 devices", "quickstart, 16 devices",
      ])
    let ring = try #require(across.strategies.first { $0.name == "ring-all-reduce" })
    #expect(ring.entries.map(\.devices) == [8, 16, 32])
    #expect(ring.entries.map(\.growth) == [1, 2, 4])
    let factors = ring.entries.compactMap { $0.scaling?.value.number }
    for (factor, expected) in zip(factors, [1, 2.0.squareRoot(), 2]) {
      #expect(abs(factor - expected) < 1e-12)
    }
    let row = try #require(across.table.rows.first { $0[0] == "ring-all-reduce" && $0[2] == "32" })
    #expect(row[4...5] == ["2.0x", "50 %"])
    #expect(across.isScaling)
  }

  @Test("the page is well-formed, alone, and has the ideal line")
  func page() throws {
    let across = AcrossRuns([8, 32].map { Comparison(of: run(devices: $0)) })
    let html = across.html(command: "tidewatt compare a b")
    #expect(XMLParser(data: Data(html.utf8)).parse())
    #expect(!html.contains("http") && !html.contains("<script"))
    #expect(html.contains("class=\"ideal\"") && html.contains(">Scaling<"))
    if let folder = ProcessInfo.processInfo.environment["TIDEWATT_PAGES"] {
      try Data(html.utf8).write(to: URL(fileURLWithPath: folder + "/across.html"))
    }
    let text = across.text()
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    let json = try JSONSerialization.jsonObject(with: Data(across.json.utf8)) as? [String: Any]
    #expect((json?["across"] as? [Any])?.count == 10)
    #expect((json?["runs"] as? [Any])?.count == 2)
  }

  @Test("runs of one number of devices, other goals or other seeds have no scaling")
  func noScaling() throws {
    let same = AcrossRuns([Comparison(of: run(devices: 8)), Comparison(of: run(devices: 8))])
    #expect(!same.isScaling && same.scalingPicture() == nil)
    #expect(Set(same.names).count == 2)
    #expect(same.html(command: "c").contains("so there is no scaling"))
    var other = run(devices: 32)
    other.target_accuracy = 0.7
    let goals = AcrossRuns([Comparison(of: run(devices: 8)), Comparison(of: other)])
    #expect(goals.strategies[1].entries[1].scaling == nil)
    other = run(devices: 32)
    for index in other.strategies.indices { other.strategies[index].seed = 9 }
    let seeds = AcrossRuns([Comparison(of: run(devices: 8)), Comparison(of: other)])
    #expect(seeds.strategies[1].entries[1].scaling == nil)
  }
}
