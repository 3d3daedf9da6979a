import ArgumentParser
import Foundation
import Reports
import Validation

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold the models against published measurements.",
    subcommands: [ValidateHardware.self, ValidateSoCFlow.self])
}

struct ValidateHardware: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hardware",
    abstract: "Power, time and voltage models against every data set of a folder.",
    discussion: """
      Prints model against measurement row by row, with the worst named and the bars that must be \
      met; a page with pictures and citations goes to --out. Exits with 1 when a bar is missed.
      """)

  @Option(help: "A folder that holds a folder for each data set.")
  var data: String?

  @Option(help: "Folder for the page, hardware.html.")
  var out = "Results/validation"

  @Option(help: "What is printed on standard output: table or json.")
  var format = OutputFormat.table

  func run() throws {
    guard let data else { throw ValidationFailure.noData }
    let record = try HardwareValidation(data: data).record
    switch format {
    case .table: print(record.text(), terminator: "")
    case .json: print(record.json, terminator: "")
    }
    let folder = URL(filePath: out)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let page = folder.appending(path: "hardware.html")
    let html = record.html(command: "tidewatt validate hardware --data FOLDER")
    try Data(html.utf8).write(to: page, options: .atomic)
    Failure.say("written: \(page.relativePath)")
    if !record.passes { throw ExitCode(Failure.failed) }
  }
}
