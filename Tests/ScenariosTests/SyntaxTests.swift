import Foundation
@testable import Scenarios
import Testing

@Suite struct SyntaxTests {
  @Test(arguments: [
    (
      "scenario: a\n\tseed: 1\n",
      "s.yaml:2:1: error: found a tab character that violates indentation"
    ),
    ("", "s.yaml:1:1: error: the file is empty"),
    ("\n \n", "s.yaml:1:1: error: the file is empty"),
    ("# nothing\n", "s.yaml:1:1: error: the file is empty"),
    ("a: 1\n---\nb: 2\n", "s.yaml:2:1: error: a second document starts here; a file holds one"),
    ("a: &x 1\nb: *x\n", "s.yaml:1:4: error: anchors and aliases"),
    ("a: !!int 1\n", "s.yaml:1:4: error: tags such as 'tag:yaml.org,2002:int' are not taken"),
    ("a: 1\nb: [1\n", "s.yaml:2:6: error: did not find expected ',' or ']'"),
    ("a: \"x\u{1}\"\n", "s.yaml:1:6: error: control characters are not allowed"),
    ("[a]: 1\n", "s.yaml:1:1: error: a key is one word of text"),
    ("just text", "s.yaml:1:1: error: 'the file' takes a mapping, found 'just text'"),
  ])
  func syntaxIsReportedWithItsPlace(text: String, start: String) throws {
    let found = complaints(text)
    #expect(found.count == 1)
    #expect(try #require(found.first).hasPrefix(start), "\(found)")
  }

  @Test func aByteOrderMarkAndForeignLineEndsAreTaken() throws {
    let text = "\u{FEFF}" + (try quickstartText()).replacing("\n", with: "\r\n")
    #expect(complaints(text).isEmpty)
    #expect(
      complaints(text.replacing("seed: 1", with: "seed: x")) == [
        "s.yaml:3:7: error: 'seed' takes a whole number, found 'x'"
      ])
  }

  @Test func filesThatCannotBeReadAreDiagnostics() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = folder.appending(path: "none.yaml").path
    let error = #expect(throws: Diagnostics.self) { try testReader.read(file: missing) }
    #expect(error?.description == "\(missing): error: no such file")
    let folderError = #expect(throws: Diagnostics.self) { try testReader.read(file: folder.path) }
    #expect(folderError?.description == "\(folder.path): error: this is a folder, not a file")
    let bytes = folder.appending(path: "bytes.yaml")
    try Data([0x61, 0x3A, 0x0A, 0x62, 0xFF]).write(to: bytes)
    let bytesError = #expect(throws: Diagnostics.self) { try testReader.read(file: bytes.path) }
    #expect(bytesError?.description == "\(bytes.path):2:2: error: not UTF-8 text")
  }

  @Test func scalarsAreTextWhateverYAMLThinksOfThem() throws {
    #expect(
      try complaints(replacing: "seed: 1", with: "seed: 1:30") == [
        "s.yaml:3:7: error: 'seed' takes a whole number, found '1:30'"
      ])
    #expect(
      try complaints(replacing: "scenario: quickstart", with: "scenario: no").isEmpty)
  }

  @Test(arguments: [
    ("rnig", "ring", 1), ("scos", "socs", 1), ("kitten", "sitting", 3), ("", "abc", 3),
    ("same", "same", 0), ("bandwith", "bandwidth", 1),
  ])
  func wordsAreComparedWithSwaps(a: String, b: String, distance: Int) {
    #expect(damerauDistance(a, b) == distance)
  }
}
