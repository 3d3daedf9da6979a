/// What one optimiser step computes, and in which pieces: all that fixes its bits.
struct StepPlan {
  /// Samples that run through the network at once.
  ///
  /// Where batch normalisation couples samples these are some of one worker's or all of several's;
  /// elsewhere it does not matter whose they are, and they count as one worker's.
  struct Chunk {
    let ids: ArraySlice<Int32>
    /// Each worker's samples, by their places in the chunk.
    let workers: [Range<Int>]
    /// For each of them, the share of all of the worker's samples in the batch.
    let shares: [Double]
    /// Whether it is the first of its worker's chunks.
    let isFirst: Bool

    /// All that these workers have.
    init(_ ids: ArraySlice<Int32>, workers counts: [Int], total: Int) {
      var start = 0
      self.ids = ids
      workers = counts.map { count in
        defer { start += count }
        return start..<start + count
      }
      shares = counts.map { Double($0) / Double(total) }
      isFirst = true
    }

    /// Some of what a worker has, which in all is this share of the batch.
    init(_ ids: ArraySlice<Int32>, share: Double, isFirst: Bool) {
      self.ids = ids
      workers = [0..<ids.count]
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
  ///
  /// E. Hoffer et al., "Train longer, generalize better", NIPS 2017, call this ghost batch
  /// normalisation.
  private static func groups(
    of ids: ArraySlice<Int32>, workers: [Int], chunkSize: Int, total: Int
  ) -> [[Chunk]] {
    var start = ids.startIndex
    return Self.sharing(workers, chunkSize: chunkSize).map { workers in
      let count = workers.reduce(0, +)
      let own = ids[start..<start + count]
      start += count
      if count <= chunkSize { return [Chunk(own, workers: workers, total: total)] }
      return Chunking.chunks(of: own, size: chunkSize).enumerated().map {
        Chunk($1, share: Double(count) / Double(total), isFirst: $0 == 0)
      }
    }
  }

  /// Runs of workers whose samples make up a chunk; one that has more than that is alone.
  private static func sharing(_ workers: [Int], chunkSize: Int) -> [[Int]] {
    var runs: [[Int]] = []
    var count = 0
    for worker in workers {
      if !runs.isEmpty, count + worker <= chunkSize {
        runs[runs.count - 1].append(worker)
        count += worker
      } else {
        runs.append([worker])
        count = worker
      }
    }
    return runs
  }

  var chunkCount: Int { groups.reduce(0) { $0 + $1.count } }

  /// The chunks that are under way at the same time, wave after wave.
  ///
  /// Those of one worker must be; others as many as there are threads, or fewer before those, so that
  /// few gradients are in memory.
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

  /// How workers share chunks, in words that enter the keys of learned values where any do.
  static let rule = "side by side"

  /// Whether of workers with so many samples any share a chunk, where samples are coupled.
  static func anyShare(_ workers: [Int], chunkSize: Int) -> Bool {
    sharing(workers, chunkSize: chunkSize).contains { $0.count > 1 }
  }
}
