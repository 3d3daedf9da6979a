import Dispatch
import Synchronization
import Testing

@testable import Learning

/// Strategies that ask for the same values share them, whatever the timing.
struct SharingTests {
  /// What a synchronous strategy does: `rounds` rounds of 4 steps, evaluated after each.
  static func train(_ learner: Learner, rounds: Int) throws -> [MetricValue] {
    var state = learner.initialise(seed: 1)
    var metrics: [MetricValue] = []
    for round in 1...rounds {
      for batch in Samples.order(epoch: round).batches(of: 128) {
        state = learner.step(state, batch: batch)
      }
      let metric = learner.evaluate(state)
      learner.request(metric)
      metrics.append(try learner.read(metric))
    }
    return metrics
  }

  /// Three strategies at the same time; the last one runs a round longer than the others.
  static func trainThree(on store: ValueStore) throws -> [[MetricValue]] {
    let results = Mutex<[[MetricValue]]>([[], [], []])
    DispatchQueue.concurrentPerform(iterations: 3) { index in
      do {
        let learner = try Samples.learner(on: store, scope: "strategy \(index)")
        let metrics = try train(learner, rounds: index == 2 ? 3 : 2)
        results.withLock { $0[index] = metrics }
      } catch {
        Issue.record(error)
      }
    }
    return results.withLock { $0 }
  }

  @Test func strategiesWithTheSameBatchesComputeOneTrajectory() throws {
    let store = ValueStore(workers: 2)
    let metrics = try Self.trainThree(on: store)
    #expect(metrics.map(\.count) == [2, 2, 3])
    #expect(metrics[0] == metrics[1])
    #expect(metrics[0] == Array(metrics[2].prefix(2)))
    let statistics = store.statistics
    #expect(statistics.stepsRequested == 8 + 8 + 12)
    #expect(statistics.stepsComputed == 12)
    #expect(statistics.stepsShared == 16)
    #expect(statistics.stepsRepeated == 0)
    #expect(statistics.evaluationsRequested == 7)
    #expect(statistics.evaluationsComputed == 3)
    #expect(statistics.evaluationsShared == 4)
    #expect(statistics.samplesTrained == 12 * 128)
    #expect(statistics.secondsComputing > 0)
  }

  @Test func withoutSharingTheBitsAreTheSame() throws {
    let shared = try Self.trainThree(on: ValueStore(workers: 2))
    let store = ValueStore(workers: 2, sharing: false)
    #expect(try Self.trainThree(on: store) == shared)
    #expect(store.statistics.stepsComputed == 28)
    #expect(store.statistics.stepsShared == 0)
    #expect(store.statistics.evaluationsComputed == 7)
  }

  @Test func aLaterStrategyTakesKnownMetricsAndContinues() throws {
    let store = ValueStore(workers: 1)
    let first = try Self.train(Samples.learner(on: store), rounds: 2)
    #expect(store.statistics.stepsComputed == 8)
    let second = try Self.train(Samples.learner(on: store), rounds: 3)
    #expect(Array(second.prefix(2)) == first)
    #expect(store.statistics.stepsComputed == 12)
    #expect(store.statistics.stepsRepeated == 0)
  }
}
