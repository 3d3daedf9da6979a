import Foundation

/// The text of a file; nil, reported, when it is not there or is not UTF-8.
func fileText(_ path: String, findings: Findings) -> String? {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    findings.report(.noSuchFile, at: Place(file: path))
    return nil
  }
  guard !isFolder.boolValue else {
    findings.report(.isFolder, at: Place(file: path))
    return nil
  }
  guard let data = FileManager.default.contents(atPath: path) else {
    findings.report(.unreadable, at: Place(file: path))
    return nil
  }
  return text(of: data, file: path, findings: findings)
}

/// The bytes as text; nil, reported where the first wrong byte stands, when they are not UTF-8.
func text(of bytes: some Sequence<UInt8>, file: String, findings: Findings) -> String? {
  var scalars = String.UnicodeScalarView()
  var line = 1
  var column = 1
  var decoder = UTF8()
  var iterator = bytes.makeIterator()
  while true {
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar):
      scalars.append(scalar)
      column += 1
      if scalar == "\n" { (line, column) = (line + 1, 1) }
    case .emptyInput:
      return String(scalars)
    case .error:
      findings.report(.notUTF8, at: Place(file: file, line: line, column: column))
      return nil
    }
  }
}
