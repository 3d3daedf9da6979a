import Digests

/// The samples that a network runs on, for layers that draw random numbers per sample.
final class SamplesInUse {
  private(set) var ids: ArraySlice<Int32> = []
  private(set) var epoch: Epoch?

  func use(_ ids: ArraySlice<Int32>, epoch: Epoch?) {
    self.ids = ids
    self.epoch = epoch
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
