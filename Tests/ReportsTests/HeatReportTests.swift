import Foundation
import Simulation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `SmallRun` with temperatures: one device throttles, another one is idle.
private let hotRun: RunRecord = {
  var run = SmallRun.record
  run.strategies[0].devices[0].throttled_s = 30
  run.strategies[0].devices[0].throttled_J = 150
  run.strategies[0].devices[1].throttled_J = 0
  run.strategies[0].devices[0].peak_temperature_C = 95.04
  run.strategies[0].devices[0].clocks = [
    ClockRecord(clock: "cpu prime", frequency_MHz: 2841.6, time_s: 60, busy_s: 40),
    ClockRecord(clock: "cpu prime", frequency_MHz: 2073.6, time_s: 40, busy_s: 20),
  ]
  run.strategies[0].devices[1].peak_temperature_C = 90.5
  run.strategies[0].devices[1].clocks = [
    ClockRecord(clock: "cpu prime", frequency_MHz: 2841.6, time_s: 100, busy_s: 40)
  ]
  run.strategies[0].devices[2].peak_temperature_C = 35.4
  run.strategies[0].heat = HeatRecord(
    trip_C: 95, inlet_C: 25,
    series: [
      DeviceSeries(
        device: "d0", interval_s: 25, temperature_C: [60, 95, 94, 95],
        frequency_MHz: [2841.6, 2841.6, 2073.6, 2073.6], power_W: [7.6, 7.6, 5, 5]),
      DeviceSeries(
        device: "d1", interval_s: 25, temperature_C: [60, 88, 90, 90.5],
        frequency_MHz: [2841.6, 2841.6, 2841.6, 2841.6], power_W: [7.6, 7.6, 7.2, 7.2]),
    ])
  return run
}()

@Suite struct HeatReportTests {
  @Test("devices.csv has throttled seconds, peaks, and seconds and share of every operating point")
  func devices() {
    let lines = hotRun.devicesCSV.split(separator: "\n").map(String.init)
    #expect(
      lines[0].hasSuffix(
        "energy_npu_J,cpu_prime_2841.6MHz_s,cpu_prime_2841.6MHz_share,cpu_prime_2073.6MHz_s,"
          + "cpu_prime_2073.6MHz_share"))
    #expect(
      lines[1]
        == "slow,7,d0,0,true,60,20,10,5,0,0,5,0,0,0,30,150,95.04,,100,400.5,,60,0.6,40,0.4")
    #expect(lines[2] == "slow,7,d1,0,true,40,40,10,5,0,0,5,0,0,0,0,0,90.5,,100,300,,100,1,0,0")
  }

  @Test("a device that was switched off for its temperature is named in table, page and file")
  func shutDown() {
    #expect(!Comparison(of: hotRun).text().contains("switched off"))
    var run = hotRun
    run.strategies[0].devices[1].shut_down_at_s = 75
    let remark = "slow: switched off at the critical temperature: d1 at 75.0 s."
    #expect(Comparison(of: run).text().contains(remark))
    #expect(Comparison(of: run).html().contains(remark))
    #expect(run.devicesCSV.contains("slow,7,d1,0,true,40,40,10,5,0,0,5,0,0,0,0,0,90.5,75,100,300,"))
  }

  @Test("the summary has the used devices' mean throttled seconds and their highest peak")
  func summary() {
    let summary = StrategySummary(hotRun.strategies[0], of: hotRun)
    #expect(summary.throttled_s == 15)
    #expect(summary.throttled_J == 150)
    #expect(summary.peak_temperature_C == 95.04)
    let text = Comparison(of: hotRun).text()
    #expect(text.contains("throttled") && text.contains("150 J"))
    #expect(Comparison(of: hotRun).comparedText(width: 200).contains("15.0 %       150 J"))
    #expect(Comparison(of: hotRun).comparedJSON.contains("\"throttled_J\": 150"))
    #expect(text.contains("95.0 °C"))
    #expect(!Comparison(of: SmallRun.record).text().contains("throttled"))
  }

  @Test("the page shows three quantities on one axis, and the devices by their peaks")
  func page() throws {
    let html = Comparison(of: hotRun).html()
    #expect(XMLParser(data: Data(html.utf8)).parse())
    let remark = "slow: hottest 95.0 °C, 1 of 2 devices throttled, 30.0 s each on average"
    #expect(html.contains("\(remark), and drew 150 J"))
    #expect(html.contains("trip 95 °C"))
    // Two devices in each of three panels.
    #expect(html.split(separator: "<polyline").count(where: { $0.contains("thin curve") }) == 6)
    #expect(html.contains("d0: 95.0 °C at most, throttled for 30.0 s"))
    #expect(html.contains("d2: 35.4 °C at most, not used"))
    // The coldest has the lightest colour and the hottest the darkest.
    #expect(html.contains("class=\"level h0\""))
    #expect(html.contains("class=\"level h9\""))
    #expect(!Comparison(of: SmallRun.record).html().contains(">Heat<"))
  }

  @Test("records with temperatures read back equal")
  func records() throws {
    #expect(try RunRecord(recordsJSON: try hotRun.recordsJSON()) == hotRun)
    // A record of a version that did not measure the joules.
    var old = hotRun
    for number in 0..<2 { old.strategies[0].devices[number].throttled_J = nil }
    let text = try old.recordsJSON()
    #expect(!text.contains("throttled_J"))
    #expect(try RunRecord(recordsJSON: text) == old)
    #expect(Comparison(of: old).html().contains("throttled, 30.0 s each on average<"))
  }
}
