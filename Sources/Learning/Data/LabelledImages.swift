/// Images and their labels as stored: one byte per pixel, one per label.
public struct LabelledImages: Sendable {
  public let shape: SampleShape
  /// Sample after sample, each channel x row x column.
  public let pixels: [UInt8]
  public let labels: [UInt8]

  public var count: Int { labels.count }

  /// The numbers of all samples, in order.
  var ids: ArraySlice<Int32> { (0..<Int32(count)).map { $0 }[...] }

  /// - Precondition: `pixels` holds exactly one image of `shape` per label.
  public init(shape: SampleShape, pixels: [UInt8], labels: [UInt8]) {
    precondition(pixels.count == shape.elementCount * labels.count)
    self.shape = shape
    self.pixels = pixels
    self.labels = labels
  }

  /// The labels of the given samples, in order.
  func labels(of ids: ArraySlice<Int32>) -> [UInt8] { ids.map { labels[Int($0)] } }
}
