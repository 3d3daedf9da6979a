import Foundation
import Hardware
import Numerics
import Reports

/// Power of a server of 60 phones above idle against ResNet-50 frames on their GPUs.
enum SoCClusterPower {
  private static let socs = 60.0
  /// Fewer frames are a few mW per SoC, below what the server's meter resolves.
  private static let fewestFrames = 60.0
  private static let bar = 0.08

  /// Seconds of every second in which each of the 60 GPUs is busy, by frames per second of all.
  ///
  /// One batch of 1, 2, 4, 8, 16 or 24 per second and SoC. Source: USENIX ATC'24 SoC-Cluster
  /// artefact, the `run_delay` of soc_energy_eff.sh, which sleeps for the rest of each second.
  private static let busySeconds: [Double: Double] = [
    60: 0.042, 120: 0.062, 240: 0.093, 480: 0.153, 960: 0.281, 1440: 0.405,
  ]

  static func judge(_ folder: URL) throws -> ValidationRecord.DataSet {
    guard let file = folder.files({ $0.hasSuffix("watt.log") }).first else {
      throw ValidationFailure.noFile(
        "resnet50_gpu_fps_joule_per_frame_watt.log", folder: folder.relativePath)
    }
    var points: [(frames: Double, watts: Double)] = []
    for line in try file.numberedLines() {
      let cells = line.text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      guard cells.count == 3 else {
        throw ValidationFailure.unexpected(
          file: file.relativePath, line: line.number,
          expected: "frames per second, joules per frame and watts")
      }
      points.append((cells[0], cells[2]))
    }
    guard let idle = points.first(where: { $0.frames == 0 })?.watts else {
      throw ValidationFailure.unexpected(
        file: file.relativePath, line: 1, expected: "a row of 0 frames per second")
    }
    let busy = points.compactMap { point in
      busySeconds[point.frames].map { (point.frames, socs * $0, point.watts - idle) }
    }.filter { $0.0 >= fewestFrames }
    // The constant in the middle, in ratio, of what the rows ask for: its worst error is least.
    let needed = busy.map { $0.2 / $0.1 }
    guard let low = needed.min(), let high = needed.max() else {
      throw ValidationFailure.unexpected(
        file: file.relativePath, line: 1, expected: "rows of 60 to 1440 frames per second")
    }
    let watts = 2 / (1 / low + 1 / high)
    let rows = busy.map { frames, seconds, measured in
      ValidationRecord.Row(
        label: "\(Int(frames)) frames/s", measured: measured, modelled: watts * seconds)
    }
    return ValidationRecord.DataSet(
      folder: folder.lastPathComponent,
      title: "SoC-Cluster: power of 60 Snapdragon 865 above idle while their GPUs infer",
      citation: "L. Zhang et al., More is Different, USENIX ATC 2024; artefact, exp/Figure_12; "
        + "github.com/SoC-Cluster/SoC-Cluster-artifacts, no licence stated",
      procedure: "One constant, the watts of a busy GPU above idle, times the busy seconds of 60 "
        + "GPUs from the measured latencies of their batches; idle \(rounded(idle)) W subtracted. "
        + "The worst row is judged, from 60 frames/s up.",
      checks: [
        ValidationRecord.Check(
          "power above idle", unit: "W", .worst, bar: bar, rows: rows,
          fitted: "a busy GPU draws \(rounded(watts)) W above idle")
      ],
      pictures: [
        ValidationRecord.Picture(
          title: "Server power above idle",
          caption: "Marks: measured. Line: busy seconds times one constant.",
          x: "ResNet-50 frames per second, all SoCs", y: "watts above idle",
          series: [
            ValidationRecord.Series(
              name: "60 SoCs", marks: busy.map { ($0.0, $0.2) },
              line: busy.map { ($0.0, $0.1 * watts) })
          ])
      ])
  }
}
