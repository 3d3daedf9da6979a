import ArgumentParser
import Experiments
import Foundation
import Learning
import Reports
import Scenarios
import Validation

/// How the tool ends when something went wrong: words on standard error and an exit code.
enum Failure {
  static let failed: Int32 = 1
  static let badInput: Int32 = 2

  static func exit(with error: any Error) -> Never {
    switch error {
    case let diagnostics as Diagnostics:
      say("\(diagnostics)")
      Foundation.exit(badInput)
    case let unknown as UnknownBaseline:
      let near = suggestion(for: unknown.name, among: unknown.known)
      say("error: \(unknown)" + (near.map { "\n  did you mean '\($0)'?" } ?? ""))
      Foundation.exit(badInput)
    case is CalibrationError, is ValidationFailure, is TegrastatsError:
      say("error: \(error)")
      Foundation.exit(badInput)
    case is LearningError, is PreflightError, is BundleError:
      say("error: \(error)")
      Foundation.exit(isInput(error) ? badInput : failed)
    default:
      let code = Tidewatt.exitCode(for: error)
      if code == .success || code == .validationFailure {
        // Help and version go to standard output; a wrong call is bad input.
        let text = Tidewatt.fullMessage(for: error)
        if code == .success { print(text) } else { say(text) }
        Foundation.exit(code == .success ? 0 : badInput)
      }
      if !(error is ExitCode) { say("error: \(error)") }
      Foundation.exit((error as? ExitCode)?.rawValue ?? failed)
    }
  }

  /// Whether the user gave something that cannot work, rather than the run having failed.
  private static func isInput(_ error: any Error) -> Bool {
    switch error {
    case let error as BundleError: error.isBadInput
    case LearningError.unknownModel, LearningError.unknownDataSet, LearningError.missingFile,
      LearningError.unreadableFile, LearningError.damagedFile, LearningError.shapeMismatch,
      LearningError.integerLayer, LearningError.quantisedLayer, LearningError.unsynchronisable,
      LearningError.uncompressible:
      true
    default: error is PreflightError
    }
  }

  static func say(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }
}
