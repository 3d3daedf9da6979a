import Foundation
import Hardware
import Reports
import Scenarios

/// Power modes in the words of `nvpmodel`.
enum PowerModeWords {
  /// How `nvpmodel` writes a clock without a cap.
  private static let uncapped = 2_147_483_647

  /// `nvpmodel -q`, then one line for each mode.
  static func table(_ entries: [PowerModeListing.Entry], of listing: PowerModeListing) -> String {
    var out = ""
    if let start = entries.first(where: { $0.preset.id == listing.defaultID }) {
      out += "NV Power Mode: \(start.preset.name)\n\(start.preset.id)\n\n"
    }
    let hasPrediction = entries.contains { $0.prediction != nil }
    var table = Table(
      columns: [
        .init("ID"), .init("NAME", isNumber: false), .init("cores"), .init("CPU", "MHz"),
        .init("GPU", "MHz"), .init("EMC", "MHz"), .init("GPU", "units"),
      ], rows: [])
    if hasPrediction {
      table.columns += [.init("step", "ms"), .init("power", "W"), .init("energy", "J/step")]
    }
    let units = listing.device?.modes?.gpuUnits.value
    table.rows = entries.map { entry in
      var row = ["\(entry.preset.id)", entry.preset.name, "\(entry.preset.cores)"]
      row += [
        clock(entry.mode?.cpu ?? entry.preset.cpu), clock(entry.mode?.gpu ?? entry.preset.gpu),
        clock(entry.mode?.memory ?? entry.preset.memory),
        (entry.preset.gpuUnits ?? units).map { "\($0)" } ?? "all",
      ]
      if hasPrediction {
        row += [
          entry.prediction.map { number($0.time_s * 1e3) } ?? "",
          entry.prediction.map { number($0.power_W) } ?? "",
          entry.prediction.map { number($0.time_s * $0.power_W) } ?? "",
        ]
      }
      return row
    }
    out += table.text(width: 120)
    if let modes = listing.device?.modes {
      out += "\nSteps: \(modes.cores.value) cores, \(modes.cpu.value.count) CPU, "
      out += "\(modes.gpu.value.count) GPU and \(modes.memory.value.count) memory clocks\n"
    }
    return out + ignored(entries, of: listing)
  }

  /// What of the modes is not modelled, so that nobody takes it to be.
  private static func ignored(
    _ entries: [PowerModeListing.Entry], of listing: PowerModeListing
  ) -> String {
    if listing.isOfFile {
      return entries.filter { !$0.ignored.isEmpty }.map { entry in
        "Ignored, as it is not modelled, in \(entry.preset.name): "
          + entry.ignored.map(\.text).joined(separator: ", ") + "\n"
      }.joined()
    }
    return "Not modelled: caps of the board's other engines (DLA, PVA, NVENC, NVDEC and the like)\n"
  }

  /// One mode as `nvpmodel -p --verbose` shows it, and as a scenario takes it.
  static func verbose(_ entry: PowerModeListing.Entry) -> String {
    let preset = entry.preset
    var out = "NVPM VERB: POWER_MODEL: ID=\(preset.id) NAME=\(preset.name)\n"
    for core in 0..<preset.cores {
      out += "NVPM VERB: PARAM CPU_ONLINE: ARG CORE_\(core): REAL_VAL: 1 CONF_VAL: 1\n"
    }
    let clocks: [(String, Frequency?, Frequency?, Double)] = [
      ("CPU", entry.mode?.cpu, preset.cpu, 1e3), ("GPU", entry.mode?.gpu, preset.gpu, 1),
      ("EMC", entry.mode?.memory, preset.memory, 1),
    ]
    for (name, real, cap, scale) in clocks {
      let set = cap.map { "\(Int(($0.hertz / scale).rounded()))" } ?? "\(uncapped)"
      let value = real.map { "REAL_VAL: \(Int(($0.hertz / scale).rounded())) " } ?? ""
      out += "NVPM VERB: PARAM \(name): ARG MAX_FREQ: \(value)CONF_VAL: \(set)\n"
    }
    if let units = preset.gpuUnits { out += "GPU units powered: \(units)\n" }
    for setting in entry.ignored { out += "ignored, as it is not modelled: \(setting.text)\n" }
    if let mode = entry.mode { out += "power-mode: \(mode.text)\n" }
    if let prediction = entry.prediction {
      out += "step: \(number(prediction.time_s * 1e3)) ms, \(number(prediction.power_W)) W, "
      out += "\(number(prediction.time_s * prediction.power_W)) J\n"
    }
    return out
  }

  static func json(_ entries: [PowerModeListing.Entry], of listing: PowerModeListing) -> String {
    JSONValue.object([
      ("device", listing.device.map { .text($0.name) } ?? .null),
      ("default_id", .optional(listing.defaultID)),
      (
        "modes",
        .list(
          entries.map { entry in
            let (preset, mode) = (entry.preset, entry.mode)
            return .object([
              ("id", .integer(preset.id)),
              ("name", .text(preset.name)),
              ("cores", .integer(preset.cores)),
              ("cpu_Hz", .optional((mode?.cpu ?? preset.cpu)?.hertz)),
              ("gpu_Hz", .optional((mode?.gpu ?? preset.gpu)?.hertz)),
              ("memory_Hz", .optional((mode?.memory ?? preset.memory)?.hertz)),
              ("gpu_units", .optional(preset.gpuUnits ?? listing.device?.modes?.gpuUnits.value)),
              ("step_s", .optional(entry.prediction?.time_s)),
              ("power_W", .optional(entry.prediction?.power_W)),
              ("ignored", .list(entry.ignored.map { .text($0.text) })),
            ])
          })
      ),
    ]).written + "\n"
  }

  private static func clock(_ frequency: Frequency?) -> String {
    guard let frequency else { return "max" }
    let megahertz = frequency.hertz / 1e6
    let number = (megahertz * 100).rounded() / 100
    return number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
