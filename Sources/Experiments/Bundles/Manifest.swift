import Digests
import Foundation
import Learning
import Scenarios

/// How a run came about: the only file of a bundle that is not the same on every run.
public struct Manifest: Codable, Sendable {
  public var tidewatt_version: String
  /// Digest of the build's source files.
  public var sources: String
  public var scenario: String
  public var seed: UInt64
  public var run_id: String
  /// Digests of what went in: the effective scenario, and the data set if anything was learned.
  public var inputs: [String: String]
  public var fingerprint: String
  public var host: Host
  /// Steps and evaluations computed and shared; absent if nothing was learned.
  public var learning: LearningStatistics?
  public var jobs: Int
  public var started: String
  public var real_time_s: Double
  public var peak_memory_bytes: Int

  public struct Host: Codable, Sendable {
    public var processor: String
    public var cores: Int
    public var system: String
    /// What of library and processor can reach the last bits of learned numbers.
    public var kernels: [String]
  }

  init(_ experiment: Experiment, _ outcome: Experiment.Outcome, jobs: Int, started: Date) {
    tidewatt_version = BuildIdentity.version
    sources = BuildIdentity.sources
    scenario = experiment.scenario.name
    seed = experiment.scenario.seed
    run_id = outcome.record.run_id
    inputs = ["scenario": Digest(of: experiment.scenario.effectiveText).description]
    inputs["data_set"] = outcome.dataSetFingerprint
    fingerprint = outcome.record.fingerprint
    host = .current
    learning = outcome.learning
    self.jobs = jobs
    self.started = started.formatted(.iso8601)
    real_time_s = outcome.realSeconds
    peak_memory_bytes = PeakMemory.bytes
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension Manifest.Host {
  static var current: Self {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = model?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return Self(
      processor: name ?? "unknown", cores: ProcessInfo.processInfo.activeProcessorCount,
      system: ProcessInfo.processInfo.operatingSystemVersionString, kernels: KernelIdentity.facts)
  }
}

/// The most memory that this process has held at once.
enum PeakMemory {
  static var bytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
