/// A piece of a file: its content and where it stands.
struct Node: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    /// Text as written; everything is text until a reader asks for more.
    case scalar(String, isQuoted: Bool)
    case mapping([Entry])
    case sequence([Node])
  }

  struct Entry: Hashable, Sendable {
    var key: String
    var keyPlace: Place
    var value: Node
  }

  var content: Content
  var place: Place

  /// Nothing was written, or a bare `null` or `~`.
  var isNull: Bool {
    guard case .scalar(let text, isQuoted: false) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  var isSequence: Bool {
    if case .sequence = content { true } else { false }
  }

  var isMapping: Bool {
    if case .mapping = content { true } else { false }
  }

  /// What it is, in words, for messages.
  var kind: String {
    switch content {
    case .scalar(let text, _): isNull ? "nothing" : "'\(text.shortened)'"
    case .mapping: "a mapping"
    case .sequence: "a list"
    }
  }
}

extension String {
  /// The first line, at most 60 characters: what fits into a message.
  var shortened: String {
    let line = prefix { !$0.isNewline }
    return line.count == count && count <= 60 ? self : line.prefix(60) + "..."
  }
}
