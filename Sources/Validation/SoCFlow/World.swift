import Hardware
import Randomness
import Scenarios

/// One set of values for all that nobody measured.
enum World: Hashable, Sendable {
  /// The catalogue's values.
  case catalogue
  /// One thing halved, doubled or otherwise multiplied.
  case scaled(Sensitivity, factor: Double)
  /// Every assumed number somewhere in its range.
  case draw(Int, seed: UInt64)

  /// What the sensitivity table changes.
  enum Sensitivity: String, CaseIterable, Sendable {
    case linkSpeed = "link speed"
    case cpuRate = "CPU rate"
    case npuSpeedUp = "NPU speed-up"
    case groupSize = "group size"

    var words: String {
      switch self {
      case .linkSpeed: "rate of the SoCs' links and of the boards' uplinks"
      case .cpuRate: "training rate of the CPU; the NPU's moves with it"
      case .npuSpeedUp: "training rate of the NPU over that of the CPU"
      case .groupSize: "SoCs in a group; their number stays"
      }
    }
  }

  /// How many times more SoCs a group has than in the file.
  var groupSizeFactor: Double {
    if case .scaled(.groupSize, let factor) = self { return factor }
    return 1
  }

  /// A scenario with this world's values.
  func changed(_ scenario: Scenario) -> Scenario {
    var changed = scenario
    switch self {
    case .catalogue, .scaled(.groupSize, _): break
    case .scaled(.linkSpeed, let factor):
      for kind in [LinkKinds.device, LinkKinds.boardUplink] {
        changed.cluster.server.links[kind]?.rate.value.bytesPerSecond *= factor
      }
    case .scaled(.cpuRate, let factor):
      changed.scaleRates(in: [.fp32, .int8], by: factor)
    case .scaled(.npuSpeedUp, let factor):
      changed.scaleRates(in: [.int8], by: factor)
    case .draw(let number, let seed):
      for assumed in AssumedNumbers(of: scenario).varied {
        assumed.set(Self.place(of: assumed.path, inDraw: number, seed: seed), &changed)
      }
      changed.tieNPU(to: scenario)
      changed.keepIdlePower(of: scenario)
    }
    return changed
  }

  /// Where in its range a number lies in a draw, from 0 to 1.
  ///
  /// Every number has a stream of its own, so one more changes none of the others.
  static func place(of path: String, inDraw number: Int, seed: UInt64) -> Double {
    RandomStream(seed: seed, name: "socflow draw \(number): \(path)").uniform()
  }
}

extension Scenario {
  /// Multiplies the training rates of the processors that train in these formats.
  ///
  /// On SoCs only: a GPU has nothing but FP32, and its rate is not the CPU's.
  fileprivate mutating func scaleRates(in formats: [Precision], by factor: Double) {
    guard cluster.server.device.processor(for: .int8) != nil else { return }
    for format in formats {
      guard let known = trainingRate(in: format) else { continue }
      setTrainingRate(in: format, known.operationsPerSecond * factor)
    }
  }

  /// With the workload's calibration, if there is one.
  private func trainingRate(in format: Precision) -> ComputeRate? {
    server(for: [format]).device.processor(for: format)?.trainingRate.value
  }

  private mutating func setTrainingRate(in format: Precision, _ rate: Double) {
    guard
      let index = cluster.server.device.processors.firstIndex(where: {
        $0.precisions.contains(format)
      })
    else { return }
    cluster.server.device.processors[index].trainingRate = Sourced(
      ComputeRate(operationsPerSecond: rate), .scenario, source: "varied by the validation")
  }

  /// What is known of the NPU's rate is how many times the CPU's it is, so it moves with the CPU's.
  fileprivate mutating func tieNPU(to catalogue: Scenario) {
    guard let npu = trainingRate(in: .int8), let cpu = trainingRate(in: .fp32),
      let known = catalogue.trainingRate(in: .fp32)
    else { return }
    setTrainingRate(
      in: .int8,
      npu.operationsPerSecond * cpu.operationsPerSecond / known.operationsPerSecond)
  }

  /// How the idle power of a server of boards is split is assumed, its sum was measured.
  fileprivate mutating func keepIdlePower(of catalogue: Scenario) {
    guard case .boards(var boards) = cluster.server.topology else { return }
    let factor = catalogue.cluster.server.idlePower.watts / cluster.server.idlePower.watts
    cluster.server.device.idlePower.value.watts *= factor
    boards.boardSwitchPower.value.watts *= factor
    boards.serverSwitchPower.value.watts *= factor
    cluster.server.topology = .boards(boards)
    cluster.server.managementPower.value.watts *= factor
    cluster.server.fanPower.value.watts *= factor
  }
}
