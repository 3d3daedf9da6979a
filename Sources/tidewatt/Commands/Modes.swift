import ArgumentParser

struct Modes: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Power modes of boards.")
}
