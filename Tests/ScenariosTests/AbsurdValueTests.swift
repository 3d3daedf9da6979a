import Scenarios
import Testing

/// Every number of a file, in turn exchanged for values that nobody means.
@Suite struct AbsurdValueTests {
  private static let absurd = [
    "0", "-1", "1e-400", "1e400", "1e-9223372036854775808", "99999999999999999999",
    "-99999999999999999999", "1e300", "-9223372036854775808", "nan", "-inf", "1e+", ".", "١",
  ]

  @Test func ofTheQuickstart() throws {
    #expect(try readOrReported(try quickstartText()) >= 18)
  }

  @Test func ofAFileThatHoldsEveryNumber() throws {
    let scenario = try quickstart(
      "cluster.servers=2", "training.target.time=3 h", "training.jitter={ cv: 4 % }",
      "training.dataset={ generated: { train: 6400, test: 128 } }")
    #expect(try readOrReported(scenario.effectiveText) >= 40)
  }

  /// How many numbers were exchanged; each reading ends in diagnostics with places or in a scenario
  /// that reads back.
  private func readOrReported(_ text: String) throws -> Int {
    // A number after a key, and its unit.
    let number = /: ([0-9][0-9.e-]*)( ?[A-Za-z%][A-Za-z\/]*)?(?=[,\n #}])/
    let matches = text.matches(of: number)
    for match in matches {
      let unit = match.output.2 ?? ""
      for value in Self.absurd {
        for written in unit.isEmpty ? [value, value + " h"] : [value, value + unit] {
          let changed = text.replacingCharacters(match.range, with: ": " + written)
          do throws(Diagnostics) {
            let scenario = try testReader.read(text: changed, named: "s.yaml")
            let again = try testReader.read(text: scenario.effectiveText, named: "s.yaml")
            #expect(again == scenario, "\(match.output.0) -> \(written)")
          } catch {
            #expect(!error.list.isEmpty)
            #expect(error.list.allSatisfy { $0.line > 0 && $0.column > 0 }, "\(error)")
          }
        }
      }
    }
    return matches.count
  }
}

extension String {
  fileprivate func replacingCharacters(
    _ range: Range<String.Index>, with text: String
  ) -> String {
    var changed = self
    changed.replaceSubrange(range, with: text)
    return changed
  }
}
