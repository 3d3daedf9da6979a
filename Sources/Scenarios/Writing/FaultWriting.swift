import Hardware
import Simulation

extension YAMLText {
  /// The items of a list of faults.
  mutating func write(_ plan: FaultPlan) {
    for fault in plan.scheduled {
      let until = fault.end.map { ", until: \(($0 - .zero).text)" } ?? ""
      let (key, subject) = Self.written(fault.kind)
      item("\(key): { \(subject)at: \((fault.start - .zero).text)\(until) }")
    }
    for fault in plan.random {
      let (key, subject) = Self.written(fault.kind)
      let repair = fault.meanTimeToRepair.map { ", mean-time-to-repair: \($0.text)" } ?? ""
      item(
        "\(key): { \(subject)mean-time-between-failures: \(fault.meanTimeBetweenFailures.text)"
          + "\(repair) }")
    }
  }

  private static func written(_ kind: Fault.Kind) -> (key: String, subject: String) {
    switch kind {
    case .deviceDies(let device): ("device-dies", "device: \(device), ")
    case .deviceSlows(let device, let rate):
      ("device-slows", "device: \(device), rate: \(fractionText(rate)), ")
    case .linkBreaks(let link): ("link-breaks", "link: \(quoted(link)), ")
    case .linkSlows(let link, let rate):
      ("link-slows", "link: \(quoted(link)), rate: \(fractionText(rate)), ")
    case .fansFail: ("fans-fail", "")
    }
  }

  private static func written(_ kind: RandomFault.Kind) -> (key: String, subject: String) {
    switch kind {
    case .deviceDies: ("devices-die", "")
    case .deviceSlows(let rate): ("devices-slow", "rate: \(fractionText(rate)), ")
    case .linkBreaks: ("device-links-break", "")
    }
  }
}
