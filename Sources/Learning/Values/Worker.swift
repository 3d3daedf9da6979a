/// One thread of a store's pool.
enum Worker {
  static func start(number: Int, on graph: ValueGraph) {
    graph.workerStarts()
    KernelThread.start(name: "learning \(number)") {
      work(on: graph)
      graph.workerEnds()
    }
  }

  /// Computes whatever is ready until the store shuts down.
  private static func work(on graph: ValueGraph) {
    let kernels = Result(catching: makeKernels)
    let own = try? kernels.get()
    own?.recruit = { [unowned graph] in graph.recruit(seats: $0) }
    let help: ((Recruits) -> Void)? = own.map { kernels in { $0.join(with: kernels) } }
    let clock = ContinuousClock()
    var done: FinishedWork?
    while let work = graph.nextWork(finishing: &done, help: help) {
      let start = clock.now
      let outcome: Outcome =
        switch (work.task, kernels) {
        case (.load, _): work.load()
        case (.spill, _): .spilled
        case (.compute, .success(let kernels)): work.run(on: kernels)
        case (.compute, .failure(let error)): .failed(error)
        }
      let seconds = work.task == .compute ? (clock.now - start) / .seconds(1) : 0
      done = FinishedWork(
        node: work.node, outcome: outcome, seconds: seconds,
        isSaved: work.save(outcome, seconds: seconds), task: work.task)
    }
  }

  private static func makeKernels() throws(LearningError) -> ThreadKernels {
    do {
      return try ThreadKernels()
    } catch let error as LearningError {
      throw error
    } catch {
      preconditionFailure("oneDNN's wrapper threw an error that is not learning's: \(error)")
    }
  }
}
