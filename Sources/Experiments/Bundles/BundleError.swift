import Foundation

/// Why a bundle could not be read or written.
public enum BundleError: Error, Hashable, Sendable {
  case unreadable(String, reason: String)
  case unwritable(String, reason: String)
  /// Another result of the same run is in the way.
  case different(String, BundleDifference)
  /// The bundle of another run is in the way.
  case otherRun(String, String?)
  /// Something that is no bundle is in the way.
  case foreign(String)
  /// Two results of one call would go to one folder.
  case samePlace(String)
  case missingFile(String, folder: String)
  case damaged(String, reason: String)

  /// Whether the user named something that cannot work, rather than the system having failed.
  public var isBadInput: Bool {
    switch self {
    case .unreadable, .missingFile, .damaged, .foreign, .samePlace: true
    case .unwritable, .different, .otherRun: false
    }
  }

  /// What the system says, without the wrapping that Foundation puts around it.
  static func reason(of error: any Error) -> String {
    let error = error as NSError
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error {
      return reason(of: underlying)
    }
    if let code = error as? POSIXError { return String(cString: strerror(code.code.rawValue)) }
    if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
    return error.localizedDescription
  }
}

extension BundleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
    case .unwritable(let path, let reason):
      "cannot write the results to '\(path)': \(reason); choose another folder with --out"
    case .different(let path, let difference):
      "'\(path)' holds another result of this run (\(difference)): its manifest.json says whether "
        + "its kernels or data were others; --force exchanges it"
    case .otherRun(let path, let runID):
      "'\(path)' holds the bundle of another run (\(runID ?? "unknown")); choose another folder "
        + "with --out, or exchange it with --force"
    case .foreign(let path):
      "'\(path)' is there and is no bundle; choose another folder with --out"
    case .samePlace(let path): "two results would go to '\(path)': their scenarios have one name"
    case .missingFile(let name, let folder): "'\(folder)' is no bundle: it has no \(name)"
    case .damaged(let path, let reason): "'\(path)' is damaged: \(reason)"
    }
  }
}
