/// The order of floats in memory.
enum Layout: Sendable {
  /// Batch x channels x height x width: how data sets store images and how they are flattened.
  case plain
  /// Batch x height x width x channels.
  case channelsLast
  /// Whatever the kernel is fastest with; on AVX-512, blocks of 16 channels.
  case chosenByKernel
}
