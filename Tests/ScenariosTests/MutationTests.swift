import Scenarios
import Testing

@Suite struct MutationTests {
  /// Whatever becomes of a file, reading it ends in a scenario or in diagnostics with true places.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func mutatedFilesAreReadOrReported(seed: UInt64) throws {
    var random = SmallRandom(seed: seed)
    let original = Array(try quickstartText().unicodeScalars)
    let lines = try quickstartText().split(separator: "\n", omittingEmptySubsequences: false)
    let odd: [Unicode.Scalar] = [
      ":", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "\"", "'", "#", "%", "@", "-", "\t",
      "\n", "\r", " ", "\u{0}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{E000}", "\u{1F600}", "~",
      "0", "9", "e", "?", "\\",
    ]
    var read = 0
    for _ in 0..<100 {
      var scalars = original
      if Bool.random(using: &random) {
        var shuffled = lines
        let index = Int.random(in: 0..<lines.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: shuffled.remove(at: index)
        case 1: shuffled.insert(lines[index], at: Int.random(in: 0..<lines.count, using: &random))
        default: shuffled.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
        }
        scalars = Array(shuffled.joined(separator: "\n").unicodeScalars)
      }
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        let index = Int.random(in: 0..<scalars.count, using: &random)
        let scalar = odd.randomElement(using: &random) ?? "x"
        switch Int.random(in: 0..<4, using: &random) {
        case 0: scalars.remove(at: index)
        case 1: scalars.insert(scalar, at: index)
        case 2: scalars[index] = scalar
        default: scalars.removeSubrange(index..<min(scalars.count, index + 9))
        }
      }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      let text = String(view)
      let lineCount = text.unicodeScalars.count {
        ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0)
      }
      do throws(Diagnostics) {
        let scenario = try testReader.read(text: text, named: "s.yaml")
        read += 1
        let written = scenario.effectiveText
        let again = try testReader.read(text: written, named: "s.yaml")
        #expect(again == scenario && again.effectiveText == written)
      } catch {
        #expect(!error.list.isEmpty)
        for diagnostic in error.list {
          #expect(diagnostic.file == "s.yaml", "\(diagnostic)")
          #expect((1...(lineCount + 1)).contains(diagnostic.line), "\(diagnostic)")
          #expect(diagnostic.column >= 1 && !diagnostic.message.isEmpty, "\(diagnostic)")
        }
      }
    }
    #expect(read > 0 && read < 100)
  }

  @Test func deepNestingAndManyDuplicatesAreReported() {
    #expect(complaints(String(repeating: "[", count: 100_000)).count == 1)
    #expect(complaints(String(repeating: "{a: ", count: 50_000)).count == 1)
    #expect(!complaints(String(repeating: "a: 1\n", count: 500)).isEmpty)
    let laughs =
      "a: &a [x]\n" + (1..<40).map { "k\($0): &k\($0) [*a, *a]\n" }.joined()
    #expect(!complaints(laughs).isEmpty)
  }
}
