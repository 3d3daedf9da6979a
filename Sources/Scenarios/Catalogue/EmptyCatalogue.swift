/// There is no device and no server to list.
public struct EmptyCatalogue: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where they were looked for.
  public let places: [String]

  init(_ catalogue: Catalogue) { places = catalogue.places }

  public var description: String {
    "there is no device and no server\n  note: looked for 'devices' and 'servers' in "
      + places.joined(separator: ", in ")
  }
}
