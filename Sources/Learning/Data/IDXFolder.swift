/// Four IDX files in MNIST's naming.
struct IDXFolder {
  let name: String
  let folder: String
  /// What a user does when a file is missing.
  let remedy: String

  /// MNIST and its relatives have ten classes.
  static let classCount = 10

  private enum Part: String {
    case train = "train"
    case test = "t10k"

    var images: String { "\(rawValue)-images-idx3-ubyte" }
    var labels: String { "\(rawValue)-labels-idx1-ubyte" }
  }

  func describe() throws -> DataSetDescription {
    let train = try header(of: .train)
    let test = try header(of: .test)
    return DataSetDescription(
      name: name, trainCount: train.count, testCount: test.count,
      sampleShape: train.shape, classCount: Self.classCount)
  }

  func load() throws -> DataSet {
    let train = try load(.train)
    let test = try load(.test)
    guard train.shape == test.shape else {
      throw LearningError.damagedFile(
        path: try path(of: Part.test.images),
        .wrongShape(expected: "\(train.shape)", found: "\(test.shape)"))
    }
    return DataSet(name: name, classCount: Self.classCount, train: train, test: test)
  }

  private func header(of part: Part) throws -> (count: Int, shape: SampleShape) {
    let images = try IDXFile.header(path: path(of: part.images), kind: .images)
    let labelsPath = try path(of: part.labels)
    let labels = try IDXFile.header(path: labelsPath, kind: .labels)
    try check(images: images.count, labels: labels.count, labelsPath: labelsPath)
    return (images.count, images.shape)
  }

  private func load(_ part: Part) throws -> LabelledImages {
    let images = try IDXFile.load(path: path(of: part.images), kind: .images)
    let labelsPath = try path(of: part.labels)
    let labels = try IDXFile.load(path: labelsPath, kind: .labels)
    try check(
      images: images.header.count, labels: labels.header.count, labelsPath: labelsPath)
    if let wrong = labels.payload.firstIndex(where: { $0 >= Self.classCount }) {
      throw LearningError.damagedFile(
        path: labelsPath,
        .labelOutOfRange(
          index: wrong, label: Int(labels.payload[wrong]), classes: Self.classCount))
    }
    return LabelledImages(
      shape: images.header.shape, pixels: images.payload, labels: labels.payload)
  }

  private func check(images: Int, labels: Int, labelsPath: String) throws {
    guard images == labels else {
      throw LearningError.damagedFile(
        path: labelsPath, .countMismatch(images: images, labels: labels))
    }
  }

  /// The file itself or a compressed one beside it.
  private func path(of file: String) throws -> String {
    let raw = "\(folder)/\(file)"
    guard let path = DataFile.path(of: raw) else {
      throw LearningError.missingFile(path: raw + ".gz", remedy: remedy)
    }
    return path
  }
}
