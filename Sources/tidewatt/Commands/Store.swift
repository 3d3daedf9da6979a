import ArgumentParser
import Foundation
import Learning

/// Looks after the folder of learned values.
struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show, shorten or check the folder in which learned values outlive a run.",
    discussion: """
      Every accuracy is kept, and the weights at the ends of rounds as far as they fit. A run that \
      was stopped goes on from there when it is started again; nothing in the folder can change a \
      result, and all of it may be deleted.
      """,
    subcommands: [Info.self, Prune.self, Verify.self])

  struct Place: ParsableArguments {
    @Option(help: ArgumentHelp("The folder; the user's cache if not given.", valueName: "folder"))
    var store: String?

    var path: String {
      var place = StorePlace()
      place.store = store
      return place.path
    }

    func listing() throws -> StoreListing {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
      else { throw ValidationError("there is no store in \(path)") }
      return StoreListing(of: path)
    }
  }

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the folder holds.")
    @OptionGroup var place: Place

    func run() throws {
      let listing = try place.listing()
      let states = listing.files.filter { $0.kind == .state }
      print(place.path)
      print("metrics      \(listing.files.count { $0.kind == .metric })")
      print("states       \(states.count), \(Store.size(states))")
      print("unfinished   \(listing.drafts.count)")
    }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove the weights that were used least recently. Metrics stay.")
    @OptionGroup var place: Place
    @Option(help: "Gigabytes of weights to keep.")
    var keep = 0.0

    func run() throws {
      guard keep >= 0 else { throw ValidationError("--keep takes a number of gigabytes") }
      let listing = try place.listing()
      let kept = listing.pruned(to: Int(min(keep * 1e9, 1e18)))
      listing.removeOldDrafts()
      let removed = listing.files.count { $0.kind == .state } - kept.count
      print("removed \(removed) states, kept \(kept.count), \(Store.size(kept))")
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read every file and compare it with its digest; exit with 1 if one is damaged.",
      discussion:
        "Damaged files do no harm: a run finds them, too, and computes their values again.")
    @OptionGroup var place: Place

    func run() throws {
      let listing = try place.listing()
      let damaged = listing.damaged()
      for file in damaged { print("damaged: \(file.path)") }
      print("\(listing.files.count) files, \(damaged.count) damaged")
      if !damaged.isEmpty { throw ExitCode(Failure.failed) }
    }
  }

  private static func size(_ files: [StoreListing.File]) -> String {
    files.reduce(0) { $0 + $1.bytes }.formatted(.byteCount(style: .decimal))
  }
}
