/// SimGrid's and SimPy's event loops and processes, at the same work.
///
/// A peer measures processor time itself and prints millions per second. Timers and callbacks are
/// compared with component events, actors and processes with processes.
var engineGroupPeers: [Peer.Row] {
  var rows: [Peer.Row] = []
  for (count, label) in [(1000, "1k"), (100_000, "100k")] {
    let hold = HoldModel(pending: count)
    let wakes = ProcessWakes(count: count)
    let seconds: [Peer] = [.simGrid, .simPy]
    for peer in seconds {
      let suffix = peer.name.lowercased()
      rows.append(
        Peer.Row(
          peer: peer, name: "hold_\(label)_against_\(suffix)", unit: "Mev/s",
          arguments: ["timers", "\(count)"], own: hold.components))
      rows.append(
        Peer.Row(
          peer: peer, name: "process_wakes_\(label)_against_\(suffix)", unit: "Mwakes/s",
          arguments: ["processes", "\(count)"], own: wakes.processes))
    }
  }
  return rows
}
