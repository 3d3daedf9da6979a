import Foundation

/// Why a bundle could not be read or written.
public enum BundleError: Error, Hashable, Sendable {
  case unreadable(String, reason: String)
  case unwritable(String, reason: String)
  /// Another result is in the way.
  case different(String, BundleDifference)
  case missingFile(String, folder: String)
  case damaged(String, reason: String)

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
      "'\(path)' holds another result (\(difference)); --force exchanges it"
    case .missingFile(let name, let folder): "'\(folder)' is no bundle: it has no \(name)"
    case .damaged(let path, let reason): "'\(path)' is damaged: \(reason)"
    }
  }
}
