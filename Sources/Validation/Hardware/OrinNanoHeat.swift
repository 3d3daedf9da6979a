import Foundation
import Hardware
import Reports
import Scenarios
import Simulation

/// The catalogue's Orin Nano after a step of its power, against what a developer kit's logs show.
enum OrinNanoHeat {
  /// Seconds after the step from 10 to 20.4 W, and kelvin above the temperature before it.
  private static let measured: [(time_s: Double, rise_K: Double)] = [
    (1, 0.6), (3, 1.0), (11, 1.7),
  ]
  private static let step_W = (before: 10.0, after: 20.4)

  /// - Throws: `Diagnostics`, `NumericalFailure`.
  static func judged() throws -> ValidationRecord.DataSet {
    let device = try Catalogue.standard.device(named: "jetson-orin-nano-8gb")
    let rise = try rise(of: device)
    let curve: [(x: Double, y: Double)] = stride(from: 0, through: 12, by: 0.25).map {
      (x: $0, y: rise($0))
    }
    let rows = measured.map {
      ValidationRecord.Row(
        label: "after \(rounded($0.time_s, places: 1)) s", measured: $0.rise_K,
        modelled: rise($0.time_s))
    }
    return ValidationRecord.DataSet(
      folder: "jetson", title: "Jetson Orin Nano: temperature after a step of its power",
      citation:
        "Logs of a developer kit with its fan at full speed (17 segments, 25,000 samples of "
        + "jtop) that PowerTrain's authors published; three figures, no licence stated",
      procedure:
        "The catalogue's two terms (Foster) as a chain of die and heat sink, at rest at 10 W, "
        + "then at 20.4 W. The terms were fitted to all segments together, not to this step. Judged "
        + "in kelvin, as sensors read in steps and a share of 0.6 K says little.",
      checks: [
        ValidationRecord.Check(
          "step from 10 to 20.4 W", unit: "K", .difference, bar: 0.3,
          rows: rows,
          fitted: (device.thermal?.terms ?? []).joined(separator: "; "))
      ],
      pictures: [
        ValidationRecord.Picture(
          title: "Orin Nano after 10.4 W more", caption: "Marks: the logs. Line: the chain.",
          x: "time, s", y: "rise, K",
          series: [
            ValidationRecord.Series(
              name: "die", marks: measured.map { (x: $0.time_s, y: $0.rise_K) }, line: curve)
          ])
      ])
  }

  /// The rise of the sensor over time, by the same body of heat that a cluster's devices have.
  private static func rise(of device: DeviceSpecification) throws -> (Double) -> Double {
    let simulation = Simulation()
    guard let thermal = device.thermal else { return { _ in .nan } }
    let model = try HeatModel(
      chain: thermal.chain, sources: [HeatModel.Source(name: "board", node: 0)])
    let body = HeatBody(model, air: 25)
    body.join(simulation)
    let stream = try AirStream(
      [body], inlet: 25, cooling: AirCooling(flow: 10), in: simulation)
    body.setHeat(step_W.before, of: 0, in: simulation)
    stream.rest(in: simulation)
    let before = body.temperature(of: 0, at: simulation.now)
    body.setHeat(step_W.after, of: 0, in: simulation)
    return { body.temperature(of: 0, at: .zero + SimDuration(seconds: $0)) - before }
  }
}

extension ThermalSpecification {
  /// `die 0.04 K/W, 1 s` for each term; empty for a chain that is given as places.
  fileprivate var terms: [String] {
    guard case .foster(let terms) = network else { return [] }
    return terms.map {
      "\($0.name) \(rounded($0.resistance.value.kelvinPerWatt, places: 3)) K/W, "
        + "\(rounded($0.timeConstant.value.seconds, places: 2)) s"
    }
  }
}
