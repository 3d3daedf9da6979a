/// What of this machine and its libraries can reach the last bits of learned numbers.
public enum KernelIdentity {
  /// Lines for people, such as the kernel library's version and its instruction set.
  public static var facts: [String] {
    [
      "oneDNN \(OneDNN.version)", "instruction set \(OneDNN.effectiveInstructionSet)",
      "caches of \(CacheSizes.text) bytes",
    ]
  }
}
