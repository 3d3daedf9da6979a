import Foundation
import Testing

/// The page of claims that is published stands on the bundles that are published.
struct PublishedPageTests {
  private struct Manifest: Decodable {
    let run_id: String
  }

  @Test func everyRunThatThePageNamesIsThere() throws {
    let results = SmallFolder.repository.appending(path: "Results")
    let page = try String(
      contentsOf: results.appending(path: "validation/socflow.html"), encoding: .utf8)
    let named = Set(page.matches(of: /, run ([0-9a-f]{12})\)/).map { String($0.output.1) })
    let bundles = results.appending(path: "soc-cluster")
    let folders = try FileManager.default.contentsOfDirectory(atPath: bundles.path)
    let published = Set(
      try folders.compactMap { folder -> String? in
        let manifest = bundles.appending(path: "\(folder)/manifest.json")
        guard FileManager.default.fileExists(atPath: manifest.path) else { return nil }
        return try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: manifest)).run_id
      })
    #expect(!named.isEmpty)
    #expect(named == published)
  }
}
