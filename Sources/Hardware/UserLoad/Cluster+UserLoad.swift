import Foundation
import Simulation

extension Cluster {
  /// What users got, and what training made of the rest; nil where there are no users.
  ///
  /// Joules are those at the supply's input. What training switched are its processors, memory,
  /// flash memory and messages; an idle server with the same users takes the rest.
  public func userLoadRecord(at time: SimTime) -> UserLoadRecord? {
    guard let load = userLoad else { return nil }
    load.settle(at: time)
    let statistics = load.statistics
    let waits = statistics.waits.map(\.seconds)
    let ranked = waits.sorted()
    let rank99 = Int((0.99 * Double(ranked.count)).rounded(.up)) - 1
    let taken = devices.map { $0.takenTime(at: time).seconds }
    let harvested = devices.map { device in
      Phase.allCases.filter { $0 != .idle }
        .reduce(0) { $0 + device.time(in: $1, at: time).seconds }
    }
    let split = energySplit(taken: taken, harvested: harvested, at: time)
    // An interval that the run did not reach to the end is as long as the run.
    let covered = (0..<statistics.taken.count).map {
      min(max(time.seconds - Double($0) * statistics.interval, 0), statistics.interval)
    }
    return UserLoadRecord(
      objective_s: load.plan.objective.seconds, sessions: statistics.arrived,
      started: waits.count, on_idle: statistics.onIdle, preemptions: statistics.preemptions,
      checkpoints: statistics.checkpoints, cut_short: statistics.cutShort, waits_s: waits,
      wait_mean_s: waits.isEmpty ? nil : waits.reduce(0, +) / Double(waits.count),
      wait_p99_s: ranked.isEmpty ? nil : ranked[rank99],
      wait_maximum_s: ranked.last, violations: statistics.violations.reduce(0, +),
      devices: devices.count, user_s: taken.reduce(0, +), harvested_s: harvested.reduce(0, +),
      idle_s: Double(devices.count) * time.seconds
        - zip(taken, harvested).reduce(0) { $0 + $1.0 + $1.1 },
      training_J: split.training, training_idle_J: split.trainingIdle, sessions_J: split.sessions,
      sessions_idle_J: split.sessionsIdle, rest_J: split.rest, interval_s: statistics.interval,
      users: zip(statistics.taken, covered).map { $1 > 0 ? $0 / $1 : 0 },
      trace: (0..<statistics.taken.count).map {
        load.plan.trace.busy(at: (Double($0) + 0.5) * statistics.interval) * Double(devices.count)
      }, interval_violations: statistics.violations)
  }

  private struct EnergySplit {
    var training = 0.0
    var trainingIdle = 0.0
    var sessions = 0.0
    var sessionsIdle = 0.0
    var rest = 0.0
  }

  /// Whose joules were whose: idle power of a device belongs to whoever had it.
  private func energySplit(
    taken: [Double], harvested: [Double], at time: SimTime
  ) -> EnergySplit {
    var split = EnergySplit()
    let span = time.seconds
    let parts = meter.parts(at: time)
    for part in parts {
      guard let device = part.device else {
        if part.name == ClusterWiring.bits {
          split.training += part.joules
        } else {
          split.rest += part.joules
        }
        continue
      }
      switch part.name {
      case UserLoad.sessions: split.sessions += part.joules
      case "idle", "leakage":
        let users = span > 0 ? part.joules * taken[device] / span : 0
        let training = span > 0 ? part.joules * harvested[device] / span : 0
        split.sessionsIdle += users
        split.trainingIdle += training
        split.rest += part.joules - users - training
      case ClusterWiring.ports: split.rest += part.joules
      default: split.training += part.joules
      }
    }
    let output = parts.reduce(0) { $0 + $1.joules }
    let input = meter.energy(.server, at: time).joules
    let scale = output > 0 ? input / output : 1
    split.training *= scale
    split.trainingIdle *= scale
    split.sessions *= scale
    split.sessionsIdle *= scale
    split.rest *= scale
    return split
  }
}
