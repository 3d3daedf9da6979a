/// The order of images in memory.
enum Layout: Sendable {
  /// Batch x channels x height x width: how data sets store images and how they are flattened.
  case plain
  /// Batch x height x width x channels.
  case channelsLast
}
