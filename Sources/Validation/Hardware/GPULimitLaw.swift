import Foundation
import Hardware
import Numerics
import Reports
import Scenarios

/// The catalogue's V100 under limits of its power, as a scenario sets them, against measured jobs.
struct GPULimitLaw {
  let device: DeviceSpecification
  /// Catalogue numbers are those of ShuffleNetV2; these two are the ones of a network that keeps the
  /// card busy, found on ResNet-50.
  static let busy = (scales: 1.0, headroom: 0.96)
  static let limits = [100, 125, 150, 175, 200, 225, 250]
  private static let samplesPerEpoch = 50_000.0
  /// Of a sample of ShuffleNetV2, by which the catalogue turns its time into a rate.
  private static let operationsPerSample = 0.27e9

  init() throws { device = try Catalogue.standard.device(named: "nvidia-v100") }

  /// Time relative to that at the highest limit, and mean watts.
  struct Prediction {
    var stretch: Double
    var power_W: Double
    fileprivate var speed: Double
  }

  /// What a limit makes of a job that draws `full_W` when nothing holds it back.
  func prediction(
    at limit_W: Double, full_W: Double, scales: Double? = nil, headroom: Double? = nil
  ) -> Prediction {
    var device = device
    var processor = device.processors[0]
    processor.activePower.value = Power(watts: max(full_W - device.idlePower.value.watts, 0.1))
    if let scales { processor.clocks[0].scales?.value = scales }
    if let headroom { device.powerLimits?.headroom.value = headroom }
    let domain = processor.clocks[0]
    let cap = device.clockLimits(at: Power(watts: limit_W), of: processor).first?.cap
    let point =
      cap.flatMap { domain.frequencies.value.firstIndex(of: $0) } ?? domain.pointCount - 1
    let model = ProcessorModel(processor)
    let setting = ClockSetting(point: point, coresOnline: domain.cores.value)
    return Prediction(
      stretch: 1 / domain.relativeSpeed(of: point),
      power_W: device.idlePower.value.watts + model.busyWatts(at: [setting]),
      speed: domain.relativeSpeed(of: point))
  }

  /// Seconds of a step of ShuffleNetV2, whose costs the catalogue's are.
  func step_s(batch: Int, at limit_W: Double, full_W: Double) -> Double {
    let speed = prediction(at: limit_W, full_W: full_W).speed
    return ProcessorModel(device.processors[0]).seconds(
      Work(steps: 1, operations: Self.operationsPerSample * Double(batch)),
      at: ProcessorModel.Speed(arithmetic: speed))
  }

  // MARK: Jobs

  /// One job under every limit: seconds of an epoch and mean watts.
  struct Job {
    var network: String
    var batch: Int
    var optimiser: String
    var dataSet: String
    var rows: [Int: (time_s: Double, power_W: Double)]

    var name: String { "\(network) batch \(batch) \(optimiser)" }
    var full: (time_s: Double, power_W: Double)? { rows[GPULimitLaw.limits.last ?? 0] }
  }

  func checks(of jobs: [Job]) -> [ValidationRecord.Check] {
    let shuffle = jobs.filter { $0.network == "shufflenetv2" }
    let fitted = shuffle.filter { $0.optimiser == "adam" }
    let judged = shuffle.filter { $0.optimiser == "adadelta" }
    var steps: [ValidationRecord.Row] = []
    var watts: [ValidationRecord.Row] = []
    for job in judged {
      // What the card draws unhindered is taken from the same batch of the other optimiser.
      guard let full = fitted.first(where: { $0.batch == job.batch })?.full else { continue }
      let count = (Self.samplesPerEpoch / Double(job.batch)).rounded(.up)
      for limit in Self.limits {
        guard let row = job.rows[limit] else { continue }
        let label = "batch \(job.batch), \(limit) W"
        steps.append(
          .init(
            label: label, measured: row.time_s / count,
            modelled: step_s(batch: job.batch, at: Double(limit), full_W: full.power_W)))
        watts.append(
          .init(
            label: label, measured: row.power_W,
            modelled: prediction(at: Double(limit), full_W: full.power_W).power_W))
      }
    }
    let others = jobs.filter { $0.network.hasPrefix("bert") && $0.batch > 8 }
    let rows = others.flatMap { job in
      busyRows(job.name + " " + job.dataSet, job.rows)
    }
    return [
      ValidationRecord.Check(
        "limit: ShuffleNetV2, step", unit: "s", .mean, bar: nil, rows: steps,
        fitted: "overhead, rate, overlap, share that the clock scales, headroom: on the other "
          + "optimiser's jobs, in the catalogue", listsRows: false),
      ValidationRecord.Check(
        "limit: ShuffleNetV2, power", unit: "W", .mean, bar: nil, rows: watts, fitted: "",
        listsRows: false),
      ValidationRecord.Check(
        "limit: BERT, time", unit: "s", .mean, bar: nil, rows: rows.map(\.time),
        fitted: "voltages on ResNet-50, in the catalogue; all of the time follows the clock, mean "
          + "power 96 % of the limit, as ResNet-50; nothing on BERT", listsRows: false),
      ValidationRecord.Check(
        "limit: BERT, power", unit: "W", .mean, bar: nil, rows: rows.map(\.power), fitted: "",
        listsRows: false),
    ]
  }

  /// The rows of a job that keeps the card busy, from what it does at the highest limit.
  func busyRows(
    _ name: String, _ rows: [Int: (time_s: Double, power_W: Double)]
  ) -> [(time: ValidationRecord.Row, power: ValidationRecord.Row)] {
    guard let full = rows[Self.limits.last ?? 0] else { return [] }
    return Self.limits.dropLast().compactMap { limit in
      guard let row = rows[limit] else { return nil }
      let said = prediction(
        at: Double(limit), full_W: full.power_W, scales: Self.busy.scales,
        headroom: Self.busy.headroom)
      let label = "\(name), \(limit) W"
      return (
        .init(label: label, measured: row.time_s, modelled: full.time_s * said.stretch),
        .init(label: label, measured: row.power_W, modelled: said.power_W)
      )
    }
  }

  /// Time over the limit, relative to that at the highest: one job of each kind.
  func picture(of jobs: [Job]) -> ValidationRecord.Picture {
    let shown = [
      jobs.first { $0.network == "shufflenetv2" && $0.batch == 1024 && $0.optimiser == "adadelta" },
      jobs.first { $0.network.hasPrefix("bert") && $0.batch == 32 },
    ].compactMap(\.self)
    return ValidationRecord.Picture(
      title: "V100 under limits of its power",
      caption: "Marks: measured. Lines: the law of the catalogue, in steps of 30 MHz.",
      x: "limit, W", y: "time relative to that at 250 W",
      series: shown.map { job in
        let isBusy = job.network != "shufflenetv2"
        let full = job.full ?? (1, 1)
        return ValidationRecord.Series(
          name: job.name,
          marks: Self.limits.compactMap { limit in
            job.rows[limit].map { (Double(limit), $0.time_s / full.time_s) }
          },
          line: stride(from: 100.0, through: 250, by: 2).map { limit in
            let said = prediction(
              at: limit, full_W: full.power_W, scales: isBusy ? Self.busy.scales : nil,
              headroom: isBusy ? Self.busy.headroom : nil)
            return (limit, said.stretch)
          })
      })
  }
}
