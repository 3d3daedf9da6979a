import Foundation

/// The sizes of the processor's data caches, by which kernels are cut into blocks.
enum CacheSizes {
  /// Bytes of the first three levels, such as "49152 1048576 33554432"; 0 where the system does not
  /// tell.
  static let text: String = {
    #if os(Linux)
      let levels = [_SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE]
      return levels.map { "\(max(sysconf(Int32($0)), 0))" }.joined(separator: " ")
    #else
      return "unknown"
    #endif
  }()
}
