extension Simulation {
  /// Runs one process per name, all from this instant, and waits until every one has ended.
  ///
  /// - Returns: What they returned, in the order of the names.
  /// - Throws: `CancellationError` if the waiting process is cancelled; they are cancelled with it.
  public nonisolated(nonsending) func concurrently<Value>(
    _ names: [String], _ body: @escaping (Int) async throws -> Value
  ) async throws -> [Value] {
    var values = [Value?](repeating: nil, count: names.count)
    var running = names.count
    let finished = Signal("\(running) of \(names.count) processes such as '\(names.first ?? "")'")
    if names.isEmpty { return [] }
    let processes = names.indices.map { index in
      spawn(names[index]) {
        values[index] = try await body(index)
        running -= 1
        if running == 0 { finished.fire(in: self) }
      }
    }
    do {
      try await finished.wait(in: self)
    } catch {
      for process in processes { process.cancel(in: self) }
      throw error
    }
    return values.compactMap { $0 }
  }
}
