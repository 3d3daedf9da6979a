import CKernels

/// The kernels of batch normalisation.
///
/// Statistics are those of a worker's samples. With several chunks of a worker each brings its sums to
/// a meeting; a chunk of several workers has statistics for each. oneDNN's kernels know neither, and
/// do not add a residual branch.
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
  private let samples: SamplesInUse
  private let channels: Int
  /// Of a whole batch.
  private let shape: tidewatt_channels
  /// Per channel; the same for all workers.
  private let shift: FloatBuffer
  private var statistics: [Statistics] = []

  /// What the pass under way knows of a worker's samples, per channel.
  private struct Statistics {
    let mean, scale, offset, slope: FloatBuffer
    var inverseDeviation: [Double]

    init(channels: Int) {
      mean = FloatBuffer(count: channels)
      scale = FloatBuffer(count: channels)
      offset = FloatBuffer(count: channels)
      slope = FloatBuffer(count: channels)
      inverseDeviation = [Double](repeating: 0, count: channels)
    }
  }

  /// A worker's images in the batch that runs.
  private struct Images {
    let worker: Int
    let shape: tidewatt_channels
    /// Where its values begin.
    let start: Int

    var valuesPerChannel: Double { Double(shape.images * shape.pixels) }

    func values(of tensor: Tensor) -> UnsafeMutablePointer<Float> { tensor.data + start }
  }

  /// - Throws: `LearningError` for images in a layout that it has no kernels for.
  init(
    _ name: String, input: Activation, isRectified: Bool, isFrozen: Bool,
    parameters: LayerParameters, samples: SamplesInUse
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
    self.samples = samples
    channels = dimensions[1]
    shape = tidewatt_channels(
      images: dimensions[0], blocks: blocks, pixels: dimensions[2] * dimensions[3], block: block)
    shift = FloatBuffer(count: channels)
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
      stages.forward.append(kernel("statistics") { $0.useRunningStatistics(for: $1) })
    }
    stages.forward.append(
      kernel("forward") { own, images in
        let statistics = own.statistics[images.worker]
        tidewatt_normalise(
          images.shape, images.values(of: own.input.value), other.map(images.values),
          images.values(of: output.value),
          statistics.mean.base, statistics.scale.base, own.shift.base, own.isRectified ? 1 : 0)
      })
    guard let gradient = output.gradient else { return stages }
    // The sign before the ReLU follows from the input, unless something was added.
    let mask = other != nil && isRectified ? output.value : nil
    let remakes: Int32 = other == nil && isRectified ? 1 : 0
    stages.backward = sumStages(gradient: gradient, mask: mask, remakes: remakes)
    if let target = input.gradient {
      stages.backward.append(
        kernel("backward") { own, images in
          let statistics = own.statistics[images.worker]
          tidewatt_normalise_backward(
            images.shape, images.values(of: own.input.value), images.values(of: gradient),
            images.values(of: target),
            statistics.mean.base, statistics.scale.base, own.shift.base, remakes,
            statistics.offset.base, statistics.slope.base)
        })
    }
    return stages
  }

  /// Runs for each worker's images.
  private func kernel(
    _ pass: String, _ body: @escaping (BatchNormalisation, Images) -> Void
  ) -> Stage {
    .kernel(
      NativeKernel("\(name) \(pass)") {
        for (worker, range) in self.samples.workers.enumerated() {
          if self.statistics.count == worker {
            self.statistics.append(Statistics(channels: self.channels))
          }
          var shape = self.shape
          shape.images = range.count
          let image = shape.blocks * shape.pixels * shape.block
          body(self, Images(worker: worker, shape: shape, start: range.lowerBound * image))
        }
      })
  }

  // MARK: Forward

  private func momentStages() -> [Stage] {
    let channels = channels
    let meeting = Meeting(count: 2 * channels) { self.conclude(moments: $0) }
    return [
      kernel("moments") { own, images in
        let sums = meeting.sums(ofWorker: images.worker, weight: images.valuesPerChannel)
        tidewatt_moments(images.shape, images.values(of: own.input.value), sums, sums + channels)
      },
      .meeting(meeting),
    ]
  }

  /// For each worker, mean and variance of all chunks from theirs, in their order.
  ///
  /// T. F. Chan et al., Stanford STAN-CS-79-773, 1979.
  private func conclude(moments round: Meeting.Round) {
    for worker in round.shares.indices {
      let sums = round.all.map { $0.sums[worker] }
      let total = sums.reduce(0) { $0 + $1.weight }
      // Once for all chunks: gradients and statistics of chunks are added up.
      let share = round.isFirst ? round.shares[worker] : 0
      for channel in 0..<channels {
        var weight = 0.0
        var mean = 0.0
        var squares = 0.0
        for chunk in sums {
          let difference = chunk.values[channel] - mean
          let sum = weight + chunk.weight
          mean += difference * chunk.weight / sum
          squares += chunk.values[channels + channel]
          squares += difference * difference * weight * chunk.weight / sum
          weight = sum
        }
        use(channel, for: worker, mean: mean, variance: squares / total)
        collect(share * mean, of: channel, in: 2, worker: worker)
        collect(share * squares / max(total - 1, 1), of: channel, in: 3, worker: worker)
      }
    }
  }

  private func useRunningStatistics(for images: Images) {
    for channel in 0..<channels {
      use(
        channel, for: images.worker, mean: Double(parameters.values[2].data[channel]),
        variance: Double(parameters.values[3].data[channel]))
    }
  }

  private func use(_ channel: Int, for worker: Int, mean: Double, variance: Double) {
    let inverseDeviation = 1 / (variance + BatchNorm.epsilon).squareRoot()
    statistics[worker].inverseDeviation[channel] = inverseDeviation
    statistics[worker].mean.base[channel] = Float(mean)
    statistics[worker].scale.base[channel] = Float(
      Double(parameters.values[0].data[channel]) * inverseDeviation)
    shift.base[channel] = parameters.values[1].data[channel]
  }

  // MARK: Backward

  private func sumStages(gradient: Tensor, mask: Tensor?, remakes: Int32) -> [Stage] {
    let channels = channels
    let meeting = Meeting(count: 2 * channels) { self.conclude(sums: $0) }
    return [
      kernel("backward sums") { own, images in
        let sums = meeting.sums(ofWorker: images.worker, weight: images.valuesPerChannel)
        let statistics = own.statistics[images.worker]
        tidewatt_normalise_sums(
          images.shape, images.values(of: own.input.value), mask.map(images.values),
          images.values(of: gradient),
          statistics.mean.base, statistics.scale.base, own.shift.base, remakes, sums,
          sums + channels)
      },
      .meeting(meeting),
    ]
  }

  private func conclude(sums round: Meeting.Round) {
    for worker in round.shares.indices {
      let sums = round.all.map { $0.sums[worker] }
      let total = sums.reduce(0) { $0 + $1.weight }
      let own = statistics[worker]
      for channel in 0..<channels {
        var sum = 0.0
        var product = 0.0
        for chunk in sums {
          sum += chunk.values[channel]
          product += chunk.values[channels + channel]
        }
        let deviation = own.inverseDeviation[channel]
        collect(round.isFirst ? product * deviation : 0, of: channel, in: 0, worker: worker)
        collect(round.isFirst ? sum : 0, of: channel, in: 1, worker: worker)
        own.offset.base[channel] = isFrozen ? 0 : Float(sum / total)
        own.slope.base[channel] = isFrozen ? 0 : Float(product * deviation * deviation / total)
      }
      if isFrozen { observeAsTheyAre(round.isFirst ? round.shares[worker] : 0, worker: worker) }
    }
  }

  /// Observes the running statistics, so that they stay.
  private func observeAsTheyAre(_ share: Double, worker: Int) {
    for channel in 0..<channels {
      for statistic in 2...3 {
        let value = Double(parameters.values[statistic].data[channel])
        collect(share * value, of: channel, in: statistic, worker: worker)
      }
    }
  }

  /// Adds to a derivative, or to what is observed; the first worker's replaces what was there.
  private func collect(_ value: Double, of channel: Int, in place: Int, worker: Int) {
    let sums = parameters.gradients[place].data
    sums[channel] = Float(value) + (worker == 0 ? 0 : sums[channel])
  }
}
