import Foundation
import Randomness

/// A small set of 28x28 images in ten classes that a network can learn in seconds.
///
/// Class c is a bright bar through the centre at the angle c * 18 degrees, shifted by up to two
/// pixels, of random length and brightness, on a noisy ground. Training and test images come from
/// streams of their own, so a larger set starts with the smaller one's samples.
enum GeneratedDataSet {
  static let shape = SampleShape(channels: 1, height: 28, width: 28)
  static let classCount = 10

  static func description(train: Int, test: Int) -> DataSetDescription {
    DataSetDescription(
      name: name(train: train, test: test), trainCount: train, testCount: test,
      sampleShape: shape, classCount: classCount)
  }

  static func make(train: Int, test: Int) -> DataSet {
    DataSet(
      name: name(train: train, test: test), classCount: classCount,
      train: images(train, part: "train"), test: images(test, part: "test"))
  }

  private static func name(train: Int, test: Int) -> String { "generated:\(train)+\(test)" }

  private static func images(_ count: Int, part: String) -> LabelledImages {
    let stream = RandomStream(seed: 0, name: "generated data set/\(part)")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * shape.elementCount)
    var labels: [UInt8] = []
    labels.reserveCapacity(count)
    for _ in 0..<count {
      let label = stream.integer(below: classCount)
      labels.append(UInt8(label))
      draw(Bar(label: label, stream: stream), stream: stream, into: &pixels)
    }
    return LabelledImages(shape: shape, pixels: pixels, labels: labels)
  }

  private static func draw(_ bar: Bar, stream: RandomStream, into pixels: inout [UInt8]) {
    let noise = 60
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        let ground = stream.integer(below: noise)
        pixels.append(UInt8(min(255, ground + bar.brightness(x: Double(x), y: Double(y)))))
      }
    }
  }

  /// One bar; positions and lengths in pixels.
  private struct Bar {
    let centreX: Double
    let centreY: Double
    let direction: (x: Double, y: Double)
    let halfLength: Double
    let peak: Double

    init(label: Int, stream: RandomStream) {
      let step = Double.pi / Double(classCount)
      // Up to a quarter of the angle between two classes to either side.
      let angle = (Double(label) + stream.uniform(from: -0.25, to: 0.25)) * step
      direction = (cos(angle), sin(angle))
      centreX = Double(shape.width - 1) / 2 + stream.uniform(from: -2, to: 2)
      centreY = Double(shape.height - 1) / 2 + stream.uniform(from: -2, to: 2)
      halfLength = stream.uniform(from: 8, to: 11)
      peak = stream.uniform(from: 130, to: 190)
    }

    /// Full within 1 pixel of the axis, fading to nothing at 2.5.
    func brightness(x: Double, y: Double) -> Int {
      let dx = x - centreX
      let dy = y - centreY
      let along = abs(dx * direction.x + dy * direction.y)
      let across = abs(dy * direction.x - dx * direction.y)
      guard along <= halfLength, across < 2.5 else { return 0 }
      return Int(peak * min(1, (2.5 - across) / 1.5))
    }
  }
}
