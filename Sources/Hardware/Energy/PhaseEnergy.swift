/// Joules of one device, phase by phase.
struct PhaseEnergy {
  /// The last of its ledgers, each of which names the one before it; -1 for none.
  var newest: Int32 = -1
  /// What its ledgers held at its last turn.
  private var before = 0.0
  private var joules = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

  /// Gives what came since the last turn to the phase that ends.
  mutating func turn(from phase: Phase, total: Double) {
    let change = total - before
    before = total
    withUnsafeMutableBytes(of: &joules) { bytes in
      let rows = bytes.assumingMemoryBound(to: Double.self)
      rows[phase.rawValue] += change
    }
  }

  subscript(phase: Phase) -> Double {
    withUnsafeBytes(of: joules) { $0.assumingMemoryBound(to: Double.self)[phase.rawValue] }
  }
}
