/// Computes learning values, each once, on a pool of threads.
///
/// Shared by all strategies of a run (and by runs): whatever two of them ask for under equal keys is
/// computed once.
public final class ValueStore: Sendable {
  let graph: ValueGraph
  /// Whether learners with different scopes share values.
  public let sharing: Bool

  /// - Parameters:
  ///   - workers: threads that compute; results do not depend on their number. At least 1.
  ///   - sharing: false gives each scope keys of its own: the same bits, computed again.
  ///   - folder: Where values outlive the process; nil keeps them in memory alone.
  public init(
    workers: Int, sharing: Bool = true, limits: ValueStoreLimits = .standard,
    folder: StoreFolder? = nil
  ) {
    precondition(workers >= 1, "a store of learning values needs a worker")
    graph = ValueGraph(limits: limits, workers: workers, folder: folder)
    self.sharing = sharing
    for number in 1...workers { Worker.start(number: number, on: graph) }
  }

  deinit { graph.shutDown() }

  public var statistics: LearningStatistics { graph.statistics }

  /// Ends the threads after what they are computing; waiting `read`s throw `storeShutDown`.
  ///
  /// Numbers that are known stay readable.
  public func shutDown() { graph.shutDown() }
}
