import CKernels

/// The pixels of a batch as int8 values or their sums: rows of channels.
struct PixelRows {
  enum Order: Sendable {
    /// [sample][pixel][channel], as layers that are no products have them.
    case bySample
    /// [pixel][sample][channel] (see `TapRuns`).
    case byPixel
  }

  let order: Order
  let samples: Int
  let pixels: Int
  let channels: Int

  var rowCount: Int { samples * pixels }
  var count: Int { rowCount * channels }

  /// Of a batch of such images.
  init(_ order: Order, samples: Int, of shape: SampleShape) {
    self.order = order
    self.samples = samples
    pixels = shape.height * shape.width
    channels = shape.channels
  }

  /// Rounds floats, which lie by sample, to values of so large a unit.
  func quantise(_ floats: UnsafePointer<Float>, into values: IntegerBuffer, unit: Float) {
    if order == .bySample { return tidewatt_quantise(floats, values.base, count, unit) }
    forEachRow { bySample, place in
      tidewatt_quantise(floats + bySample, values.base + place, channels, unit)
    }
  }

  /// Makes floats, which lie by sample, of the sums of some rows.
  ///
  /// - Parameter bias: Added to each channel.
  func dequantise(
    _ sums: UnsafePointer<Int32>, rows: Range<Int>, into floats: UnsafeMutablePointer<Float>,
    unit: Float, bias: UnsafePointer<Float>? = nil
  ) {
    if order == .bySample {
      return tidewatt_dequantise(
        sums, floats + rows.lowerBound * channels, rows.count, channels, unit, bias)
    }
    for (number, row) in rows.enumerated() {
      let bySample = row % samples * pixels + row / samples
      tidewatt_dequantise(
        sums + number * channels, floats + bySample * channels, 1, channels, unit, bias)
    }
  }

  /// Copies values that lie by sample.
  func arrange(_ values: IntegerBuffer, into result: IntegerBuffer) {
    forEachRow { bySample, place in
      (result.base + place).update(from: values.base + bySample, count: channels)
    }
  }

  /// Copies values so that they lie by sample.
  func restore(_ values: IntegerBuffer, into result: IntegerBuffer) {
    forEachRow { bySample, place in
      (result.base + bySample).update(from: values.base + place, count: channels)
    }
  }

  /// With the offset of each row by sample, and in this order.
  private func forEachRow(_ body: (_ bySample: Int, _ place: Int) -> Void) {
    for sample in 0..<samples {
      for pixel in 0..<pixels {
        let bySample = sample * pixels + pixel
        let place = order == .bySample ? bySample : pixel * samples + sample
        body(bySample * channels, place * channels)
      }
    }
  }
}
