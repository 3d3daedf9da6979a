import Dispatch
import Foundation
import Synchronization

/// Threads that may run kernels.
///
/// oneDNN spreads a kernel over OpenMP threads. Inside Tidewatt a kernel has ONE thread: results
/// would otherwise depend on the number of threads, and OpenMP collapses when a core is shared.
enum KernelThread {
  /// Kernels and the code they generate want more stack than a secondary thread's default.
  static let stackBytes = 16 << 20

  /// Starts a thread whose kernels are single-threaded and runs `body` on it.
  static func start(name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread {
      body()
    }
    thread.name = name
    thread.stackSize = stackBytes
    thread.start()
  }

  /// Runs `body` on such a thread and waits for its result.
  ///
  /// Limiting a thread to one OpenMP thread is not ours to do to a caller's.
  static func run<Value: Sendable>(
    name: String, _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    let answer = Answer<Value>()
    start(name: name) { answer.give(Result(catching: body)) }
    return try answer.wait()
  }

  /// A result that one thread gives and another waits for.
  private final class Answer<Given: Sendable>: Sendable {
    private let given = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<Given, any Error>?>(nil)

    func give(_ value: Result<Given, any Error>) {
      result.withLock { $0 = value }
      given.signal()
    }

    func wait() throws -> Given {
      given.wait()
      guard let value = try result.withLock({ try $0?.get() }) else {
        preconditionFailure("the answer was given before the signal")
      }
      return value
    }
  }

  /// Makes the calling thread's OpenMP regions single-threaded.
  ///
  /// The setting is the calling thread's own. The symbol is looked up at run time, in the OpenMP
  /// runtime that oneDNN itself has loaded: a link against another one would set the wrong copy.
  static func limitToOneThread() throws {
    guard OneDNN.usesOpenMP else { return }
    guard let symbol = dlsym(nil, "omp_set_num_threads") else {
      throw LearningError.kernelThreadsUnlimited
    }
    typealias SetThreadCount = @convention(c) (Int32) -> Void
    unsafeBitCast(symbol, to: SetThreadCount.self)(1)
  }
}
