import Randomness

/// One table of exponential spans feeds every engine, so random numbers are charged to nobody.
struct Increments {
  static let count = 65_536
  static let mask = count - 1
  static let mean: Int64 = 1_000_000_000

  let spans: UnsafeMutablePointer<Int64>

  /// The table lives as long as the program.
  static let shared = Increments()

  private init() {
    spans = .allocate(capacity: Self.count)
    let random = RandomStream(seed: 1, name: "benchmark increments")
    for index in 0..<Self.count {
      spans[index] = Int64(random.exponential(mean: Double(Self.mean)).rounded())
    }
  }
}

// Written once, before anything reads it.
extension Increments: @unchecked Sendable {}
