/// One thing wrong with a file, as it is told to the user.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable {
    case error
    case warning
  }

  public var place: Place
  public var severity: Severity
  public var message: String
  public var notes: [String]

  public init(
    place: Place, severity: Severity = .error, message: String, notes: [String] = []
  ) {
    self.place = place
    self.severity = severity
    self.message = message
    self.notes = notes
  }

  public var file: String { place.file }
  /// From 1; 0 when the file as a whole is meant.
  public var line: Int { place.line }
  /// From 1, in Unicode scalars; 0 when the file as a whole is meant.
  public var column: Int { place.column }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: error: message`, each note on a line of its own below.
  public var description: String {
    notes.reduce("\(place): \(severity.rawValue): \(message)") { $0 + "\n  note: \($1)" }
  }
}

/// Everything wrong with a file and with the catalogue files that it names.
public struct Diagnostics: Error, Hashable, Sendable {
  /// The file itself first, then others as they were reached; each sorted by line and column.
  public let list: [Diagnostic]

  /// What is wrong with `file`, and with the files that were read for it.
  public init(_ list: [Diagnostic], of file: String) {
    var order = [file: 0]
    for diagnostic in list where order[diagnostic.file] == nil {
      order[diagnostic.file] = order.count
    }
    let keyed = list.enumerated().map { index, diagnostic in
      (
        key: (order[diagnostic.file] ?? 0, diagnostic.line, diagnostic.column, index),
        diagnostic: diagnostic
      )
    }
    self.list = keyed.sorted { $0.key < $1.key }.map(\.diagnostic)
  }

  /// What is wrong with several files, one after the other.
  public init(joining parts: [Diagnostics]) { list = parts.flatMap(\.list) }
}

extension Diagnostics: CustomStringConvertible {
  /// One diagnostic after the other, each starting a line.
  public var description: String { list.map(\.description).joined(separator: "\n") }
}
