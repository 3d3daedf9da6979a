/// Where the samples come from.
public enum DataSetSource: Sendable, Hashable {
  /// A data set of `DataSetRegistry.names`.
  case named(String)
  /// A folder with four IDX files in MNIST's naming, raw or with `.gz` or `.xz`.
  case idx(folder: String)
  /// A folder with the six files of CIFAR-10's binary version, raw or with `.gz` or `.xz`.
  case cifar(folder: String)
  /// A small learnable set of 28x28 images in ten classes, drawn from named random streams.
  case generated(train: Int, test: Int)
}
