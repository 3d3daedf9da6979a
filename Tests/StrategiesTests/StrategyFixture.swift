import Hardware
import Learning
import Simulation
import Testing

@testable import Strategies

/// A server of round numbers without jitter; nothing of it is a real machine.
///
/// - Parameters:
///   - hasNPU: Whether its devices have a processor for INT8 besides.
///   - messageTime: Of the processor, for every message, in seconds.
func plainServer(
  boards: Int, devicesPerBoard: Int, hasNPU: Bool = false, messageTime: Double = 0
) -> ServerSpecification {
  func known<Value>(_ value: Value) -> Sourced<Value> {
    Sourced(value, .documented, source: "test")
  }
  func processor(
    _ name: String, _ format: Precision, watts: Double, _ rate: Double, _ overhead: Double
  ) -> ProcessorSpecification {
    ProcessorSpecification(
      name: name, precisions: [format], frequency: known(Frequency(hertz: 1e9)),
      activePower: known(Power(watts: watts)),
      trainingRate: known(ComputeRate(operationsPerSecond: rate)),
      stepOverhead: known(SimDuration(seconds: overhead)), overheadClock: known(.own),
      exponent: known(1), jitter: known(.none),
      memoryRate: known(DataRate(bytesPerSecond: Plain.memory)),
      memoryEnergy: known(EnergyPerBit(joulesPerBit: 0)))
  }
  let link = LinkSpecification(
    rate: known(DataRate(bytesPerSecond: Plain.rate)), goodput: known(1),
    latency: known(SimDuration(nanoseconds: 50_000)),
    energy: known(EnergyPerBit(joulesPerBit: 1e-9)))
  return ServerSpecification(
    name: "plain", title: "Plain server", boards: known(boards),
    devicesPerBoard: known(devicesPerBoard),
    device: DeviceSpecification(
      name: "plain-soc", title: "Plain SoC", memory: known(ByteCount(bytes: 1 << 30)),
      idlePower: known(Power(watts: 2)),
      processors: [processor("cpu", .fp32, watts: 5, Plain.operations, Plain.overhead)]
        + (hasNPU
          ? [processor("npu", .int8, watts: 1.5, Plain.integerOperations, Plain.integerOverhead)]
          : []),
      messageTime: known(SimDuration(seconds: messageTime)),
      // A checkpoint of 1 MB takes 10 ms to write and 5 ms to read.
      flash: FlashSpecification(
        writeRate: known(DataRate(bytesPerSecond: 1e8)),
        readRate: known(DataRate(bytesPerSecond: 2e8)), activePower: known(Power(watts: 1)))),
    deviceLink: link, boardUplink: link, serverUplink: link,
    boardSwitchPower: known(Power(watts: 1)), serverSwitchPower: known(Power(watts: 1)),
    managementPower: known(Power(watts: 1)), fanPower: known(Power(watts: 1)),
    supplyEfficiency: known(1), boundary: "everything")
}

/// The numbers of `plainServer`, for closed forms.
enum Plain {
  static let rate = 1e8
  /// Two links of 50 us between devices of one board.
  static let latency = 1e-4
  static let operations = 2e10
  static let overhead = 0.01
  static let integerOperations = 1.1e11
  static let integerOverhead = 0.004
  static let memory = 1e10
}

extension TrainingJob {
  /// A model on a whole `plainServer`; it takes time but learns nothing.
  static func plain(
    boards: Int = 1, devicesPerBoard: Int, samples: Int, rounds: Int = 1,
    precision: TrainingPrecision = .fp32, optimizer: Optimizer = .momentum,
    model name: String = "lenet5", batchNorm: BatchNormMode = .perWorker, messageTime: Double = 0,
    in simulation: Simulation
  ) throws -> TrainingJob {
    let cluster = try Cluster(
      plainServer(
        boards: boards, devicesPerBoard: devicesPerBoard, hasNPU: precision != .fp32,
        messageTime: messageTime),
      used: boards * devicesPerBoard, precisions: precision.formats, in: simulation)
    let model = try #require(ModelRegistry.described(name))
    return TrainingJob(
      simulation: simulation, cluster: cluster, devices: cluster.devices, model: model,
      data: try DataSetRegistry.describe(.generated(train: samples, test: 10)),
      precision: precision, batchNorm: batchNorm, optimizer: optimizer,
      goal: TrainingGoal(accuracy: nil, rounds: rounds, stop: .rounds), learner: nil)
  }
}

/// A run of one strategy that takes time but learns nothing.
struct TimedRun {
  let rounds: [RoundRecord]
  let devices: [DeviceRecord]
  let links: [LinkRecord]
  let model: ModelDescription

  init(
    _ strategy: any Strategy, boards: Int = 1, devicesPerBoard: Int, samples: Int,
    rounds: Int = 2, precision: TrainingPrecision = .fp32, optimizer: Optimizer = .momentum,
    model name: String = "lenet5", batchNorm: BatchNormMode = .perWorker, messageTime: Double = 0
  ) throws {
    let simulation = Simulation()
    let job = try TrainingJob.plain(
      boards: boards, devicesPerBoard: devicesPerBoard, samples: samples, rounds: rounds,
      precision: precision, optimizer: optimizer, model: name, batchNorm: batchNorm,
      messageTime: messageTime, in: simulation)
    let cluster = job.cluster
    model = job.model
    simulation.spawn("strategy") { try await strategy.run(job) }
    let end = try simulation.run()
    try cluster.meter.closing(at: end)
    self.rounds = job.rounds
    devices = cluster.deviceRecords(at: end)
    links = cluster.network.linkRecords(at: end)
  }

  /// The length of the second round, which begins with everything distributed.
  var secondRound: Double { rounds[1].time_s - rounds[0].time_s }

  /// What a device computes for a step of so many samples, in seconds.
  func compute(_ samples: Int) -> Double {
    Plain.overhead + Double(samples) * model.trainingOperationsPerSample / Plain.operations
  }

  /// What adding so many vectors of the model's size to one takes, in seconds.
  func adding(_ count: Double) -> Double {
    3 * count * Double(model.parameterBytes) / Plain.memory
  }
}

extension Optimizer {
  /// Gradient descent with momentum: one vector beside the weights.
  static let momentum = Optimizer(.sgd(SGD(learningRate: 0.05, momentum: 0.9)))
}

extension Strategy {
  /// With these parameters, and the others at their defaults.
  static func with(_ values: KeyValuePairs<String, String>) -> Self {
    Self(
      StrategyParameters(
        parameters.compactMap { parameter in
          let value = values.first { $0.key == parameter.name }?.value ?? parameter.defaultValue
          return value.map { (parameter.name, $0) }
        }))
  }
}
