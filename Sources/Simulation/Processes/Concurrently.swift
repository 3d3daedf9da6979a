extension Simulation {
  /// Runs one process per name, all from this instant, and waits until every one has ended.
  ///
  /// - Returns: What they returned, in the order of the names.
  /// - Throws: `CancellationError` if any of them is cancelled, when all have ended; or at once if
  ///   the waiting process is, and they are cancelled with it.
  public nonisolated(nonsending) func concurrently<Value>(
    _ names: [String], _ body: @escaping (Int) async throws -> Value
  ) async throws -> [Value] {
    if names.isEmpty { return [] }
    var values = [Value?](repeating: nil, count: names.count)
    var running = names.count
    let finished = Signal("\(running) of \(names.count) processes such as '\(names[0])'")
    let processes = names.indices.map { index in
      spawn(names[index]) {
        defer {
          running -= 1
          if running == 0 { finished.fire(in: self) }
        }
        values[index] = try await body(index)
      }
    }
    do {
      try await finished.wait(in: self)
    } catch {
      for process in processes { process.cancel(in: self) }
      throw error
    }
    let results = values.compactMap { $0 }
    if results.count < names.count { throw CancellationError() }
    return results
  }
}
