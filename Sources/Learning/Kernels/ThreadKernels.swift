import Foundation

/// Everything that one thread needs to compute: its engine and the networks it has made so far.
///
/// Made, used and destroyed on one thread (see `KernelEngine`).
final class ThreadKernels {
  private struct NetworkKey: Hashable {
    let model: String
    let batch: Int
    let training: Bool
    let slot: Int
    let isQuantised: Bool
  }

  private let engine: KernelEngine
  private var networks: [NetworkKey: (network: Network, lastCall: Int)] = [:]
  private var trainingCalls = 0
  /// For networks whose products are of int8 values.
  private let quantised: QuantisedKernels
  private var trainers: [String: IntegerTrainer] = [:]
  private var quantisedWeights: [String: QuantisedWeights] = [:]
  /// Per model: the gradient of a step, and those of its chunks.
  private var gradients: [String: [FloatBuffer]] = [:]
  private var scratch: [String: FloatBuffer] = [:]
  /// Asks for other threads to take part in a step; returns how many will.
  var recruit: ((_ seats: Int) -> Recruits?)?

  /// - Throws: `LearningError` if kernels cannot be limited to one thread or oneDNN fails.
  init(products: IntegerProducts = IntegerProducts()) throws {
    try KernelThread.limitToOneThread()
    engine = try KernelEngine()
    quantised = QuantisedKernels(products: products)
  }

  /// Integer training of a network.
  func integers(_ definition: NetworkDefinition) throws -> IntegerTrainer {
    if let trainer = trainers[definition.name] { return trainer }
    let trainer = try IntegerTrainer(definition)
    trainers[definition.name] = trainer
    return trainer
  }

  /// A state's weights as int8 values, until those of the next are asked for.
  func quantised(_ weights: FloatBuffer, of definition: NetworkDefinition) -> QuantisedWeights {
    if let known = quantisedWeights[definition.name] {
      known.read(weights)
      return known
    }
    let new = QuantisedWeights(definition.parameters, of: weights)
    quantisedWeights[definition.name] = new
    return new
  }

  /// - Parameters:
  ///   - slot: Tells networks apart that are under way at the same time.
  ///   - weights: The int8 values of the weights that the network is about to run with; nil for
  ///     FP32.
  func network(
    _ definition: NetworkDefinition, batch: Int, training: Bool, slot: Int = 0,
    quantised weights: QuantisedWeights? = nil
  ) throws -> Network {
    if let weights { quantised.weights = weights }
    let key = NetworkKey(
      model: definition.name, batch: batch, training: training, slot: slot,
      isQuantised: weights != nil)
    if training { trainingCalls += 1 }
    if let known = networks[key] {
      networks[key]?.lastCall = trainingCalls
      return known.network
    }
    if training { makeRoom(for: batch) }
    let network = try Network(
      definition, batch: batch, training: training, engine: engine,
      quantised: weights == nil ? nil : quantised)
    networks[key] = (network, trainingCalls)
    return network
  }

  /// Lets go of training networks that have not run for long, where batches take many sizes.
  ///
  /// A sample of ResNet-18 takes some megabytes for all that its backward pass needs.
  private func makeRoom(for samples: Int) {
    let trained = networks.filter(\.key.training).sorted { $0.value.lastCall < $1.value.lastCall }
    var kept = trained.reduce(samples) { $0 + $1.key.batch }
    for (key, value) in trained
    where kept > Self.keptSamples && trainingCalls - value.lastCall > Self.keptCalls {
      networks[key] = nil
      kept -= key.batch
    }
  }

  /// For tests: how many training networks are there.
  var trainingNetworkCount: Int { networks.keys.count { $0.training } }

  /// Eight chunks of the usual size.
  private static let keptSamples = 8 * Chunking.training
  /// Networks of the last so many calls stay whatever their size: the next step may need them all
  /// again, and making one takes longer than running it.
  private static let keptCalls = 32

  /// Computes the gradient of a batch's mean loss and hands it, range by range, to `update`.
  ///
  /// - Parameter update: Called once for each range, maybe on several threads; not if the loss is
  ///   not finite.
  /// - Returns: The mean loss, and the gradient, which stays valid until the next call.
  @discardableResult
  func step(
    _ plan: StepPlan, weights: FloatBuffer,
    update: @escaping (_ gradient: FloatBuffer, Range<Int>) -> Void = { _, _ in }
  ) throws -> (loss: Double, gradient: FloatBuffer) {
    let width = plan.waves(threads: .max).map(\.chunks.count).max() ?? 1
    let recruits = width > 1 ? recruit?(width - 1) : nil
    let sum = buffer(0, for: plan.network)
    let team = StepTeam(
      plan, members: 1 + (recruits?.count ?? 0), weights: weights,
      buffers: { buffer($0, for: plan.network) }, update: { update(sum, $0) })
    recruits?.start(team)
    team.take(part: 0, on: self)
    try team.check()
    return (team.loss, team.sum)
  }

  /// The hit rate and mean loss over all of `images`.
  func evaluate(
    _ definition: NetworkDefinition, on ids: ArraySlice<Int32>? = nil, of images: LabelledImages,
    weights: FloatBuffer
  ) throws -> MetricValue {
    var loss = 0.0
    var correct = 0
    let ids = ids ?? images.ids
    for chunk in Chunking.chunks(of: ids, size: Chunking.evaluation) {
      let part = try network(definition, batch: chunk.count, training: false).evaluate(
        on: chunk, of: images, weights: weights)
      loss += part.lossSum
      correct += part.correct
    }
    let count = Double(ids.count)
    return MetricValue(accuracy: Double(correct) / count, loss: loss / count)
  }

  /// The mean cosine between the logits in FP32 and with products of int8 values.
  func similarity(
    _ definition: NetworkDefinition, on ids: ArraySlice<Int32>, of images: LabelledImages,
    weights: FloatBuffer
  ) throws -> Double {
    let quantised = quantised(weights, of: definition)
    var sum = 0.0
    for chunk in Chunking.chunks(of: ids, size: Chunking.evaluation) {
      let exact = try network(definition, batch: chunk.count, training: false).logits(
        of: chunk, images, weights: weights)
      let rounded = try network(
        definition, batch: chunk.count, training: false, quantised: quantised
      ).logits(of: chunk, images, weights: weights)
      for row in 0..<chunk.count {
        var (product, one, other) = (0.0, 0.0, 0.0)
        for index in row * definition.classCount..<(row + 1) * definition.classCount {
          let (a, b) = (Double(exact[index]), Double(rounded[index]))
          product += a * b
          one += a * a
          other += b * b
        }
        let norm = (one * other).squareRoot()
        // Logits of zeros alone point nowhere: alike if both do.
        sum += norm == 0 ? (one == other ? 1 : 0) : product / norm
      }
    }
    return sum / Double(ids.count)
  }

  /// Zeros that are this purpose's until it asks again: fresh memory for every step would cost more
  /// than computing in it.
  func zeros(_ purpose: String, for definition: NetworkDefinition, count: Int) -> FloatBuffer {
    let key = "\(definition.name) \(purpose)"
    if let known = scratch[key], known.count == count {
      memset(known.base, 0, known.byteCount)
      return known
    }
    let buffer = FloatBuffer(count: count)
    scratch[key] = buffer
    return buffer
  }

  private func buffer(_ number: Int, for definition: NetworkDefinition) -> FloatBuffer {
    var buffers = gradients[definition.name] ?? []
    while buffers.count <= number {
      buffers.append(FloatBuffer(count: definition.parameters.bufferCount))
    }
    gradients[definition.name] = buffers
    return buffers[number]
  }
}
