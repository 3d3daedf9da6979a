import CKernels

/// The geometry of a product layer: a convolution, or a full connection, which is one whose filter
/// covers the whole input.
struct IntegerShape: Hashable, Sendable {
  let input: SampleShape
  let output: SampleShape
  let filterHeight: Int
  let filterWidth: Int
  let padding: Int
  var stride = 1
  var dilation = 1

  init(
    input: SampleShape, output: SampleShape, filterHeight: Int, filterWidth: Int, padding: Int
  ) {
    self.input = input
    self.output = output
    self.filterHeight = filterHeight
    self.filterWidth = filterWidth
    self.padding = padding
  }

  /// Of square filters.
  init(input: SampleShape, output: SampleShape, size: Int, _ geometry: ConvolutionGeometry) {
    self.init(
      input: input, output: output, filterHeight: size, filterWidth: size,
      padding: geometry.padding)
    stride = geometry.stride
    dilation = geometry.dilation
  }

  /// Values below one filter.
  var fanIn: Int { filterHeight * filterWidth * input.channels }
  var weightCount: Int { output.channels * fanIn }
  /// Output pixels of one image.
  var pixels: Int { output.height * output.width }
  /// Whether every filter sees the whole image at once: its rows are the images themselves.
  var isFull: Bool {
    pixels == 1 && padding == 0 && filterHeight == input.height && filterWidth == input.width
  }
  /// Whether every filter sees one pixel at a time: the rows are the pixels themselves.
  var isPointwise: Bool { filterHeight == 1 && filterWidth == 1 && stride == 1 && padding == 0 }
  /// Whether the way back spreads each error over the pixels that it came from, rather than
  /// collecting the errors below filters that are turned round.
  var spreadsBack: Bool { stride > 1 || dilation > 1 || padding >= min(filterHeight, filterWidth) }

  /// Whether each tap of the filters meets runs of pixels (`TapRuns`).
  var hasTapRuns: Bool {
    filterHeight == 3 && filterWidth == 3 && padding == 1 && stride == 1 && dilation == 1
      && min(input.height, input.width) > 1
  }

  /// Whether that is faster: measured on AVX-512 with VNNI for 128 to 512 channels, beside large
  /// products, 2.2 times as fast at 2x2, 1.3 times at 4x4 and 1.1 times at 8x8 with 64 images, not
  /// slower with 16, but slower with 8, and with 64 channels at 16x16.
  func prefersTapRuns(images: Int) -> Bool {
    hasTapRuns && max(input.height, input.width) <= 8 && images >= 16
      && min(input.channels, output.channels) >= 128
  }

  func geometry(images: Int) -> tidewatt_integer_shape {
    tidewatt_integer_shape(
      images: images, height: input.height, width: input.width, channels: input.channels,
      filter_height: filterHeight, filter_width: filterWidth, padding: padding,
      output_height: output.height, output_width: output.width, stride: stride,
      dilation: dilation)
  }

  /// The way back: errors below the filters turned round, padded so that inputs come out.
  ///
  /// - Precondition: filters are square; not for shapes that spread errors back.
  func backward(images: Int) -> tidewatt_integer_shape {
    tidewatt_integer_shape(
      images: images, height: output.height, width: output.width, channels: output.channels,
      filter_height: filterHeight, filter_width: filterWidth,
      padding: filterHeight - 1 - padding, output_height: input.height, output_width: input.width,
      stride: 1,
      dilation: 1)
  }
}
