import ArgumentParser
import Foundation

/// Measures Tidewatt beside its references and prints one row for each benchmark.
@main
struct Bench: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures Tidewatt beside its references, in turn, and prints the medians.")

  @Option(help: "Only this group, or only rows whose name contains this.")
  var only: String?

  @Option(help: "table or json.")
  var format = Format.table

  @Option(help: "Measurements per row, of which the median is taken.")
  var repetitions = 5

  @Flag(help: "Only name the rows.")
  var list = false

  // A rack is measured by a process of its own, so that its peak memory is its own.
  @Option(help: .hidden)
  var rack: Int?

  // So is a training.
  @Option(help: .hidden)
  var memory: LearningMemory?

  func validate() throws {
    if repetitions < 1 { throw ValidationError("at least one repetition is needed") }
  }

  func run() throws {
    if let rack {
      print(try RackRun.Result.measured(servers: rack).text)
      return
    }
    if let memory {
      print(try memory.measured())
      return
    }
    var notes: [String] = []
    var selected: [Benchmark] = []
    for group in allGroups {
      if let only, allGroups.contains(where: { $0.name == only }), group.name != only { continue }
      let all = group.benchmarks { notes.append($0) }
      selected += all.filter { only == nil || only == group.name || $0.name.contains(only ?? "") }
    }
    if selected.isEmpty {
      let names = allGroups.map(\.name).joined(separator: ", ")
      throw ValidationError("no benchmark is called so; the groups are: \(names)")
    }
    if list {
      for benchmark in selected { print(benchmark.name) }
      return
    }
    if format == .table { print(TableLine.heading) }
    var rows: [Row] = []
    var disagreements: [String] = []
    for benchmark in selected {
      let row: Row
      do {
        row = try Row.measured(benchmark, repetitions: repetitions)
      } catch let failure as Peer.Failure {
        notes.append("\(benchmark.name) is left out: \(failure)")  // Another program's trouble.
        continue
      } catch let disagreement as Peer.Disagreement {
        disagreements.append("\(benchmark.name): \(disagreement)")
        continue
      }
      if let fewer = benchmark.repetitions, fewer < repetitions {
        let times = fewer == 1 ? "once" : "\(fewer) times"
        notes.append("\(benchmark.name) takes long: measured \(times)")
      }
      rows.append(row)
      if format == .table { print(TableLine.text(of: row)) }
    }
    if format == .json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(rows), as: UTF8.self))
    }
    for note in notes { FileHandle.standardError.write(Data("note: \(note)\n".utf8)) }
    for error in disagreements { FileHandle.standardError.write(Data("error: \(error)\n".utf8)) }
    if !disagreements.isEmpty { throw ExitCode.failure }
  }
}

/// The lines of the table, printed as they are measured.
enum TableLine {
  static let heading = line("row", "value", "unit", "reference", "ratio")

  static func text(of row: Row) -> String {
    line(
      row.name, number(row.value), row.unit, row.reference.map(number) ?? "-",
      row.ratio.map { number($0) + "x" } ?? "-")
  }

  private static func line(
    _ name: String, _ value: String, _ unit: String, _ reference: String, _ ratio: String
  ) -> String {
    [
      name.padding(toLength: 42, withPad: " ", startingAt: 0), leftPadded(value, 10),
      unit.padding(toLength: 11, withPad: " ", startingAt: 0), leftPadded(reference, 10),
      leftPadded(ratio, 9),
    ].joined(separator: " ")
  }

  private static func leftPadded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Three significant digits.
  private static func number(_ value: Double) -> String {
    if value >= 100 { return String(format: "%.0f", value) }
    if value >= 10 { return String(format: "%.1f", value) }
    return String(format: "%.3g", value)
  }
}
