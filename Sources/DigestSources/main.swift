// Writes a Swift file that holds the digest of the given source files.
//
// usage: DigestSources OUTPUT FILE...
//
// The build runs it (see BuildIdentityPlugin), so that a result can name the sources it came from.
// Only names and contents count, not folders outside the package or times.
import Digests
import Foundation

let arguments = CommandLine.arguments.dropFirst()
guard let output = arguments.first else {
  FileHandle.standardError.write(Data("usage: DigestSources OUTPUT FILE...\n".utf8))
  exit(2)
}

var digester = Digester()
for path in arguments.dropFirst().sorted() {
  let name = path.split(separator: "/").suffix(3).joined(separator: "/")
  guard let content = FileManager.default.contents(atPath: path) else {
    FileHandle.standardError.write(Data("cannot read \(path)\n".utf8))
    exit(1)
  }
  digester.add(name)
  content.withUnsafeBytes { digester.add(bytes: $0) }
}
let text = """
  extension BuildIdentity {
    /// Digest of every source file of this build.
    public static let sources = "\(digester.digest())"
  }

  """
try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
