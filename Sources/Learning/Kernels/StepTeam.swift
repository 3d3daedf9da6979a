import Synchronization

/// One optimiser step, computed by one or several threads with the same bits.
///
/// Each chunk's gradient lies in a buffer of its own; they are added in the order of the chunks,
/// each thread adding its part of the parameters.
///
/// `@unchecked Sendable`: the plan and the buffers' addresses are constant. Between two barriers
/// every thread writes only what is its own: the places of its chunks in `meetings` and `losses`,
/// their buffers, and its part of the sum and of what `update` writes.
final class StepTeam: @unchecked Sendable {
  let plan: StepPlan
  let members: Int
  let weights: FloatBuffer
  /// The sum, and for each chunk of a wave but the first wave's first, its gradient.
  let sum: FloatBuffer
  private let chunkGradients: [FloatBuffer]
  private let barrier: Barrier
  private let meetings: UnsafeMutableBufferPointer<Meeting?>
  private let losses: UnsafeMutableBufferPointer<Double>
  private let failure = Mutex<(any Error)?>(nil)
  /// Applies the finished gradient to a range of the parameters; called on all threads.
  private let update: (Range<Int>) -> Void

  /// - Parameters:
  ///   - buffers: Gives the gradient buffer of that number, 0 for the sum.
  init(
    _ plan: StepPlan, members: Int, weights: FloatBuffer, buffers: (Int) -> FloatBuffer,
    update: @escaping (Range<Int>) -> Void
  ) {
    self.plan = plan
    self.members = members
    self.weights = weights
    self.update = update
    sum = buffers(0)
    let waves = plan.waves(threads: members)
    let width = waves.map(\.chunks.count).max() ?? 1
    let count = waves.count > 1 ? width : width - 1
    chunkGradients = (0..<count).map { buffers($0 + 1) }
    barrier = Barrier(members: members)
    meetings = .allocate(capacity: width)
    meetings.initialize(repeating: nil)
    losses = .allocate(capacity: plan.chunkCount)
    losses.initialize(repeating: 0)
  }

  deinit {
    meetings.deinitialize().deallocate()
    losses.deallocate()
  }

  /// The mean loss of the samples; known when the step is done.
  var loss: Double { losses.reduce(0, +) / Double(plan.sampleCount) }

  /// - Throws: What went wrong on any of the threads.
  func check() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// Computes one thread's part; returns when all are done.
  func take(part member: Int, on kernels: ThreadKernels) {
    let range = part(member)
    var first = 0
    for wave in plan.waves(threads: members) {
      let isFirstWave = first == 0
      do {
        try run(wave, from: first, member: member, isFirstWave: isFirstWave, on: kernels)
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
      barrier.wait()
      // A thread that failed has left meetings early, and the others with it.
      if failure.withLock({ $0 != nil }) { return }
      for index in wave.chunks.indices where !(isFirstWave && index == 0) {
        ElementwiseKernels.add(
          chunkGradients[isFirstWave ? index - 1 : index], to: sum, in: range)
      }
      first += wave.chunks.count
      barrier.wait()
    }
    if loss.isFinite { update(range) }
    barrier.wait()
  }

  /// A chunk on its way through a network.
  private struct Running {
    let index: Int
    let chunk: StepPlan.Chunk
    let network: Network
    var pass: Network.Pass
  }

  /// Runs the chunks of one thread.
  private func run(
    _ wave: StepPlan.Wave, from first: Int, member: Int, isFirstWave: Bool,
    on kernels: ThreadKernels
  ) throws {
    var own: [Running] = []
    defer {
      for running in own { losses[first + running.index] = running.pass.lossSum }
    }
    var failed: (any Error)?
    do {
      let indices = stride(from: member, to: wave.chunks.count, by: members)
      for (slot, index) in indices.enumerated() {
        own.append(
          try begin(wave.chunks[index], index, isFirstWave: isFirstWave, slot: slot, on: kernels))
      }
    } catch {
      failed = error
    }
    if wave.meets {
      try meet(&own, of: wave.chunks.count, after: failed)
    } else {
      if let failed { throw failed }
      for number in own.indices {
        try own[number].network.finish(&own[number].pass, of: own[number].chunk)
      }
    }
  }

  private func begin(
    _ chunk: StepPlan.Chunk, _ index: Int, isFirstWave: Bool, slot: Int,
    on kernels: ThreadKernels
  ) throws -> Running {
    let network = try kernels.network(
      plan.network, batch: chunk.ids.count, training: true, slot: slot, quantised: plan.quantised)
    let gradient =
      isFirstWave ? index == 0 ? sum : chunkGradients[index - 1] : chunkGradients[index]
    let pass = try network.begin(
      chunk, of: plan.images, epoch: plan.epoch, augmentation: plan.augmentation,
      weights: weights, scale: 1 / Float(plan.sampleCount), gradient: gradient)
    return Running(index: index, chunk: chunk, network: network, pass: pass)
  }

  /// Takes one thread's chunks from meeting to meeting with those of the others.
  ///
  /// - Parameters:
  ///   - count: How many chunks meet.
  ///   - error: What has gone wrong on this thread before; the others learn of it at the first
  ///     meeting.
  private func meet(_ own: inout [Running], of count: Int, after error: (any Error)?) throws {
    var failed = error
    var meets = true
    repeat {
      for number in own.indices where failed == nil {
        do {
          meetings[own[number].index] = try own[number].network.advance(&own[number].pass)
        } catch {
          failed = error
        }
      }
      if let failed { failure.withLock { $0 = $0 ?? failed } }
      barrier.wait()
      // All threads see the same, and leave together.
      if failure.withLock({ $0 != nil }) { break }
      let all = meetings[..<count].compactMap { $0 }
      meets = all.count == count
      if meets {
        for running in own {
          meetings[running.index]?.conclude(
            Meeting.Round(
              all: all, isFirst: running.chunk.isFirst, shares: running.chunk.shares))
        }
      }
      // Nobody may replace a meeting that another still reads.
      barrier.wait()
    } while meets
    if let failed { throw failed }
  }

  /// Whole lines of the cache, so that no two threads write into one.
  private func part(_ member: Int) -> Range<Int> {
    let line = FloatBuffer.floatsPerLine
    let lines = sum.count / line
    func bound(_ member: Int) -> Int { lines * member / members * line }
    return bound(member)..<bound(member + 1)
  }
}
