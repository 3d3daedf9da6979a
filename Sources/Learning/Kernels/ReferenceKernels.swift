import Foundation
import Synchronization

/// Guards against oneDNN's silent fall to its reference implementations.
///
/// They are there for correctness and about 100 times slower (LeNet-5: 114 samples/s instead of
/// 16,500), and a wrong layout is all it takes to get one. In debug builds that is an error; in
/// release builds, which may run on processors without AVX-512, a warning, once per kernel.
enum ReferenceKernels {
  private static let warned = Mutex<Set<String>>([])

  static func isReference(_ implementation: String) -> Bool { implementation.contains("ref") }

  static func check(name: String, implementation: String) throws {
    guard isReference(implementation) else { return }
    #if DEBUG
      throw LearningError.referenceKernel(primitive: name, implementation: implementation)
    #else
      let error = LearningError.referenceKernel(primitive: name, implementation: implementation)
      if warned.withLock({ $0.insert(name).inserted }) {
        FileHandle.standardError.write(Data("warning: \(error)\n".utf8))
      }
    #endif
  }
}
