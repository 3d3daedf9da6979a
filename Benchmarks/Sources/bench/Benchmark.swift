/// One row: what is measured of Tidewatt, and what it is compared with.
struct Benchmark {
  let name: String
  let unit: String
  /// Whether a larger value is better; only says how the ratio is formed.
  var isRate = true
  /// How many times it is measured, if that is less than asked for, because it takes long.
  var repetitions: Int?
  /// Measures once.
  let measure: () throws -> Double
  /// Measures the reference once, in turn with Tidewatt; nil when a row stands alone.
  var reference: (() throws -> Double)?
}

/// Benchmarks that belong together, in one file of `Groups/` and one line of `allGroups`.
struct BenchmarkGroup: Sendable {
  let name: String
  /// Makes the rows; what is missing on this machine is left out with a note.
  let benchmarks: @Sendable (_ note: (String) -> Void) -> [Benchmark]
}

/// Every group, in the order of the table.
let allGroups: [BenchmarkGroup] = [
  engineGroup, networkGroup, hardwareGroup, scenarioGroup, learningGroup,
]

/// A row of the result.
struct Row: Encodable {
  let name: String
  let value: Double
  let unit: String
  let reference: Double?
  /// How many times better than the reference: above 1, Tidewatt is faster or smaller.
  let ratio: Double?

  /// Measures a benchmark and its reference in turn and takes the median of each.
  static func measured(_ benchmark: Benchmark, repetitions: Int) throws -> Row {
    var own: [Double] = []
    var other: [Double] = []
    for _ in 0..<min(repetitions, benchmark.repetitions ?? repetitions) {
      own.append(try benchmark.measure())
      if let reference = benchmark.reference { other.append(try reference()) }
    }
    let value = median(own)
    let reference = other.isEmpty ? nil : median(other)
    let ratio = reference.map { benchmark.isRate ? value / $0 : $0 / value }
    return Row(
      name: benchmark.name, value: value, unit: benchmark.unit, reference: reference, ratio: ratio)
  }

  private enum CodingKeys: CodingKey { case name, value, unit, reference, ratio }

  /// A missing reference is written as null, so that every row has the same keys.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(value, forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encode(reference, forKey: .reference)
    try container.encode(ratio, forKey: .ratio)
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
