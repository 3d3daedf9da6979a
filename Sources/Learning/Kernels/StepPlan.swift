/// What one optimiser step computes, and in which pieces: all that fixes its bits.
struct StepPlan {
  /// Samples that run through the network at once.
  struct Chunk {
    let ids: ArraySlice<Int32>
    /// First of its worker's.
    let isFirst: Bool
    /// The share of its worker's samples in the batch.
    let share: Double
  }

  let network: NetworkDefinition
  let images: LabelledImages
  let augmentation: Augmentation
  let epoch: Epoch?
  /// By which the sum of the samples' losses is divided.
  let sampleCount: Int
  /// The weights as int8 values, for passes whose products are of such; nil for FP32.
  let quantised: QuantisedWeights?
  /// Chunks that only make sense together, in the order in which their gradients are added.
  ///
  /// Where samples are coupled by batch normalisation these are a worker's; otherwise each is alone.
  let groups: [[Chunk]]

  /// - Parameter total: The samples of the batch that this one is a part of; its own if not given.
  init(
    _ network: NetworkDefinition, on batch: SampleBatch, of images: LabelledImages,
    chunkSize: Int, augmentation: Augmentation, total: Int? = nil,
    quantised: QuantisedWeights? = nil
  ) {
    let total = total ?? batch.count

    self.network = network
    self.images = images
    self.augmentation = augmentation
    epoch = batch.epoch
    sampleCount = total
    self.quantised = quantised
    if network.couplesSamples {
      var start = batch.ids.startIndex
      groups = (batch.workers ?? [batch.count]).map { count in
        defer { start += count }
        let chunks = Chunking.chunks(of: batch.ids[start..<start + count], size: chunkSize)
        return chunks.enumerated().map { index, ids in
          Chunk(ids: ids, isFirst: index == 0, share: Double(count) / Double(total))
        }
      }
    } else {
      groups = Chunking.chunks(of: batch.ids, size: chunkSize).map {
        [Chunk(ids: $0, isFirst: true, share: Double($0.count) / Double(total))]
      }
    }
  }

  var chunkCount: Int { groups.reduce(0) { $0 + $1.count } }

  /// The chunks that are under way at the same time, wave after wave.
  ///
  /// Coupled chunks must be; others as many as there are threads, so that few gradients are in
  /// memory.
  func waves(threads: Int) -> [[Chunk]] {
    if network.couplesSamples { return groups }
    let chunks = groups.flatMap { $0 }
    return stride(from: 0, to: chunks.count, by: threads).map {
      Array(chunks[$0..<min($0 + threads, chunks.count)])
    }
  }
}
