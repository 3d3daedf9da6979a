/// Files of CIFAR-10's binary records (https://www.cs.toronto.edu/~kriz/cifar.html): one byte of
/// label, then 1,024 bytes each of red, green and blue, row by row.
struct CIFARFiles {
  let name: String
  let folder: String
  let train: [String]
  let test: [String]
  /// What a user does when a file is missing.
  let remedy: String

  static let shape = SampleShape(channels: 3, height: 32, width: 32)
  static let classCount = 10
  private static let recordBytes = 1 + shape.elementCount

  /// The names in the archive cifar-10-binary.tar.gz.
  static let published = (
    train: (1...5).map { "data_batch_\($0).bin" }, test: ["test_batch.bin"]
  )

  func describe() throws -> DataSetDescription {
    func count(_ files: [String]) throws -> Int {
      try files.map { file in
        let path = try path(of: file)
        return try records(in: try DataFile.contentCount(path), path: path)
      }.reduce(0, +)
    }
    return DataSetDescription(
      name: name, trainCount: try count(train), testCount: try count(test),
      sampleShape: Self.shape, classCount: Self.classCount)
  }

  func load() throws -> DataSet {
    DataSet(
      name: name, classCount: Self.classCount, train: try load(train), test: try load(test))
  }

  private func load(_ files: [String]) throws -> LabelledImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for file in files {
      let path = try path(of: file)
      let bytes = try DataFile.content(path)
      let count = try records(in: bytes.count, path: path)
      pixels.reserveCapacity(pixels.count + count * Self.shape.elementCount)
      for record in 0..<count {
        let start = record * Self.recordBytes
        guard bytes[start] < Self.classCount else {
          throw LearningError.damagedFile(
            path: path,
            .labelOutOfRange(
              index: record, label: Int(bytes[start]), classes: Self.classCount))
        }
        labels.append(bytes[start])
        pixels += bytes[start + 1..<start + Self.recordBytes]
      }
    }
    return LabelledImages(shape: Self.shape, pixels: pixels, labels: labels)
  }

  private func records(in bytes: Int, path: String) throws -> Int {
    if bytes == 0 { throw LearningError.damagedFile(path: path, .empty) }
    guard bytes % Self.recordBytes == 0 else {
      throw LearningError.damagedFile(
        path: path, .brokenRecord(bytes: bytes, recordBytes: Self.recordBytes))
    }
    return bytes / Self.recordBytes
  }

  private func path(of file: String) throws -> String {
    guard let path = DataFile.path(of: "\(folder)/\(file)") else {
      throw LearningError.missingFile(path: "\(folder)/\(file)", remedy: remedy)
    }
    return path
  }
}
