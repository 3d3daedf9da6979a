/// The facts of a data set that cost nothing to know: no pixels are read for them.
public struct DataSetDescription: Sendable, Hashable {
  public let name: String
  public let trainCount: Int
  public let testCount: Int
  public let sampleShape: SampleShape
  public let classCount: Int

  /// Bytes of one sample as stored: one per pixel and one for the label.
  public var bytesPerSample: Int { sampleShape.elementCount + 1 }

  public init(
    name: String, trainCount: Int, testCount: Int, sampleShape: SampleShape, classCount: Int
  ) {
    self.name = name
    self.trainCount = trainCount
    self.testCount = testCount
    self.sampleShape = sampleShape
    self.classCount = classCount
  }

  /// What is left to train on when samples are held out.
  ///
  /// - Precondition: samples are left.
  public func holdingOut(_ validation: Int) -> DataSetDescription {
    precondition((0..<trainCount).contains(validation), "samples are left to train on")
    return DataSetDescription(
      name: name, trainCount: trainCount - validation, testCount: testCount,
      sampleShape: sampleShape, classCount: classCount)
  }
}
