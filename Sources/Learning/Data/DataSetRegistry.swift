/// The data sets that a scenario file can name, and the way from a source to its samples.
public enum DataSetRegistry {
  /// A data set that a package installs as IDX files.
  struct Published: Sendable {
    let name: String
    let folder: String
    /// What a user does to get it.
    let remedy: String
  }

  static let published = [
    // Debian's package of https://github.com/zalandoresearch/fashion-mnist (MIT licence).
    Published(
      name: "fashion-mnist", folder: "/usr/share/datasets/fashion-mnist",
      remedy: "get it with: apt-get install dataset-fashion-mnist")
  ]

  public static let names = published.map(\.name)

  /// The counts and shapes; reads only the headers of files.
  ///
  /// - Throws: `LearningError` for an unknown name and for missing or damaged files.
  public static func describe(_ source: DataSetSource) throws -> DataSetDescription {
    switch source {
    case .generated(let train, let test):
      return GeneratedDataSet.description(train: train, test: test)
    case .named, .idx:
      return try files(of: source).describe()
    }
  }

  /// The samples, checked.
  ///
  /// - Throws: `LearningError` for an unknown name and for missing or damaged files.
  public static func load(_ source: DataSetSource) throws -> DataSet {
    switch source {
    case .generated(let train, let test):
      return GeneratedDataSet.make(train: train, test: test)
    case .named, .idx:
      return try files(of: source).load()
    }
  }

  private static func files(of source: DataSetSource) throws -> IDXFolder {
    switch source {
    case .named(let name):
      guard let entry = published.first(where: { $0.name == name }) else {
        throw LearningError.unknownDataSet(name: name, known: names)
      }
      return IDXFolder(name: name, folder: entry.folder, remedy: entry.remedy)
    case .idx(let folder):
      return IDXFolder(
        name: "idx:\(folder)", folder: folder,
        remedy: "put MNIST's four IDX files (raw or .gz) into that folder, for example with: "
          + "cp /usr/share/datasets/fashion-mnist/* '\(folder)'")
    case .generated:
      preconditionFailure("a generated set has no files")
    }
  }
}
