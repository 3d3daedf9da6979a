import CxxReference

/// The event loop and the processes, on their own.
let engineGroup = BenchmarkGroup(name: "engine") { note in
  var rows: [Benchmark] = []
  let sizes = [(1000, "1k"), (100_000, "100k"), (1_000_000, "1M")]
  for (pending, label) in sizes {
    let hold = HoldModel(pending: pending)
    rows.append(
      Benchmark(
        name: "hold_\(label)_component_events", unit: "Mev/s", measure: hold.components,
        reference: hold.cxx))
  }
  let messages = MessagePassing(actors: 1000)
  rows.append(
    Benchmark(
      name: "messages_1000_actors", unit: "Mmsg/s", measure: messages.components,
      reference: messages.cxx))
  for (count, label) in [(60, "60"), (1000, "1k"), (100_000, "100k")] {
    let wakes = ProcessWakes(count: count)
    rows.append(
      Benchmark(name: "process_wakes_\(label)", unit: "Mwakes/s", measure: wakes.processes))
  }
  rows.append(
    Benchmark(
      name: "bytes_per_process", unit: "B", isRate: false,
      measure: { try bytesPerProcess(of: 100_000) }))
  return rows + peerRows(of: engineGroupPeers, note: note)
}
