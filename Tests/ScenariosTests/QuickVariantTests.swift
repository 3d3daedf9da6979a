import Foundation
import Learning
import Scenarios
import Testing

/// What stands under a scenario's key `quick`.
@Suite struct QuickVariantTests {
  @Test("its changes are made when they are asked for, and overrides come after them")
  func changes() throws {
    let text = try shippedText()
    let plain = try testReader.read(text: text, named: "s.yaml")
    #expect(plain.training.learning == .real)
    let quick = try testReader.read(text: text, named: "s.yaml", quick: true)
    #expect(quick.training.learning == .none)
    #expect(quick.training.goal.rounds == 2)
    let both = try testReader.read(
      text: text, named: "s.yaml", overrides: ["training.target.rounds=7"], quick: true)
    #expect(both.training.goal.rounds == 7)
    // The variant is what it says and no more: nothing of the key is left.
    #expect(try quickstart() == plain)
  }

  @Test("a scenario without one says so, and mistakes in one have their places")
  func mistakes() throws {
    func complaint(_ text: String) -> String? {
      do throws(Diagnostics) {
        _ = try testReader.read(text: text, named: "s.yaml", quick: true)
        return nil
      } catch {
        return error.list.map(\.description).joined(separator: "\n")
      }
    }
    #expect(try complaint(quickstartText())?.contains("no quick variant") == true)
    let text = try shippedText()
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
      $0.hasPrefix("  training.target")
    }
    let number = try #require(line) + 1
    #expect(
      complaint(text.replacing("training.target.rounds: 2", with: "training.target.round: 2"))?
        .contains("s.yaml:\(number):3: error: unknown key 'round'") == true)
    #expect(
      complaint(text.replacing("training.target.rounds: 2", with: "training.target.rounds:"))?
        .contains("s.yaml:\(number):3: error:") == true)
  }

  @Test("every shipped scenario of its own kind of run reads, as it is and quick")
  func shipped() throws {
    let folder = repository.appending(path: "Scenarios")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "yaml" {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard text.contains("\nscenario:") else { continue }
      count += 1
      _ = try testReader.read(file: file.path)
      if text.contains("\nquick:") { _ = try testReader.read(file: file.path, quick: true) }
    }
    #expect(count >= 8)
  }
}
