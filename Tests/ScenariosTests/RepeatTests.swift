import Scenarios
import Testing

@Suite struct RepeatTests {
  @Test("a scenario runs one seed unless it says more, and these follow each other")
  func seeds() throws {
    #expect(try quickstart().seeds == [1])
    let scenario = try quickstart("repeat=3", "seed=7")
    #expect(scenario.seeds == [7, 8, 9])
    let again = try testReader.read(text: scenario.effectiveText, named: "e.yaml")
    #expect(again == scenario)
    #expect(try testReader.read(text: quickstartText(), named: "s.yaml", seed: 3).seeds == [3])
  }

  @Test(
    "seeds are counted from 1 to 1000 and do not run out",
    arguments: [
      ("repeat=0", "'repeat' must be at least 1, found '0'"),
      ("repeat=1001", "'repeat' must be at most 1000, found '1001'"),
      ("repeat=two", "'repeat' takes a whole number, found 'two'"),
    ])
  func mistakes(override: String, message: String) throws {
    let found = complaints(try quickstartText(), overrides: [override])
    #expect(found.count == 1)
    #expect(found.first?.contains(message) == true, "\(found)")
  }

  @Test("the last seed fits as well as the first")
  func lastSeed() throws {
    let found = complaints(
      try quickstartText(), overrides: ["repeat=3", "seed=18446744073709551614"])
    #expect(found.count == 1)
    #expect(
      found.first?.contains("'seed' must be at most 18446744073709551613 with 'repeat: 3'") == true,
      "\(found)")
    let last = try quickstart("repeat=3", "seed=18446744073709551613")
    #expect(last.seeds.last == .max)
  }
}
