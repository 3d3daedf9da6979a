import CKernels
import Randomness

/// What is changed of the training images before a network sees them.
public enum Augmentation: String, CaseIterable, Sendable {
  case none
  /// Shifted by up to 4 pixels each way with black coming in, and mirrored every other time.
  ///
  /// The usual augmentation of CIFAR-10, as in K. He et al., CVPR 2016. What happens to a sample is
  /// drawn by (seed, epoch, sample), never by its place in a batch.
  case cropAndFlip = "crop-and-flip"

  private static let reach = 4
  /// Pixels become pixel / 255 with mean 0.5 and deviation 0.5, so -1 to 1.
  private static let scale: Float = 2 / 255
  private static let offset: Float = -1

  /// Writes one row of normalised floats for each sample.
  func load(
    _ ids: ArraySlice<Int32>, of images: LabelledImages, epoch: Epoch?,
    into rows: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .none:
      ElementwiseKernels.gather(
        ids, of: images, scale: Self.scale, offset: Self.offset, into: rows)
    case .cropAndFlip:
      guard let epoch else { preconditionFailure("augmentation needs batches of numbered epochs") }
      let draws = ids.map { Self.draw(epoch: epoch, sample: $0) }
      images.pixels.withUnsafeBufferPointer { pixels in
        Array(ids).withUnsafeBufferPointer { ids in
          tidewatt_gather_augmented(
            rows, pixels.baseAddress, ids.baseAddress, ids.count, images.shape.channels,
            images.shape.height, images.shape.width, draws.map(\.dy), draws.map(\.dx),
            draws.map(\.mirrored), Self.scale, Self.offset)
        }
      }
    }
  }

  /// What happens to a sample in an epoch.
  static func draw(epoch: Epoch, sample: Int32) -> (dy: Int8, dx: Int8, mirrored: UInt8) {
    let stream = RandomStream(
      seed: epoch.seed, name: "augmentation/epoch \(epoch.number)/sample \(sample)")
    let dy = Int8(stream.integer(below: 2 * reach + 1) - reach)
    let dx = Int8(stream.integer(below: 2 * reach + 1) - reach)
    return (dy, dx, UInt8(stream.integer(below: 2)))
  }
}
