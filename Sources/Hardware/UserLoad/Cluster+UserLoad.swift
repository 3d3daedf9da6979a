import Foundation
import Simulation

extension Cluster {
  /// What users got, and what training made of the rest; nil where there are no users.
  ///
  /// Joules are those at the supply's input. What training switched are its processors, memory,
  /// flash memory and messages; an idle server with the same users takes the rest. A device whose
  /// checkpoint is written for a user's sake is training's until that is done.
  public func userLoadRecord(at time: SimTime) -> UserLoadRecord? {
    guard let load = userLoad else { return nil }
    load.settle(at: time)
    let statistics = load.statistics
    let waits = statistics.waits.map(\.seconds)
    let ranked = waits.sorted()
    let rank99 = Int((0.99 * Double(ranked.count)).rounded(.up)) - 1
    let waiting = load.waiting
    let violations = statistics.violations(waiting: waiting, at: time)
    let holders = load.holders
    let split = energySplit(holders, at: time)
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
      wait_maximum_s: ranked.last, violations: violations.reduce(0, +),
      unserved: waiting.count, devices: devices.count, user_s: holders.seconds(.users),
      harvested_s: holders.seconds(.training), idle_s: holders.seconds(.nobody),
      training_J: split.training, training_idle_J: split.trainingIdle, sessions_J: split.sessions,
      sessions_idle_J: split.sessionsIdle, rest_J: split.rest, interval_s: statistics.interval,
      users: zip(statistics.taken, covered).map { $1 > 0 ? $0 / $1 : 0 },
      trace: (0..<statistics.taken.count).map {
        load.plan.trace.busy(at: (Double($0) + 0.5) * statistics.interval) * Double(devices.count)
      }, interval_violations: violations)
  }

  private struct EnergySplit {
    var training = 0.0
    var trainingIdle = 0.0
    var sessions = 0.0
    var sessionsIdle = 0.0
    var rest = 0.0
  }

  /// Whose joules were whose: idle power of a device belongs to whoever had it.
  private func energySplit(_ holders: HolderLedger, at time: SimTime) -> EnergySplit {
    var split = EnergySplit(
      trainingIdle: holders.joules(.training), sessionsIdle: holders.joules(.users),
      rest: holders.joules(.nobody))
    let parts = meter.parts(at: time)
    for part in parts {
      guard part.device != nil else {
        if part.name == ClusterWiring.bits {
          split.training += part.joules
        } else {
          split.rest += part.joules
        }
        continue
      }
      switch part.name {
      case UserLoad.sessions: split.sessions += part.joules
      case "idle", "leakage": break  // Its holder's, by the ledger of holders.
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
