import Calibration
import Hardware
import Scenarios

/// The columns of each kind of measurements, with the headings and units that are usual.
enum MeasuredColumns {
  /// As PowerTrain's published files have them.
  static let modes = [
    MeasuredColumn("cores", ["cores"], .count),
    MeasuredColumn("cpu", ["cpu", "cpu_freq"], .frequency, unit: "kHz"),
    MeasuredColumn("gpu", ["gpu", "gpu_freq"], .frequency, unit: "Hz"),
    MeasuredColumn("memory", ["mem", "memory", "mem_freq", "emc"], .frequency, unit: "Hz"),
    MeasuredColumn("time", ["observed_time", "time"], .duration, unit: "ms"),
    MeasuredColumn("power", ["observed_power", "power"], .power, unit: "W"),
  ]

  static let ladder = [
    MeasuredColumn("frequency", ["frequency"], .frequency, unit: "Hz"),
    MeasuredColumn("voltage", ["voltage"], .voltage, unit: "V"),
    MeasuredColumn("power", ["power"], .power, unit: "W"),
  ]

  static let compute = [
    MeasuredColumn("frequency", ["frequency"], .frequency, unit: "Hz"),
    MeasuredColumn(
      "memory", ["memory", "mem"], .frequency, unit: "Hz", isOptional: true),
    MeasuredColumn("operations", ["operations"], .number, takesZero: true),
    MeasuredColumn("bytes", ["bytes"], .number, takesZero: true),
    MeasuredColumn("launches", ["launches"], .number, takesZero: true),
    MeasuredColumn("time", ["seconds", "time"], .duration, unit: "s"),
  ]

  /// For `tidewatt calibrate --help`.
  static func columns(of model: CalibrationRequest.Model) -> [MeasuredColumn] {
    switch model {
    case .modes: modes
    case .ladder: ladder
    case .compute: compute
    }
  }
}

extension ModeMeasurement {
  static func rows(of table: MeasurementTable) -> [ModeMeasurement] {
    let (cores, cpu, gpu) = (table["cores"], table["cpu"], table["gpu"])
    let (memory, time, power) = (table["memory"], table["time"], table["power"])
    return (0..<table.count).map { row in
      ModeMeasurement(
        mode: PowerMode(
          cores: Int(cores[row]), cpu: Frequency(hertz: cpu[row]),
          gpu: Frequency(hertz: gpu[row]), memory: Frequency(hertz: memory[row])),
        time_s: time[row], power_W: power[row])
    }
  }
}

extension LadderMeasurement {
  static func rows(of table: MeasurementTable) -> [LadderMeasurement] {
    let (frequency, voltage, power) = (table["frequency"], table["voltage"], table["power"])
    return (0..<table.count).map {
      LadderMeasurement(
        frequency: Frequency(hertz: frequency[$0]), voltage_V: voltage[$0], power_W: power[$0])
    }
  }
}

extension ComputeMeasurement {
  /// - Throws: `Diagnostics` for rows without any work.
  static func rows(
    of table: MeasurementTable, file: String
  ) throws(Diagnostics) -> [ComputeMeasurement] {
    let (frequency, memory) = (table["frequency"], table.optional("memory"))
    let (operations, bytes) = (table["operations"], table["bytes"])
    let (launches, time) = (table["launches"], table["time"])
    let rows = (0..<table.count).map { row in
      ComputeMeasurement(
        launches: launches[row], operations: operations[row], bytes: bytes[row],
        frequency: Frequency(hertz: frequency[row]),
        memoryFrequency: memory.map { Frequency(hertz: $0[row]) }, time_s: time[row])
    }
    let idle = zip(rows, table.lines).filter { !$0.0.isWork }.map(\.1)
    guard idle.isEmpty else {
      throw Diagnostics(
        idle.map {
          Diagnostic(
            place: Place(file: file, line: $0, column: 1),
            message: "the row has no launches, operations or bytes, and so nothing to take time")
        }, of: file)
    }
    return rows
  }
}
