/// Where in a file something stands.
public struct Place: Hashable, Sendable {
  /// The file as the user named it, or `--set` for an override on the command line.
  public var file: String
  /// From 1; 0 means the file as a whole.
  public var line: Int
  /// From 1, in Unicode scalars; 0 means the file as a whole.
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The file as a whole: it could not be read.
  public init(file: String) {
    self.init(file: file, line: 0, column: 0)
  }
}

extension Place: CustomStringConvertible {
  public var description: String { line > 0 ? "\(file):\(line):\(column)" : file }
}
