/// Where the samples come from.
public enum DataSetSource: Sendable, Hashable {
  /// A data set of `DataSetRegistry.names`.
  case named(String)
  /// A folder with four IDX files in MNIST's naming, raw or with `.gz`.
  case idx(folder: String)
  /// A small learnable set of 28x28 images in ten classes, drawn from named random streams.
  case generated(train: Int, test: Int)
}
