import Hardware

extension ThermalSpecification {
  /// Every number of a device's heat, in the order of its file.
  func numbers(_ path: String) -> [SpecificationNumber] {
    var numbers: [SpecificationNumber] = []
    switch network {
    case .cauer(let nodes):
      for node in nodes {
        numbers += [
          SpecificationNumber("\(path).\(node.name).capacity", node.capacity, \.text),
          SpecificationNumber("\(path).\(node.name).resistance", node.resistance, \.text),
        ]
      }
    case .foster(let terms):
      for term in terms {
        numbers += [
          SpecificationNumber("\(path).\(term.name).resistance", term.resistance, \.text),
          SpecificationNumber("\(path).\(term.name).time-constant", term.timeConstant, \.text),
        ]
      }
    }
    if let leakage {
      numbers += [
        SpecificationNumber("\(path).leakage.power", leakage.power, \.text),
        SpecificationNumber("\(path).leakage.at", leakage.reference, \.text),
        SpecificationNumber("\(path).leakage.growth-per-kelvin", leakage.growth, fractionText),
      ]
    }
    if let critical {
      numbers.append(SpecificationNumber("\(path).critical", critical, \.text))
    }
    return numbers + governor.numbers("\(path).governor")
  }
}

extension GovernorSpecification {
  fileprivate func numbers(_ path: String) -> [SpecificationNumber] {
    switch self {
    case .none: []
    case .pinned(let pinned):
      [SpecificationNumber("\(path).pinned.below", pinned.below, \.description)]
    case .stepWise(let stepWise):
      [
        SpecificationNumber("\(path).step-wise.trip", stepWise.trip, \.text),
        SpecificationNumber("\(path).step-wise.hysteresis", stepWise.hysteresis, \.text),
      ] + stepWise.polling.numbers("\(path).step-wise")
    case .powerAllocator(let allocator):
      [
        SpecificationNumber("\(path).power-allocator.switch-on", allocator.switchOn, \.text),
        SpecificationNumber("\(path).power-allocator.desired", allocator.desired, \.text),
        SpecificationNumber("\(path).power-allocator.sustainable", allocator.sustainable, \.text),
      ] + allocator.polling.numbers("\(path).power-allocator")
    case .userCaps(let caps): caps.numbers("\(path).user-caps")
    case .linear(let linear):
      [
        SpecificationNumber("\(path).linear.from", linear.from, \.text),
        SpecificationNumber("\(path).linear.to", linear.to, \.text),
        SpecificationNumber("\(path).linear.interval", linear.interval, \.text),
      ]
    }
  }
}

extension PollingSpecification {
  fileprivate func numbers(_ path: String) -> [SpecificationNumber] {
    [
      SpecificationNumber("\(path).polling", polling, \.text),
      SpecificationNumber("\(path).passive", passive, \.text),
      SpecificationNumber("\(path).resolution", resolution, \.text),
    ]
  }
}

extension UserCapsSpecification {
  fileprivate func numbers(_ path: String) -> [SpecificationNumber] {
    [
      SpecificationNumber("\(path).below", below, \.description),
      SpecificationNumber("\(path).interval", interval, \.text),
    ]
      + thresholds.enumerated().flatMap { index, threshold in
        let path = "\(path).thresholds[\(index + 1)]"
        return [
          SpecificationNumber("\(path).from", threshold.temperature, \.text),
          SpecificationNumber("\(path).clear", threshold.clear, \.text),
          SpecificationNumber("\(path).below", threshold.below, \.description),
        ]
      }
  }
}

extension AirflowSpecification {
  /// Every number of a server's air, in the order of its file.
  func numbers(_ path: String) -> [SpecificationNumber] {
    var numbers = [
      SpecificationNumber("\(path).inlet", inlet, \.text),
      SpecificationNumber("\(path).flow", flow, \.text),
      SpecificationNumber("\(path).row", row, \.description),
      SpecificationNumber("\(path).still", still, fractionText),
      SpecificationNumber("\(path).exponent", exponent, fractionText),
      SpecificationNumber("\(path).fans", fans, \.description),
    ]
    if let curve {
      numbers += [
        SpecificationNumber("\(path).curve.lowest", curve.lowest, fractionText),
        SpecificationNumber("\(path).curve.interval", curve.interval, \.text),
      ]
      for (index, step) in curve.steps.enumerated() {
        let path = "\(path).curve.steps[\(index + 1)]"
        numbers += [
          SpecificationNumber("\(path).from", step.temperature, \.text),
          SpecificationNumber("\(path).hysteresis", step.hysteresis, \.text),
          SpecificationNumber("\(path).speed", step.speed, fractionText),
        ]
      }
    }
    return numbers
  }
}
