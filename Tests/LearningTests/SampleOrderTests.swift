import Testing

@testable import Learning

struct SampleOrderTests {
  @Test func shufflesAreFixedBySeedAndName() {
    let order = SampleOrder.shuffled(count: 1000, seed: 7, name: "epoch 1")
    #expect(order.ids == SampleOrder.shuffled(count: 1000, seed: 7, name: "epoch 1").ids)
    #expect(order.ids != SampleOrder.shuffled(count: 1000, seed: 8, name: "epoch 1").ids)
    #expect(order.ids != SampleOrder.shuffled(count: 1000, seed: 7, name: "epoch 2").ids)
    #expect(order.ids.sorted() == (0..<1000).map { Int32($0) })
  }

  @Test func shardsAreContiguousAndLoseNothing() {
    let order = SampleOrder.shuffled(count: 103, seed: 1, name: "shards")
    let shards = order.shards(4)
    #expect(shards.map(\.count) == [26, 26, 26, 25])
    #expect(shards.flatMap(\.ids) == Array(order.ids))
    #expect(SampleOrder.inOrder(count: 2).shards(3).map(\.count) == [1, 1, 0])
  }

  @Test func aShardIsShuffledWithinItself() {
    let shard = SampleOrder.inOrder(count: 100).shards(2)[1]
    let shuffled = shard.shuffled(seed: 1, name: "worker 1")
    #expect(shuffled.ids != shard.ids)
    #expect(shuffled.ids.sorted() == Array(shard.ids))
  }

  @Test func theLastPartialBatchIsKept() {
    let batches = SampleOrder.inOrder(count: 103).shards(1)[0].batches(of: 25)
    #expect(batches.map(\.count) == [25, 25, 25, 25, 3])
    #expect(Array(batches[4].ids) == [100, 101, 102])
    #expect(SampleOrder.inOrder(count: 0).batches(of: 8).isEmpty)
  }
}
