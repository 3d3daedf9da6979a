import Hardware
import Simulation

extension Simulation {
  /// Runs one process per name and waits until every one has ended, also when devices die or links
  /// break in some of them.
  ///
  /// - Throws: The last `DeviceFailure` or `CollectiveFailure`, when all have ended.
  nonisolated(nonsending) func concurrentlyThroughFaults(
    _ names: [String], _ body: @escaping (Int) async throws -> Void
  ) async throws {
    var failure: (any Error)?
    _ = try await concurrently(names) { number in
      do {
        try await body(number)
      } catch  where error is DeviceFailure || error is CollectiveFailure {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
