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
    let law = try GPULimitLaw()
    let profiles = try profiles(in: folder).flatMap {
      law.busyRows("profile of \($0.name)", $0.rows)
    }
    var lawChecks = law.checks(of: jobs.map(\.underLimits))
    if !profiles.isEmpty {
      lawChecks.append(
        ValidationRecord.Check(
          "limit: other runs of ResNet-50 and BERT, time", unit: "s", .mean, bar: nil,
          rows: profiles.map(\.time), fitted: "", listsRows: true))
    }
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
        + "others. Rows that begin with limit judge the catalogue's V100 as a scenario with a "
        + "power-limit runs it: the clock is the highest one whose power fits headroom times the "
        + "limit; voltages were found on ResNet-50, what differs between networks on the other "
        + "jobs. How much of a limit the mean power reaches is the network's own: below batch 256 "
        + "and for other kinds of load one number for it misses the power. No bar is set.",
      checks: lawChecks
        + names.map { network in
          ValidationRecord.Check(
            network, unit: "s", .median, bar: nil, rows: byNetwork[network] ?? [],
            fitted: "", listsRows: network == "shufflenetv2")
        }, pictures: [law.picture(of: jobs.map(\.underLimits))])
  }

  /// Power-limit profiles of networks that keep the card busy: files named `V100+NETWORK+gpu0.csv`,
  /// with a window of each limit, its seconds and its joules.
  private static func profiles(
    in folder: URL
  ) throws -> [(name: String, rows: [Int: (time_s: Double, power_W: Double)])] {
    let files = folder.files { $0.hasPrefix("V100+resnet50+") || $0.hasPrefix("V100+bert") }
    return try files.map { file in
      var rows: [Int: (time_s: Double, power_W: Double)] = [:]
      for line in try file.numberedLines().dropFirst() {
        let cells = line.text.split(separator: ",").map(String.init)
        guard cells.count == 4,
          let limit = cells[1].split(separator: "_").last.flatMap({ Int($0) }),
          let time = Double(cells[2]), let joules = Double(cells[3]), time > 0
        else {
          throw ValidationFailure.unexpected(
            file: file.relativePath, line: line.number,
            expected: "start_time, window_name that ends with the limit, elapsed_time, gpu0_energy")
        }
        rows[limit] = (time, joules / time)
      }
      let name = file.lastPathComponent.split(separator: "+").dropFirst().first.map(String.init)
      return (name ?? file.lastPathComponent, rows)
    }
  }

  private struct Job {
    var name: String
    var network: String
    /// Of the limits, rising.
    var rows: [CapMeasurement]
    var underLimits: GPULimitLaw.Job
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
      if limits[name] == nil {
        jobs.append(
          Job(
            name: name, network: cells[1], rows: [],
            underLimits: .init(
              network: cells[1], batch: Int(cells[2]) ?? 0, optimiser: cells[3],
              dataSet: cells[0], rows: [:])))
      }
      limits[name, default: []].append((limit, CapMeasurement(power_W: power, time_s: time)))
    }
    for index in jobs.indices {
      jobs[index].rows =
        (limits[jobs[index].name] ?? []).sorted { $0.limit < $1.limit }.map(\.row)
      for (limit, row) in limits[jobs[index].name] ?? [] {
        jobs[index].underLimits.rows[Int(limit)] = (row.time_s, row.power_W)
      }
    }
    return jobs
  }
}
