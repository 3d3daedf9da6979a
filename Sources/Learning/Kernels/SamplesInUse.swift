import Digests

/// The samples that a network runs on, for layers that draw random numbers per sample or take
/// statistics of a worker's.
final class SamplesInUse {
  private(set) var ids: ArraySlice<Int32> = []
  private(set) var epoch: Epoch?
  /// Each worker's samples, by their places in the batch that runs.
  private(set) var workers: [Range<Int>]

  /// All of a batch are one worker's.
  init(batch: Int) {
    workers = [0..<batch]
  }

  func use(_ chunk: StepPlan.Chunk, epoch: Epoch?) {
    ids = chunk.ids
    self.epoch = epoch
    workers = chunk.workers
  }

  /// One seed for each sample, from (seed, epoch, sample, layer).
  func seeds(for layer: String) -> [UInt64] {
    guard let epoch else { preconditionFailure("random layers need batches of numbered epochs") }
    return ids.map { id in
      var digester = Digester()
      digester.add("sample draw")
      digester.add(layer)
      digester.add(epoch.seed)
      digester.add(epoch.number)
      digester.add(Int(id))
      return digester.digest().low
    }
  }
}
