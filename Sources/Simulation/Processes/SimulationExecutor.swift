/// Runs the jobs of processes, one at a time, on the thread of their simulation.
///
/// It owns no thread: a job that Swift's runtime hands in is kept until the simulation, having
/// reached the process in the order of simulated time, runs it.
final class SimulationExecutor: TaskExecutor, @unchecked Sendable {
  // Unchecked: `enqueue` is only ever called by the thread of the simulation, because processes are
  // created and resumed by that thread alone and may not start tasks of their own. A test searches
  // the sources for what would break this.
  private var jobs: [UnownedJob] = []

  func enqueue(_ job: consuming ExecutorJob) {
    jobs.append(UnownedJob(job))
  }

  /// Takes the job of a process that was just created, to be run when its turn comes.
  func takeJob() -> UnownedJob? { jobs.popLast() }

  func run(_ job: UnownedJob) {
    job.runSynchronously(on: asUnownedTaskExecutor())
    drain()
  }

  /// Runs what was enqueued by resuming a process.
  func drain() {
    while let job = jobs.popLast() {
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
