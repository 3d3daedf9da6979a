import Digests

/// A training and a test set in memory.
public final class DataSet: Sendable {
  public let description: DataSetDescription
  public let train: LabelledImages
  public let test: LabelledImages
  /// The digest of the content (shapes, pixels, labels), wherever it came from.
  public let fingerprint: Digest

  public init(name: String, classCount: Int, train: LabelledImages, test: LabelledImages) {
    precondition(train.shape == test.shape, "training and test images differ in shape")
    self.train = train
    self.test = test
    description = DataSetDescription(
      name: name, trainCount: train.count, testCount: test.count, sampleShape: train.shape,
      classCount: classCount)
    var digester = Digester()
    digester.add("data set")
    digester.add(classCount)
    for part in [train, test] {
      digester.add(part.shape.channels)
      digester.add(part.shape.height)
      digester.add(part.shape.width)
      part.pixels.withUnsafeBytes { digester.add(bytes: $0) }
      part.labels.withUnsafeBytes { digester.add(bytes: $0) }
    }
    fingerprint = digester.digest()
  }
}
