import Hardware
import Learning
import Simulation

/// A training step of several equal pipelines: micro-batches pass forward through the stages, then
/// their derivatives pass back.
///
/// A stage computes the micro-batches forward in order, then backward in the opposite order. What it
/// hands on is sent while it computes; a stage that has nothing to compute communicates while a
/// message to it is under way, and waits otherwise: the bubbles. A stage pays the fixed cost of a step
/// once, whatever its micro-batches.
/// Source: Huang et al., "GPipe: efficient training of giant neural networks using pipeline
/// parallelism", NeurIPS 2019, without its recomputation.
final class PipelineStep {
  private let devices: [Device]
  private let alone: [ReplicaGroup]
  /// Each device with the next one.
  private let pairs: [ReplicaGroup]
  /// All of them, which pay for their messages at the end of a step.
  private let everybody: ReplicaGroup
  private let stages: [PipelineStage]
  private let job: TrainingJob
  private let names: [String]
  /// Messages between stages by their ends and bytes, made when they are first needed.
  private var messages: [MessageKind: Collective] = [:]
  private var isWaiting: [Bool]
  /// Messages under way to each device.
  private var arriving: [Int]

  private struct MessageKind: Hashable {
    var from: Int
    var to: Int
    var bytes: Int
  }

  /// - Parameter devices: Those of one pipeline after the other, stage by stage.
  init(_ job: TrainingJob, _ devices: [Device], stages: [PipelineStage]) {
    self.job = job
    self.devices = devices
    self.stages = stages
    alone = devices.map { job.group([$0], name: $0.name) }
    pairs = zip(devices, devices.dropFirst()).map { job.group([$0, $1], name: $0.name) }
    everybody = job.group(devices, name: "all devices")
    isWaiting = devices.map { _ in false }
    arriving = devices.map { _ in 0 }
    let last = stages.count - 1
    names =
      devices.map(\.name)
      + devices.indices.filter { $0 % stages.count < last }.flatMap {
        ["activations of \(devices[$0].name)", "derivatives for \(devices[$0].name)"]
      }
  }

  /// Runs one step.
  ///
  /// - Parameter microBatches: For every pipeline the samples of its micro-batches.
  func run(_ microBatches: [[Int]]) async throws {
    let count = stages.count
    let links = devices.indices.filter { $0 % count < count - 1 }
    // To send on and to be worked on, by device; numbers of micro-batches.
    func boxes(_ what: String) -> [Mailbox<Int>] {
      devices.map { Mailbox(name: "\(what) \($0.name)") }
    }
    let (outputs, inputs) = (boxes("activations from"), boxes("activations for"))
    let (derivatives, errors) = (boxes("derivatives from"), boxes("derivatives for"))
    _ = try await job.simulation.concurrently(names) { [self] process in
      if process < devices.count {
        let parts = microBatches[process / count]
        try await compute(
          parts, on: process, inputs: inputs[process], outputs: outputs[process],
          errors: errors[process], derivatives: derivatives[process])
        return
      }
      let place = process - devices.count
      let lower = links[place / 2]
      let parts = microBatches[lower / count]
      if place % 2 == 0 {
        try await carry(parts, from: lower, to: lower + 1, outputs[lower], inputs[lower + 1])
      } else {
        try await carry(
          parts, from: lower + 1, to: lower, derivatives[lower + 1], errors[lower])
      }
    }
    for device in devices { device.enter(.wait, at: job.simulation.now) }
    var owed = devices.map { _ in 0 }
    for (first, pair) in pairs.enumerated() {
      for (index, count) in pair.takeUnpaid().enumerated() { owed[first + index] += count }
    }
    try await everybody.pay(for: owed)
  }

  private func compute(
    _ parts: [Int], on index: Int, inputs: Mailbox<Int>, outputs: Mailbox<Int>,
    errors: Mailbox<Int>, derivatives: Mailbox<Int>
  ) async throws {
    let place = index % stages.count
    let stage = stages[place]
    let simulation = job.simulation
    for number in parts.indices {
      if place > 0 { try await receive(inputs, on: index) }
      try await pass(
        parts[number], stage.share * ModelDescription.forwardShare, isFirst: number == 0, on: index)
      if place < stages.count - 1 { outputs.send(number, in: simulation) }
    }
    for number in parts.indices.reversed() {
      if place < stages.count - 1 { try await receive(errors, on: index) }
      try await pass(
        parts[number], stage.share * (1 - ModelDescription.forwardShare), isFirst: false, on: index)
      alone[index].count(BatchSplit(samples: [parts[number]]))
      if place > 0 { derivatives.send(number, in: simulation) }
    }
  }

  private func receive(_ box: Mailbox<Int>, on index: Int) async throws {
    isWaiting[index] = true
    if arriving[index] > 0 { devices[index].enter(.communicate, at: job.simulation.now) }
    _ = try await box.receive(in: job.simulation)
    isWaiting[index] = false
  }

  private func pass(_ samples: Int, _ share: Double, isFirst: Bool, on index: Int) async throws {
    let weights =
      Double(stages[index % stages.count].parameters) / Double(job.model.parameterCount)
    try await alone[index].compute(parts: [
      StepPart(samples: samples, share: share, startsStep: isFirst, weights: weights)
    ])
  }

  /// Carries what a stage hands on to a neighbour, one message after the other.
  private func carry(
    _ parts: [Int], from: Int, to: Int, _ source: Mailbox<Int>, _ target: Mailbox<Int>
  ) async throws {
    let values = stages[min(from, to) % stages.count].outputValues
    for _ in parts {
      let number = try await source.receive(in: job.simulation)
      let bytes = parts[number] * values * MemoryLayout<Float>.size
      if bytes > 0 {
        arriving[to] += 1
        if isWaiting[to] { devices[to].enter(.communicate, at: job.simulation.now) }
        try await pairs[min(from, to)].exchange(message(from: from, to: to, bytes: bytes))
        arriving[to] -= 1
      }
      target.send(number, in: job.simulation)
    }
  }

  private func message(from: Int, to: Int, bytes: Int) -> Collective {
    let kind = MessageKind(from: from, to: to, bytes: bytes)
    if let known = messages[kind] { return known }
    var schedule = CollectiveSchedule(
      name: from < to ? "activations" : "derivatives", participants: 2)
    schedule.add(from: 0, to: 1, bytes: bytes)
    let message = job.collective(schedule, among: [devices[from], devices[to]])
    messages[kind] = message
    return message
  }
}
