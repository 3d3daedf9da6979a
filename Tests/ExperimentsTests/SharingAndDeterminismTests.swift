import Foundation
import Testing

@testable import Experiments

@Suite struct SharingAndDeterminismTests {
  private func files(_ options: Experiment.Options) throws -> (BundleFolder, Experiment.Outcome) {
    let experiment = try Experiment(smallScenario())
    let outcome = try experiment.run(options)
    return (try experiment.bundle(outcome, jobs: options.jobs, started: .now), outcome)
  }

  @Test("the result is the same bytes for any number of jobs", arguments: [2, 3])
  func jobs(count: Int) throws {
    let (one, _) = try files(.init(jobs: 1))
    let (many, _) = try files(.init(jobs: count))
    #expect(many.difference(from: one) == nil)
    #expect(one.files.count == 9)
  }

  @Test("synchronous strategies of one global batch compute one trajectory together")
  func oneTrajectory() throws {
    let experiment = try Experiment(
      smallScenario(
        strategies: """
            - local: { batch: 32 }
            - parameter-server: { global-batch: 32 }
            - ring-all-reduce: { global-batch: 32 }
          """))
    let outcome = try experiment.run(.init(jobs: 2))
    let learning = try #require(outcome.learning)
    // 128 samples in batches of 32, two rounds, three strategies.
    #expect(learning.stepsRequested == 24)
    #expect(learning.stepsComputed == 8)
    #expect(learning.stepsShared == 16)
    #expect(learning.evaluationsComputed == 2)
    let accuracies = outcome.record.strategies.map { $0.rounds.map(\.accuracy) }
    #expect(accuracies[0] == accuracies[1])
    #expect(accuracies[0] == accuracies[2])
    let times = Set(outcome.record.strategies.map(\.simulated_time_s))
    #expect(times.count == 3)
  }

  @Test("with sharing off every strategy computes for itself and the bits are the same")
  func sharingOff() throws {
    let (shared, _) = try files(.init(jobs: 2))
    let (alone, outcome) = try files(.init(jobs: 2, sharing: false))
    #expect(alone.difference(from: shared) == nil)
    let learning = try #require(outcome.learning)
    #expect(learning.stepsShared == 0)
    #expect(learning.stepsComputed == learning.stepsRequested)
  }

  @Test("another seed gives another result, and another run id")
  func seeds() throws {
    let first = try Experiment(smallScenario())
    let second = try Experiment(smallScenario("seed=6"))
    #expect(first.runID != second.runID)
    let a = try first.run(.init(jobs: 1)).record
    let b = try second.run(.init(jobs: 1)).record
    #expect(a.fingerprint != b.fingerprint)
    #expect(a.strategies[0].rounds[0].loss != b.strategies[0].rounds[0].loss)
  }
}
