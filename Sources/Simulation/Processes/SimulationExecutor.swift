/// Runs the jobs of processes, one at a time, on the thread of their simulation.
///
/// It owns no thread: a job that Swift's runtime hands in is kept until the simulation, having
/// reached the process in the order of simulated time, runs it.
final class SimulationExecutor: TaskExecutor, @unchecked Sendable {
  // Unchecked: `enqueue` is only ever called by the thread of the simulation, because processes are
  // created and resumed by that thread alone and may not start tasks of their own. A test searches
  // the sources for what would break this.
  //
  // One place is enough: creating a process enqueues one job, which is taken at once, and resuming
  // one enqueues one job, which is run at once.
  @exclusivity(unchecked) private var job: UnownedJob?

  func enqueue(_ job: consuming ExecutorJob) {
    precondition(self.job == nil, "a process started a task of its own, which is not allowed")
    self.job = UnownedJob(job)
  }

  /// Takes the job of a process that was just created, to be run when its turn comes.
  func takeJob() -> UnownedJob? {
    defer { job = nil }
    return job
  }

  func run(_ job: UnownedJob) {
    job.runSynchronously(on: asUnownedTaskExecutor())
    drain()
  }

  /// Runs what was enqueued by resuming a process.
  func drain() {
    while let next = job {
      job = nil
      next.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
