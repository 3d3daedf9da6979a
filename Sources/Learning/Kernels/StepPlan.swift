/// What one optimiser step computes, and in which pieces: all that fixes its bits.
struct StepPlan {
  /// Samples that run through the network at once: some of one worker's, or all of several.
  struct Chunk {
    let ids: ArraySlice<Int32>
    /// Each worker's samples, by their places in the chunk.
    let parts: [Range<Int>]
    /// For each of them, the share of its worker's samples in the batch.
    let shares: [Double]
    /// First of its workers'.
    let isFirst: Bool

    init(_ ids: ArraySlice<Int32>, workers: [Int], total: Int) {
      var start = 0
      self.ids = ids
      parts = workers.map { count in
        defer { start += count }
        return start..<start + count
      }
      shares = workers.map { Double($0) / Double(total) }
      isFirst = true
    }

    /// A part of what a worker has, which is this share of the batch.
    init(_ ids: ArraySlice<Int32>, share: Double, isFirst: Bool) {
      self.ids = ids
      parts = [0..<ids.count]
      shares = [share]
      self.isFirst = isFirst
    }
  }

  /// Chunks that are under way at the same time.
  struct Wave {
    let chunks: [Chunk]
    /// Whether they are one worker's, and put their sums together on the way.
    let meets: Bool
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
  /// A chunk is alone, unless samples are coupled by batch normalisation and those of its worker do
  /// not fit into one.
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
      groups = Self.groups(
        of: batch.ids, workers: batch.workers ?? [batch.count], chunkSize: chunkSize, total: total)
    } else {
      groups = Chunking.chunks(of: batch.ids, size: chunkSize).map {
        [Chunk($0, workers: [$0.count], total: total)]
      }
    }
  }

  /// Workers in a row share a chunk as long as they fit into one, each with statistics of its own:
  /// passes of few samples take more time for each.
  private static func groups(
    of ids: ArraySlice<Int32>, workers: [Int], chunkSize: Int, total: Int
  ) -> [[Chunk]] {
    var groups: [[Chunk]] = []
    var start = ids.startIndex
    var next = 0
    while next < workers.count {
      var sharing = [workers[next]]
      var count = workers[next]
      next += 1
      while next < workers.count, count + workers[next] <= chunkSize {
        sharing.append(workers[next])
        count += workers[next]
        next += 1
      }
      let chunk = ids[start..<start + count]
      start += count
      if count <= chunkSize {
        groups.append([Chunk(chunk, workers: sharing, total: total)])
      } else {
        let share = Double(count) / Double(total)
        groups.append(
          Chunking.chunks(of: chunk, size: chunkSize).enumerated().map {
            Chunk($1, share: share, isFirst: $0 == 0)
          })
      }
    }
    return groups
  }

  var chunkCount: Int { groups.reduce(0) { $0 + $1.count } }

  /// The chunks that are under way at the same time, wave after wave.
  ///
  /// Coupled chunks must be; others as many as there are threads, so that few gradients are in
  /// memory.
  func waves(threads: Int) -> [Wave] {
    var waves: [Wave] = []
    var alone: [Chunk] = []
    func close() {
      if !alone.isEmpty { waves.append(Wave(chunks: alone, meets: false)) }
      alone = []
    }
    for group in groups {
      if group.count > 1 {
        close()
        waves.append(Wave(chunks: group, meets: true))
      } else {
        alone += group
        if alone.count == threads { close() }
      }
    }
    close()
    return waves
  }

  // MARK: Keys

  /// How workers share chunks, in a word that enters the keys of learned values.
  static let rule = "side by side"
}
