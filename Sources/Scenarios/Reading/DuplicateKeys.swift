import Yams

/// Gives the first of two equal keys another name of the same length, so that Yams reads on.
///
/// Yams throws away the whole text at a duplicate key, and tells only where the first one stands.
/// A reader of ours must see both, and everything else that is wrong. So the first letter of the
/// first key is exchanged for a private one, the text is read again, and the walk over the tree puts
/// the name back by its place.
struct DuplicateKeys {
  private let source: SourceText
  private var scalars: [Unicode.Scalar]
  private var names: [Place: String] = [:]

  init(_ source: SourceText) {
    self.source = source
    scalars = Array(source.text.unicodeScalars)
  }

  var text: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// The true name of the key at this place, nil if it was not renamed.
  func name(at place: Place) -> String? { names[place] }

  /// Renames the key that stands at `mark` and is one of `keys`.
  ///
  /// False when the key is not written there as it reads (an escape, a mapping as a key), or when
  /// there are more of them than anyone writes by mistake.
  mutating func rename(_ keys: [String], at mark: Mark) -> Bool {
    let place = source.place(mark)
    guard names.count < 100, names[place] == nil, var offset = source.offset(of: place),
      let stranger = Unicode.Scalar(0xE000 + UInt32(names.count))
    else { return false }
    if source.isQuote(at: offset) { offset += 1 }
    guard let key = keys.first(where: { !$0.isEmpty && source.holds($0, at: offset) }) else {
      return false
    }
    scalars[offset] = stranger
    names[place] = key
    return true
  }
}
