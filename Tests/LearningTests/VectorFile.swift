import Foundation
import Testing

/// Numbers of another program, committed beside the tests.
enum VectorFile {
  static func read<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors"))
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }
}
