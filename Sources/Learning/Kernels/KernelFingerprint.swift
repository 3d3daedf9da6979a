import Digests
import Synchronization

/// What of this machine and its libraries can reach the last bits of a number.
///
/// The library's version, the instruction set it generates code for and the implementations it
/// chooses for a model; where they are Winograd's also the sizes of the caches, by which those are cut
/// into blocks; and when kernels of one kind take over from another, as chunks of other sizes have
/// their own. Part of every learning key, so that stores shared by unlike hosts stay
/// right.
enum KernelFingerprint {
  private static let known = Mutex<[String: Digest]>([:])

  /// - Complexity: tens of milliseconds for the first call for a model, then a look-up.
  static func of(_ definition: NetworkDefinition) throws -> Digest {
    if let digest = known.withLock({ $0[definition.signature] }) { return digest }
    var digester = Digester()
    digester.add(OneDNN.version)
    digester.add(OneDNN.effectiveInstructionSet)
    let names = try implementations(of: definition)
    for name in names { digester.add(name) }
    if names.contains(where: Winograd.isImplementation) {
      digester.add(Winograd.rule)
      digester.add(CacheSizes.text)
    }
    if names.contains(where: { $0.hasSuffix("backward weights=tidewatt") }) {
      digester.add(PixelProducts.rule)
    }
    let digest = digester.digest()
    known.withLock { $0[definition.signature] = digest }
    return digest
  }

  /// Such as "conv1 forward=x64:gemm:jit", for full training and evaluation chunks.
  static func implementations(of definition: NetworkDefinition) throws -> [String] {
    try KernelThread.run(name: "kernel fingerprint") {
      let kernels = try ThreadKernels()
      let training = try kernels.network(definition, batch: Chunking.training, training: true)
      let evaluation = try kernels.network(
        definition, batch: Chunking.evaluation, training: false)
      return training.implementations + evaluation.implementations
    }
  }
}
