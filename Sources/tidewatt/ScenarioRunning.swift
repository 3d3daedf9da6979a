import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios
import Simulation

/// Running scenario files, with the options that every command for it has.
struct ScenarioRunning: ParsableArguments {
  @Option(help: "Seed in place of the files'.")
  var seed: UInt64?

  @Option(help: "Folder for the bundle; with several files, one folder per scenario in it.")
  var out: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value of the file: key=value, such as cluster.use=16. Repeatable.")
  var overrides: [String] = []

  @Flag(help: "Run the files' quick variants: with the changes under their key 'quick'.")
  var quick = false

  @Flag(help: "Exchange a bundle that is in the way and differs.")
  var force = false

  @Flag(
    inversion: .prefixedNo,
    help: "Let strategies share equal learning values. Off takes longer and changes no bit.")
  var sharing = true

  @Option(help: "Stop at this simulated time, such as '90 s': the same as target.time in the file.")
  var until: String?

  @Flag(help: "Also write trace.json, a timeline for ui.perfetto.dev.")
  var trace = false

  @Flag(help: "As --trace, with every message on send and receive tracks of its devices.")
  var traceDetail = false

  @Flag(help: "Also write flows.csv, a table of every message of the network.")
  var flows = false

  @Option(help: "Megabytes after which trace.json and flows.csv are cut, each with a mark.")
  var traceLimit = 256

  @Option(
    help: """
      Folder for lines as tegrastats prints them, one a second of virtual time, for each device that \
      trains: boards with power modes only.
      """)
  var tegrastats: String?

  @OptionGroup var options: RunOptions

  @OptionGroup var place: StorePlace

  func validate() throws {
    if !(1...1_000_000).contains(traceLimit) {
      throw ValidationError("--trace-limit takes a whole number from 1 to 1000000")
    }
  }

  /// What was asked for that the files do not say, as words of a command.
  var changes: [String] {
    (seed.map { ["--seed", "\($0)"] } ?? []) + overrides.flatMap { ["--set", $0] }
      + (quick ? ["--quick"] : []) + (until.map { ["--until", $0] } ?? [])
  }

  /// Reads files, with all overrides in them.
  func read(_ files: [String]) throws -> [Experiment] {
    let overrides = overrides + (until.map { ["training.target.time=\($0)"] } ?? [])
    return try Run.read(files, overrides: overrides, seed: seed, quick: quick).map {
      try Experiment($0)
    }
  }

  /// Runs files one after the other and writes their bundles.
  ///
  /// - Parameter show: Called with each record, whether or not its bundle could be written: whatever
  ///   befalls the disk, what was computed is seen.
  func run(_ files: [String], show: (RunRecord) throws -> Void) throws {
    try run(read(files), show: show)
  }

  func run(_ experiments: [Experiment], show: (RunRecord) throws -> Void) throws {
    let isAlone = experiments.count == 1
    let folders = experiments.map { folder(of: $0, isAlone: isAlone) }
    for (index, folder) in folders.enumerated() {
      if folders[..<index].contains(folder) { throw BundleError.samePlace(folder.relativePath) }
      try experiments[index].checkPlace(folder, force: force)
    }
    // Values of their own are computed to show that sharing changes nothing: also not over time.
    let store =
      sharing && experiments.contains { $0.scenario.training.learning == .real }
      ? try place.open() : nil
    let boards = try experiments.map { experiment in
      try tegrastats.map { folder in
        let folder = URL(filePath: folder)
        return try TegrastatsFolder(
          at: isAlone ? folder : folder.appending(path: experiment.scenario.name),
          for: experiment)
      }
    }
    for ((experiment, folder), board) in zip(zip(experiments, folders), boards) {
      let started = Date()
      let progress = Progress(isQuiet: options.quiet)
      let rounds = experiment.scenario.training.goal.rounds
      // On the disk of the results, so that moving them there is one step.
      let aside = "\(folder.path).\(ProcessInfo.processInfo.processIdentifier)"
      var extras: [String: URL] = [:]
      if trace || traceDetail { extras[BundleFolder.traceName] = URL(filePath: "\(aside).trace") }
      if flows { extras[BundleFolder.flowsName] = URL(filePath: "\(aside).flows") }
      defer { for file in extras.values { try? FileManager.default.removeItem(at: file) } }
      if !extras.isEmpty {
        try FileManager.default.createDirectory(
          at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
      }
      let limit = traceLimit * 1_000_000
      progress.say(
        "\(experiment.scenario.name): strategies side by side "
          + "(\(experiment.scenario.strategies.map(\.label).joined(separator: ", "))), "
          + "jobs: \(options.jobs)")
      let outcome = try experiment.run(
        Experiment.Options(
          jobs: options.jobs, sharing: sharing, folder: store, memory: place.memoryBytes,
          trace: extras[BundleFolder.traceName].map {
            (file: $0, limit: limit, isDetailed: traceDetail)
          },
          flows: extras[BundleFolder.flowsName].map { (file: $0, limit: limit) },
          tegrastats: board
        ) { strategy, round in
          progress.report(round, of: strategy, atMost: rounds)
        })
      progress.finish()
      var bundle = try experiment.bundle(outcome, jobs: options.jobs, started: started)
      bundle.extras = extras
      if !outcome.cut.isEmpty {
        Failure.say(
          "note: \(outcome.cut.joined(separator: " and ")): cut at \(traceLimit) MB, "
            + "which --trace-limit sets")
      }
      // Before anything is printed: a reader who closes the pipe ends the program there.
      let result = Result { try bundle.write(to: folder, force: force) }
      try show(outcome.record)
      fflush(nil)
      if let trouble = store?.trouble {
        Failure.say("warning: \(trouble); what was learned is not kept for the next run")
      }
      let written = try result.get()
      let words = "\(Self.words(written)): \(folder.relativePath)/report.html"
      written == .written ? progress.say(words) : Failure.say(words)
    }
  }

  private func folder(of experiment: Experiment, isAlone: Bool) -> URL {
    guard let out else { return experiment.defaultFolder }
    let folder = URL(filePath: out)
    return isAlone ? folder : folder.appending(path: experiment.scenario.name)
  }

  private static func words(_ outcome: BundleFolder.Outcome) -> String {
    switch outcome {
    case .written: "written"
    case .verified: "equal to the bundle that is there"
    case .replaced: "exchanged"
    }
  }
}
