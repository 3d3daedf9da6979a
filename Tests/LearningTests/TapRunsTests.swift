import Testing

@testable import Learning

/// Runs of pixels against a walk over every pixel and tap.
struct TapRunsTests {
  /// Which pixels of output and input meet at which tap.
  private struct Meeting: Hashable {
    let tap, output, input: Int
  }

  private func meetings(_ runs: [TapRuns.Run]) -> [Meeting] {
    runs.flatMap { run in
      (0..<run.count).map {
        Meeting(tap: run.tap, output: run.output + $0, input: run.input + $0)
      }
    }
  }

  private func expected(height: Int, width: Int) -> Set<Meeting> {
    var result: Set<Meeting> = []
    for y in 0..<height {
      for x in 0..<width {
        for tap in 0..<9 {
          let (iy, ix) = (y + tap / 3 - 1, x + tap % 3 - 1)
          guard (0..<height).contains(iy), (0..<width).contains(ix) else { continue }
          result.insert(Meeting(tap: tap, output: y * width + x, input: iy * width + ix))
        }
      }
    }
    return result
  }

  @Test(arguments: [(2, 2), (4, 4), (3, 5), (2, 7), (1, 3), (3, 1), (1, 1)])
  func everyPairOfPixelsMeetsOnce(_ size: (height: Int, width: Int)) {
    let runs = TapRuns(height: size.height, width: size.width)
    let expected = expected(height: size.height, width: size.width)
    let byTap = meetings((0..<TapRuns.taps).flatMap { runs.runs(of: $0) })
    #expect(Set(byTap) == expected && byTap.count == expected.count)
    let lines = (0..<size.height).map { runs.runs(ofLine: $0) }
    let byLine = meetings(lines.flatMap { $0 })
    #expect(Set(byLine) == expected && byLine.count == expected.count)
    // The first run of a line writes all of it; others add.
    #expect(lines.allSatisfy { $0[0].tap == 4 && $0[0].count == size.width })
  }
}
