/// Which pixels meet at the taps of a 3x3 filter with padding 1, when a batch lies pixel by pixel.
///
/// The values of a pixel's samples lie side by side, and those of a line's pixels one after the other.
/// So all pixels of a line that meet their neighbours in one direction are the rows of one matrix, and
/// padding, with which nothing need be multiplied, is left out: it is more than half of the products
/// on images of 2x2 pixels, a third at 4x4 and a sixth at 8x8.
struct TapRuns: Sendable {
  let height: Int
  let width: Int

  static let taps = 9

  /// Pixels of the output that follow each other, and the neighbours that they meet.
  struct Run: Equatable, Sendable {
    let tap: Int
    /// The first of each.
    let output, input: Int
    let count: Int
  }

  /// All of a tap; whole lines follow each other without a gap.
  func runs(of tap: Int) -> [Run] {
    let (down, right) = Self.direction(of: tap)
    let lines = max(0, -down)..<min(height, height - down)
    if lines.isEmpty { return [] }
    if right == 0 { return [run(tap, lines: lines)] }
    return lines.map { run(tap, lines: $0..<$0 + 1) }.filter { $0.count > 0 }
  }

  /// All of a line of the output, that of the middle tap first: it is of the whole line.
  func runs(ofLine line: Int) -> [Run] {
    let taps = [4] + (0..<Self.taps).filter { $0 != 4 }
    return taps.compactMap { tap in
      guard (0..<height).contains(line + Self.direction(of: tap).down) else { return nil }
      let run = run(tap, lines: line..<line + 1)
      return run.count > 0 ? run : nil
    }
  }

  private func run(_ tap: Int, lines: Range<Int>) -> Run {
    let (down, right) = Self.direction(of: tap)
    let columns = max(0, -right)..<max(0, -right, min(width, width - right))
    let first = lines.lowerBound * width + columns.lowerBound
    return Run(
      tap: tap, output: first, input: first + down * width + right,
      count: lines.count * columns.count)
  }

  private static func direction(of tap: Int) -> (down: Int, right: Int) {
    (tap / 3 - 1, tap % 3 - 1)
  }
}
