import Hardware

extension YAMLText {
  mutating func write(_ thermal: ThermalSpecification?) {
    guard let thermal else { return line("thermal", "none") }
    block("thermal") { yaml in
      switch thermal.network {
      case .cauer(let nodes):
        yaml.block("nodes") { yaml in
          for node in nodes {
            yaml.block(Self.scalar(node.name)) { yaml in
              yaml.number("capacity", node.capacity, \.text)
              yaml.number("resistance", node.resistance, \.text)
            }
          }
        }
      case .foster(let terms):
        yaml.block("foster") { yaml in
          for term in terms {
            yaml.block(Self.scalar(term.name)) { yaml in
              yaml.number("resistance", term.resistance, \.text)
              yaml.number("time-constant", term.timeConstant, \.text)
            }
          }
        }
      }
      let entries = thermal.entries.map { "\(Self.scalar($0.source)): \(Self.scalar($0.node))" }
      if !entries.isEmpty { yaml.line("enters", "{ \(entries.joined(separator: ", ")) }") }
      if let leakage = thermal.leakage {
        yaml.block("leakage") { yaml in
          yaml.number("power", leakage.power, \.text)
          yaml.number("at", leakage.reference, \.text)
          yaml.number("growth-per-kelvin", leakage.growth, fractionText)
          yaml.line("quantum", leakage.quantum.text)
        }
      } else {
        yaml.line("leakage", "none")
      }
      if let critical = thermal.critical {
        yaml.number("critical", critical, \.text)
      } else {
        yaml.line("critical", "none")
      }
      yaml.write(thermal.governor)
    }
  }

  private mutating func write(_ governor: GovernorSpecification) {
    if governor == .none { return line("governor", "none") }
    block("governor") { yaml in
      switch governor {
      case .none: break
      case .pinned(let pinned):
        yaml.block("pinned") { $0.number("below", pinned.below, \.description) }
      case .stepWise(let stepWise):
        yaml.block("step-wise") { yaml in
          yaml.number("trip", stepWise.trip, \.text)
          yaml.number("hysteresis", stepWise.hysteresis, \.text)
          yaml.write(stepWise.polling)
        }
      case .powerAllocator(let allocator):
        yaml.block("power-allocator") { yaml in
          yaml.number("switch-on", allocator.switchOn, \.text)
          yaml.number("desired", allocator.desired, \.text)
          yaml.number("sustainable", allocator.sustainable, \.text)
          yaml.write(allocator.polling)
        }
      case .userCaps(let caps):
        yaml.block("user-caps") { $0.write(caps) }
      case .linear(let linear):
        yaml.block("linear") { yaml in
          yaml.number("from", linear.from, \.text)
          yaml.number("to", linear.to, \.text)
          yaml.number("interval", linear.interval, \.text)
        }
      }
    }
  }

  private mutating func write(_ polling: PollingSpecification) {
    number("polling", polling.polling, \.text)
    number("passive", polling.passive, \.text)
    number("resolution", polling.resolution, \.text)
  }

  private mutating func write(_ caps: UserCapsSpecification) {
    number("below", caps.below, \.description)
    number("interval", caps.interval, \.text)
    if caps.thresholds.isEmpty { return line("thresholds", "[]") }
    block("thresholds") { yaml in
      for threshold in caps.thresholds {
        yaml.item("from: \(Self.sourced(threshold.temperature, \.text))") { yaml in
          yaml.number("clear", threshold.clear, \.text)
          yaml.number("below", threshold.below, \.description)
        }
      }
    }
  }

  mutating func write(_ airflow: AirflowSpecification?) {
    guard let airflow else { return line("airflow", "none") }
    block("airflow") { yaml in
      yaml.number("inlet", airflow.inlet, \.text)
      yaml.number("flow", airflow.flow, \.text)
      yaml.number("row", airflow.row, \.description)
      yaml.number("still", airflow.still, fractionText)
      yaml.number("exponent", airflow.exponent, fractionText)
      yaml.number("fans", airflow.fans, \.description)
      if let curve = airflow.curve {
        yaml.block("curve") { $0.write(curve) }
      } else {
        yaml.line("curve", "none")
      }
      yaml.line("quantum", airflow.quantum.text)
    }
  }

  private mutating func write(_ curve: FanCurveSpecification) {
    number("lowest", curve.lowest, fractionText)
    number("interval", curve.interval, \.text)
    block("steps") { yaml in
      for step in curve.steps {
        yaml.item("from: \(Self.sourced(step.temperature, \.text))") { yaml in
          yaml.number("hysteresis", step.hysteresis, \.text)
          yaml.number("speed", step.speed, fractionText)
        }
      }
    }
  }
}
