import Foundation
import Reports
import Simulation

extension BundleFolder {
  static let recordsName = "records.json"

  /// What was recorded of the run, as it was written.
  ///
  /// - Parameter path: The bundle's, for messages.
  /// - Throws: `BundleError` if there is no record, or none that this version reads.
  public func record(of path: String) throws(BundleError) -> RunRecord {
    guard let data = files[Self.recordsName] else {
      throw .missingFile(Self.recordsName, folder: path)
    }
    do {
      return try RunRecord(recordsJSON: String(decoding: data, as: UTF8.self))
    } catch {
      throw .damaged(
        "\(path)/\(Self.recordsName)",
        reason: "it is not a record of this version of Tidewatt; run the scenario again")
    }
  }
}
