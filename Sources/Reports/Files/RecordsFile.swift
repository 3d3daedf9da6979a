import Foundation
import Simulation

extension RunRecord {
  /// `records.json`: everything recorded, from which all tables and pictures can be made again.
  ///
  /// Reading it back gives an equal record. Keys are sorted and the text ends with a line feed, so
  /// equal records have equal bytes.
  ///
  /// - Throws: `EncodingError`, for a record that cannot be written.
  public func recordsJSON() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// Reads the text of a `records.json`.
  ///
  /// - Throws: `DecodingError`, which names the key that is missing or wrong.
  public init(recordsJSON: String) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(RunRecord.self, from: Data(recordsJSON.utf8))
  }

  /// Writes `records.json` at this path.
  ///
  /// - Throws: `EncodingError`, or an error of the file system.
  public func write(to file: URL) throws {
    try Data(recordsJSON().utf8).write(to: file)
  }

  /// Reads `records.json` from this path.
  ///
  /// - Throws: `DecodingError`, or an error of the file system.
  public static func read(from file: URL) throws -> RunRecord {
    try RunRecord(recordsJSON: String(decoding: Data(contentsOf: file), as: UTF8.self))
  }
}
