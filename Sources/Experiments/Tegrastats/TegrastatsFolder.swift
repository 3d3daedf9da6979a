import Foundation
import Hardware
import Scenarios
import Simulation
import Synchronization

/// Where the lines of `tegrastats` go: one file for each strategy and device that it trains on.
///
/// `<run>.<device>.log`, written when the run has ended.
public final class TegrastatsFolder: Sendable {
  private let folder: URL
  private let scenario: Scenario
  private let board: Tegrastats

  /// - Throws: `TegrastatsError`, before any time is spent.
  public init(at folder: URL, for experiment: Experiment) throws {
    let scenario = experiment.scenario
    let device = scenario.cluster.server.device
    guard let modes = device.modes, let mode = scenario.powerMode else {
      throw TegrastatsError.noPowerModes(device: device.name)
    }
    guard let workload = scenario.modeWorkload else {
      throw TegrastatsError.noCalibration(model: scenario.training.model, device: device.name)
    }
    self.folder = folder
    self.scenario = scenario
    board = Tegrastats(
      modes: modes, mode: mode, workload: workload, idle_W: device.idlePower.value.watts,
      memory: (
        experiment.model.trainingMemoryBytes(batch: workload.batch), device.memory.value.bytes
      ), processor: scenario.processor)
  }

  /// What is to be told of one strategy's run.
  func probe() -> ComputeIntervals { ComputeIntervals() }

  /// Writes the files of one run.
  func write(_ probe: ComputeIntervals, name run: String, devices: [String], until end: SimTime)
    throws
  {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (index, name) in devices.enumerated() {
      let lines = board.lines(
        probe.intervals[index] ?? [], probe.readings[index] ?? [], until: end)
      let file = folder.appending(
        path: "\(Self.fileName(run)).\(Self.fileName(name)).log")
      try Data(lines.utf8).write(to: file, options: .atomic)
    }
  }

  /// A name without what shells and folders take for something else.
  private static func fileName(_ name: String) -> String {
    name.replacing(#/[\s\/:,()]+/#, with: "-").replacing(#/-$/#, with: "")
  }
}

/// Why a board has no lines of `tegrastats`.
public enum TegrastatsError: Error, Hashable, Sendable, CustomStringConvertible {
  case noPowerModes(device: String)
  case noCalibration(model: String, device: String)

  public var description: String {
    switch self {
    case .noPowerModes(let device):
      "tegrastats lines are of boards with power modes, which '\(device)' has not"
    case .noCalibration(let model, let device):
      "tegrastats lines need to know what '\(model)' draws on '\(device)': "
        + "calibrate it (tidewatt calibrate --model modes --out) and name it as the workload"
    }
  }
}
