import ArgumentParser
import Foundation
import Hardware
import Reports
import Scenarios

struct Modes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The power modes of a board: presets, one's own, or those of an nvpmodel.conf.",
    discussion: """
      The first two lines are those of `nvpmodel -q`. With --mode or --custom one mode is shown as \
      `nvpmodel -p --verbose` does, and as a scenario takes it; with --workload, what its training \
      step takes and draws.

      Examples:
        tidewatt modes jetson-agx-orin
        tidewatt modes jetson-agx-orin --mode 2
        tidewatt modes jetson-agx-orin --custom cores=4,cpu=1.1904GHz,gpu=624.75MHz,memory=max
        tidewatt modes jetson-agx-orin --conf /etc/nvpmodel.conf
      """)

  @Argument(help: "A device of the catalogue that has power modes; not needed with --conf.")
  var device: String?

  @Option(help: "One preset, by its id or its name.")
  var mode: String?

  @Option(help: "One's own: cores=12,cpu=2.2016GHz,gpu=max,memory=max. What is left out is max.")
  var custom: String?

  @Option(help: "The modes of this nvpmodel.conf in place of the catalogue's.")
  var conf: String?

  @Option(help: "A workload: its name in the catalogue, or the file that calibrate wrote.")
  var workload: String?

  @Option(help: "What is printed on standard output: table or json.")
  var format = OutputFormat.table

  func validate() throws {
    if device == nil, conf == nil {
      throw ValidationError("name a device, such as jetson-agx-orin, or a file with --conf")
    }
    if custom != nil, device == nil { throw ValidationError("--custom needs a device") }
    if custom != nil, mode != nil || conf != nil {
      throw ValidationError("--custom goes with neither --mode nor --conf")
    }
    if workload != nil, device == nil { throw ValidationError("--workload needs a device") }
  }

  func run() throws {
    let device = try device.map { try Catalogue.standard.device(named: $0) }
    let workload = try workload.map {
      $0.hasSuffix(".yaml")
        ? try Catalogue.standard.workload(file: $0) : try Catalogue.standard.workload(named: $0)
    }
    let listing: PowerModeListing
    if let conf {
      listing = try PowerModeListing(
        of: NVPModelFile(file: conf), device: device, workload: workload)
    } else if let device {
      listing = try PowerModeListing(of: device, workload: workload)
    } else {
      return
    }
    if let custom, let device {
      let entry = try PowerModeListing.custom(custom, of: device, workload: workload)
      show([entry], of: listing, isOne: true)
    } else if let mode {
      guard
        let entry = listing.entries.first(where: {
          $0.preset.name == mode || "\($0.preset.id)" == mode
        })
      else {
        let known = listing.entries.map { "\($0.preset.id) \($0.preset.name)" }
        throw ValidationError(
          "there is no mode '\(mode)'; there are: \(known.joined(separator: ", "))")
      }
      show([entry], of: listing, isOne: true)
    } else {
      show(listing.entries, of: listing, isOne: false)
    }
  }

  private func show(
    _ entries: [PowerModeListing.Entry], of listing: PowerModeListing, isOne: Bool
  ) {
    switch format {
    case .json: print(PowerModeWords.json(entries, of: listing), terminator: "")
    case .table where isOne:
      for entry in entries { print(PowerModeWords.verbose(entry), terminator: "") }
    case .table: print(PowerModeWords.table(entries, of: listing), terminator: "")
    }
  }
}
