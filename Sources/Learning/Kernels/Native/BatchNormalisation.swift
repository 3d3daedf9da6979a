import CKernels

/// The kernels of batch normalisation.
///
/// With one or several chunks the statistics are those of all samples: each chunk brings its sums to
/// a meeting. oneDNN's kernels know only one chunk, and do not add a residual branch.
final class BatchNormalisation {
  /// The other branch of a residual block, in the layout of the input.
  struct Addend {
    let value: Tensor
    /// The output's gradient is this one's as well and may share its memory; nil if it may not.
    let gradient: Tensor?
  }

  /// What it adds to a network.
  struct Stages {
    let output: Activation
    var forward: [Stage] = []
    var backward: [Stage] = []
  }

  private let name: String
  private let input: Activation
  private let isRectified: Bool
  private let isFrozen: Bool
  private let parameters: LayerParameters
  private let channels: Int
  private let shape: tidewatt_channels
  /// Per channel, of the pass under way.
  private let mean, scale, shift, offset, slope: FloatBuffer
  private var inverseDeviation: [Double]

  /// - Throws: `LearningError` for images in a layout that it has no kernels for.
  init(
    _ name: String, input: Activation, isRectified: Bool, isFrozen: Bool,
    parameters: LayerParameters
  ) throws {
    let dimensions = input.value.shape
    guard let (blocks, block) = input.value.layout.channelBlocks else {
      throw LearningError.kernelFailed(call: "\(name): no kernel for this layout", status: 0)
    }
    self.name = name
    self.input = input
    self.isRectified = isRectified
    self.isFrozen = isFrozen
    self.parameters = parameters
    channels = dimensions[1]
    shape = tidewatt_channels(
      images: dimensions[0], blocks: blocks, pixels: dimensions[2] * dimensions[3], block: block)
    mean = FloatBuffer(count: channels)
    scale = FloatBuffer(count: channels)
    shift = FloatBuffer(count: channels)
    offset = FloatBuffer(count: channels)
    slope = FloatBuffer(count: channels)
    inverseDeviation = [Double](repeating: 0, count: channels)
  }

  func stages(adding addend: Addend?, in arena: Arena) throws -> Stages {
    let layout = input.value.layout
    let other = addend?.value
    precondition(other?.layout.isSame(as: layout) ?? true, "both branches have one layout")
    // The output's gradient becomes the input's where it lies, unless another branch has it as well.
    let output = Activation(
      value: try arena.tensor(layout),
      gradient: parameters.isTraining
        ? try (addend == nil ? input.gradient : addend?.gradient) ?? arena.tensor(layout) : nil)

    var stages = Stages(output: output)
    if parameters.isTraining && !isFrozen {
      stages.forward += momentStages()
    } else {
      stages.forward.append(kernel("statistics") { $0.useRunningStatistics() })
    }
    stages.forward.append(
      kernel("forward") {
        tidewatt_normalise(
          $0.shape, $0.input.value.data, other?.data, output.value.data, $0.mean.base,
          $0.scale.base, $0.shift.base, $0.isRectified ? 1 : 0)
      })
    guard let gradient = output.gradient else { return stages }
    // The sign before the ReLU follows from the input, unless something was added.
    let mask = other != nil && isRectified ? output.value : nil
    let remakes: Int32 = other == nil && isRectified ? 1 : 0
    stages.backward = sumStages(gradient: gradient, mask: mask, remakes: remakes)
    if let target = input.gradient {
      stages.backward.append(
        kernel("backward") {
          tidewatt_normalise_backward(
            $0.shape, $0.input.value.data, gradient.data, target.data, $0.mean.base,
            $0.scale.base, $0.shift.base, remakes, $0.offset.base, $0.slope.base)
        })
    }
    return stages
  }

  private func kernel(_ part: String, _ body: @escaping (BatchNormalisation) -> Void) -> Stage {
    .kernel(NativeKernel("\(name) \(part)") { body(self) })
  }

  private var valuesPerChannel: Double { Double(shape.images * shape.pixels) }

  // MARK: Forward

  private func momentStages() -> [Stage] {
    let channels = channels
    let meeting = Meeting(count: 2 * channels, weight: valuesPerChannel) {
      self.conclude(moments: $0)
    }
    return [
      kernel("moments") {
        tidewatt_moments($0.shape, $0.input.value.data, meeting.sums, meeting.sums + channels)
      },
      .meeting(meeting),
    ]
  }

  /// Mean and variance of all chunks from theirs, in their order.
  ///
  /// T. F. Chan et al., Stanford STAN-CS-79-773, 1979.
  private func conclude(moments round: Meeting.Round) {
    let total = round.all.reduce(0) { $0 + $1.weight }
    for channel in 0..<channels {
      var weight = 0.0
      var mean = 0.0
      var squares = 0.0
      for chunk in round.all {
        let difference = chunk.sums[channel] - mean
        let sum = weight + chunk.weight
        mean += difference * chunk.weight / sum
        squares += chunk.sums[channels + channel]
        squares += difference * difference * weight * chunk.weight / sum
        weight = sum
      }
      use(channel, mean: mean, variance: squares / total)
      // Once for all chunks: gradients and statistics of chunks are added up.
      let share = round.isFirst ? round.share : 0
      parameters.gradients[2].data[channel] = Float(share * mean)
      parameters.gradients[3].data[channel] = Float(share * squares / max(total - 1, 1))
    }
  }

  private func useRunningStatistics() {
    for channel in 0..<channels {
      use(
        channel, mean: Double(parameters.values[2].data[channel]),
        variance: Double(parameters.values[3].data[channel]))
    }
  }

  private func use(_ channel: Int, mean: Double, variance: Double) {
    inverseDeviation[channel] = 1 / (variance + BatchNorm.epsilon).squareRoot()
    self.mean.base[channel] = Float(mean)
    scale.base[channel] = Float(
      Double(parameters.values[0].data[channel]) * inverseDeviation[channel])
    shift.base[channel] = parameters.values[1].data[channel]
  }

  // MARK: Backward

  private func sumStages(gradient: Tensor, mask: Tensor?, remakes: Int32) -> [Stage] {
    let channels = channels
    let meeting = Meeting(count: 2 * channels, weight: valuesPerChannel) {
      self.conclude(sums: $0)
    }
    return [
      kernel("backward sums") {
        tidewatt_normalise_sums(
          $0.shape, $0.input.value.data, mask?.data, gradient.data, $0.mean.base, $0.scale.base,
          $0.shift.base, remakes, meeting.sums, meeting.sums + channels)
      },
      .meeting(meeting),
    ]
  }

  private func conclude(sums round: Meeting.Round) {
    let total = round.all.reduce(0) { $0 + $1.weight }
    for channel in 0..<channels {
      var sum = 0.0
      var product = 0.0
      for chunk in round.all {
        sum += chunk.sums[channel]
        product += chunk.sums[channels + channel]
      }
      let deviation = inverseDeviation[channel]
      parameters.gradients[0].data[channel] = round.isFirst ? Float(product * deviation) : 0
      parameters.gradients[1].data[channel] = round.isFirst ? Float(sum) : 0
      offset.base[channel] = isFrozen ? 0 : Float(sum / total)
      slope.base[channel] = isFrozen ? 0 : Float(product * deviation * deviation / total)
      guard isFrozen else { continue }
      // Observed as they are, so that they stay.
      let share = round.isFirst ? Float(round.share) : 0
      for statistic in 2...3 {
        parameters.gradients[statistic].data[channel] =
          share * parameters.values[statistic].data[channel]
      }
    }
  }
}
