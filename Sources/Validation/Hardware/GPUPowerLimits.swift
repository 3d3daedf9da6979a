import Calibration
import Foundation
import Hardware
import Reports
import Scenarios

/// Time of an epoch on a V100 against the mean power that a power limit leaves it.
enum GPUPowerLimits {
  static func judge(_ folder: URL) throws -> ValidationRecord.DataSet {
    guard let file = folder.files({ $0 == "summary_power_v100.csv" }).first else {
      throw ValidationFailure.noFile("summary_power_v100.csv", folder: folder.relativePath)
    }
    let jobs = try jobs(of: file)
    var errors: [ValidationRecord.Row] = []
    var names: [String] = []
    var byNetwork: [String: [ValidationRecord.Row]] = [:]
    for job in jobs where job.rows.count >= 2 * CapCalibration.fewestMeasurements {
      guard let split = Split.splits(of: job.rows.count, .everySecond, seed: 1).first else {
        continue
      }
      let fit = try CapCalibration(of: split.train.map { job.rows[$0] })
      let judged = split.judge.map { row in
        ValidationRecord.Row(
          label: "\(job.name), \(rounded(job.rows[row].power_W, places: 1)) W",
          measured: job.rows[row].time_s,
          modelled: fit.model.seconds(at: Power(watts: job.rows[row].power_W)))
      }
      errors += judged
      if !names.contains(job.network) { names.append(job.network) }
      byNetwork[job.network, default: []] += judged
    }
    return ValidationRecord.DataSet(
      folder: folder.lastPathComponent,
      title: "Zeus: training on a V100 under power limits of 100 to 250 W",
      citation: "J. You et al., Zeus, NSDI 2023; github.com/ml-energy/zeus 75a8b93, Apache-2.0",
      procedure: "Per job, the time of an epoch against its mean power: a part that the clock "
        + "scales and a part that it does not, overlapping; power above a base with the cube of "
        + "the clock. Fitted on every second limit (four rows, three constants), judged on the "
        + "others. No bar is set.",
      checks: names.map { network in
        ValidationRecord.Check(
          network, unit: "s", .median, bar: nil, rows: byNetwork[network] ?? [],
          fitted: "", listsRows: network == "shufflenetv2")
      })
  }

  private struct Job {
    var name: String
    var network: String
    var rows: [CapMeasurement]
  }

  /// One job per data set, network, batch and optimiser, its limits rising.
  private static func jobs(of file: URL) throws -> [Job] {
    let lines = try file.numberedLines()
    var jobs: [Job] = []
    var limits: [String: [(limit: Double, row: CapMeasurement)]] = [:]
    for line in lines.dropFirst() {
      let cells = line.text.split(separator: ",").map(String.init)
      guard cells.count == 7, let limit = Double(cells[4]), let time = Double(cells[5]),
        let power = Double(cells[6]), time > 0, power > 0
      else {
        throw ValidationFailure.unexpected(
          file: file.relativePath, line: line.number,
          expected: "dataset, network, batch_size, optimizer, power_limit, time_per_epoch, "
            + "average_power")
      }
      let name = "\(cells[1]) batch \(cells[2]) \(cells[3]) \(cells[0])"
      if limits[name] == nil { jobs.append(Job(name: name, network: cells[1], rows: [])) }
      limits[name, default: []].append((limit, CapMeasurement(power_W: power, time_s: time)))
    }
    for index in jobs.indices {
      jobs[index].rows =
        (limits[jobs[index].name] ?? []).sorted { $0.limit < $1.limit }.map(\.row)
    }
    return jobs
  }
}
