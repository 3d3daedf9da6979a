import Simulation

extension RunRecord {
  /// Whether the headline joules are those of the used devices and their share alone.
  var countsUsedOnly: Bool { boundary == "used" }

  /// Joules from the start of the run to the end of a round, of the headline boundary.
  func energy_J(_ round: RoundRecord) -> Double {
    countsUsedOnly ? round.energy_used_J : round.energy_server_J
  }

  /// Joules of the whole run, of the headline boundary.
  func energy_J(_ strategy: StrategyRecord) -> Double {
    countsUsedOnly ? strategy.energy_used_J : strategy.energy_server_J
  }

  /// What the headline joules contain, in words.
  var boundaryText: String {
    countsUsedOnly
      ? "of the devices in use plus their share of everything shared"
      : "of the whole server, every device and everything shared, used or not"
  }

  /// The words of the server's catalogue entry on its boundary, to follow another sentence.
  var boundaryRemark: String { boundary_note.isEmpty ? "" : " The whole server: \(boundary_note)" }
}
