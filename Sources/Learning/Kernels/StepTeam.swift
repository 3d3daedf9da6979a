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
    let width = waves.map(\.count).max() ?? 1
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
      for index in wave.indices where !(isFirstWave && index == 0) {
        ElementwiseKernels.add(
          chunkGradients[isFirstWave ? index - 1 : index], to: sum, in: range)
      }
      first += wave.count
      barrier.wait()
    }
    if loss.isFinite { update(range) }
    barrier.wait()
  }

  /// Runs the chunks of one thread from meeting to meeting.
  private func run(
    _ wave: [StepPlan.Chunk], from first: Int, member: Int, isFirstWave: Bool,
    on kernels: ThreadKernels
  ) throws {
    let scale = 1 / Float(plan.sampleCount)
    let own = stride(from: member, to: wave.count, by: members)
    var passes: [(index: Int, network: Network, pass: Network.Pass)] = []
    defer {
      for (index, _, pass) in passes { losses[first + index] = pass.lossSum }
    }
    var failed: (any Error)?
    do {
      for (slot, index) in own.enumerated() {
        let chunk = wave[index]
        let network = try kernels.network(
          plan.network, batch: chunk.ids.count, training: true, slot: slot,
          quantised: plan.quantised)
        let gradient =
          isFirstWave
          ? index == 0 ? sum : chunkGradients[index - 1] : chunkGradients[index]
        let pass = try network.begin(
          chunk.ids, of: plan.images, epoch: plan.epoch, augmentation: plan.augmentation,
          weights: weights, scale: scale, gradient: gradient)
        passes.append((index, network, pass))
      }
    } catch {
      failed = error
    }
    var meets = plan.network.couplesSamples
    repeat {
      for number in passes.indices where failed == nil {
        do {
          meetings[passes[number].index] = try passes[number].network.advance(
            &passes[number].pass)
        } catch {
          failed = error
        }
      }
      guard meets else { break }
      if let failed { failure.withLock { $0 = $0 ?? failed } }
      barrier.wait()
      // All threads see the same, and leave together.
      if failure.withLock({ $0 != nil }) { break }
      let all = meetings[..<wave.count].compactMap { $0 }
      meets = all.count == wave.count
      if meets {
        for (index, _, _) in passes {
          meetings[index]?.conclude(
            Meeting.Round(all: all, isFirst: wave[index].isFirst, share: wave[index].share))
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
