import ArgumentParser
import Foundation
import Reports
import Validation

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold the models against published measurements.",
    discussion: "Each writes a page of its own to the folder --out.",
    subcommands: [ValidateHardware.self, ValidateSoCFlow.self])

  static let usualFolder = "Results/validation"

  /// Writes a page to a folder, which is made if it is not there.
  ///
  /// - Returns: What to say about it.
  static func write(_ html: String, as name: String, to folder: String) throws -> String {
    let folder = URL(filePath: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let page = folder.appending(path: name)
    try Data(html.utf8).write(to: page, options: .atomic)
    return "written: \(page.relativePath)"
  }
}

struct ValidateHardware: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hardware",
    abstract: "Power, time and voltage models against every data set of a folder.",
    discussion: """
      Prints model against measurement row by row, with the worst named and the bars that must be \
      met. The same as a page with pictures and citations, hardware.html, goes to the folder --out. Exits with 1 \
      when a bar is missed.
      """)

  @Option(help: "A folder that holds a folder for each data set.")
  var data: String?

  @Option(help: "Folder for the page, hardware.html.")
  var out = Validate.usualFolder

  @Option(help: "What is printed on standard output: table or json.")
  var format = OutputFormat.table

  func run() throws {
    guard let data else { throw ValidationFailure.noData }
    let record = try HardwareValidation(data: data).record
    switch format {
    case .table: print(record.text(), terminator: "")
    case .json: print(record.json, terminator: "")
    }
    let html = record.html(command: "tidewatt validate hardware --data FOLDER")
    Failure.say(try Validate.write(html, as: "hardware.html", to: out))
    if !record.passes { throw ExitCode(Failure.failed) }
  }
}
