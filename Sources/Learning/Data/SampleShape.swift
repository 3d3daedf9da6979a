/// The shape of one sample or activation: channels x height x width, stored in that order.
public struct SampleShape: Sendable, Hashable, CustomStringConvertible {
  public let channels: Int
  public let height: Int
  public let width: Int

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  public var elementCount: Int { channels * height * width }
  public var description: String { "\(channels)x\(height)x\(width)" }
}
