import Foundation
import Simulation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Names of the elements of a page, and what its parser says.
private final class Outline: NSObject, XMLParserDelegate {
  var elements: [String: Int] = [:]
  var text = ""
  var addresses: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    addresses += [attributes["href"], attributes["src"]].compactMap { $0 }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  static func of(_ html: String) -> Outline? {
    let outline = Outline()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = outline
    return parser.parse() ? outline : nil
  }
}

struct PageTests {
  @Test(arguments: RealisticRun.all.map(\.name))
  func everyPageIsWellFormedAndAlone(name: String) throws {
    let record = try #require(RealisticRun.all.first { $0.name == name }).record
    let comparison = Comparison(of: record)
    let html = comparison.html()
    let outline = try #require(Outline.of(html))
    #expect(outline.elements["script"] == nil)
    #expect(outline.elements["link"] == nil)
    #expect(outline.addresses.isEmpty)
    #expect(!html.contains("http"))
    #expect(!html.contains("url("))
    for word in [">nan", ">inf", "\"nan", "\"inf", " nan ", " inf ", "-inf"] {
      #expect(!html.contains(word), "\(word)")
    }
    #expect(html == comparison.html())
    // `TIDEWATT_PAGES=/tmp/pages swift test` leaves the pages there, to be looked at.
    if let folder = ProcessInfo.processInfo.environment["TIDEWATT_PAGES"] {
      try Data(html.utf8).write(to: URL(fileURLWithPath: folder + "/\(name).html"))
      try Data(comparison.text().utf8).write(to: URL(fileURLWithPath: folder + "/\(name).txt"))
    }
  }

  @Test func namesFromTheFileAreTextAndNothingElse() throws {
    let record = try #require(RealisticRun.all.first { $0.name == "zero" }).record
    let html = Comparison(of: record).html()
    #expect(!html.contains("<script>"))
    #expect(html.contains("&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(html.contains("&lt;b&gt;&quot;zero&quot; &amp; &#39;none&#39;&lt;/b&gt;\u{FFFD}"))
  }

  @Test func aPageWithoutLearningSaysWhyItHasNoAccuracy() throws {
    let html = Comparison(of: SmallRun.unlearned).html()
    #expect(html.contains("Nothing was learned in this run"))
    #expect(!html.contains("Accuracy over time"))
    #expect(Comparison(of: SmallRun.record).html().contains("Accuracy over joules"))
  }

  @Test func theHeadlineNamesTheSoonestAndTheCheapest() throws {
    var run = SmallRun.record
    #expect(
      Comparison(of: run).headline
        == "fast reaches 80 % test accuracy soonest, in 8.00 s, and at the fewest joules, 1.00 kJ.")
    run.strategies[1].rounds[0].energy_server_J = 9000
    #expect(
      Comparison(of: run).headline
        == "fast reaches 80 % test accuracy soonest, in 8.00 s (9.00 kJ); slow at the fewest "
        + "joules, 8.00 kJ (in 1 min 40 s).")
    run.target_accuracy = 0.825
    #expect(
      Comparison(of: run).headline
        == "only fast reaches 82.5 % test accuracy, in 8.00 s and with 9.00 kJ.")
    run.target_accuracy = 0.9
    #expect(
      Comparison(of: run).headline
        == "No strategy reaches 90 % test accuracy within 2 rounds; fast comes closest with 82.5 % "
        + "after 1 round.")
  }

  @Test func runsOfUnequalLengthAreNotWeighed() {
    var run = SmallRun.unlearned
    let comparison = Comparison(of: run)
    #expect(
      comparison.headline
        == "Numbers of rounds differ, so times and joules do not compare: slow did 2, fast did 1, "
        + "lost did 2.")
    #expect(comparison.paretoFront.isEmpty)
    #expect(!comparison.html().contains("Which to choose"))
    #expect(!comparison.comparedText().contains("Pareto"))
    // One that failed is no measure for the others.
    run.strategies[1].failure = "it died"
    #expect(
      Comparison(of: run).headline
        == "slow ends soonest, in 1 min 40 s, and at the fewest joules, 8.00 kJ.")
  }

  @Test func allFilesOfABundleAreThere() throws {
    let files = try Comparison(of: SmallRun.record).files()
    #expect(
      files.map(\.name) == [
        "records.json", "summary.json", "rounds.csv", "devices.csv", "links.csv", "components.csv",
        "report.html",
      ])
    let again = try RunRecord(recordsJSON: files[0].text)
    #expect(try Comparison(of: again).files() == files)
  }
}
