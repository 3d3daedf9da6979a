import Simulation

/// What a body does at the instants that it has dated, and how it dates them.
extension HeatBody {
  public func handle(_ event: Event, in simulation: Simulation) {
    // Another one is a later one, which an earlier one replaced.
    if simulation.now.nanoseconds != pending { return }
    pending = .max
    isActing = true
    act(in: simulation)
    isActing = false
    plan(in: simulation)
  }

  private func act(in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    settle(to: now)
    let sensed = (modes.shape(of: model.sensor) * amplitudes).sum()
    if let critical = model.critical, sensed >= critical - 1e-7, !isOff {
      device?.criticalTemperatureReached(in: simulation)
    }
    if leakage?.isLeft(by: sensed) == true, let model = model.leakage, !isOff {
      leakage?.follow(sensed)
      setLeakage(model.watts(at: leakage?.middle ?? sensed), in: simulation)
    }
    if let downstream, exhaust != nil {
      let behind = exhaustTemperature(at: simulation.now)
      if exhaust?.isLeft(by: behind) == true {
        exhaust?.follow(behind)
        downstream.setAir(exhaust?.middle ?? behind, in: simulation)
      }
    }
    for index in governors.indices where governors[index].polls(at: now) {
      governors[index].poll(view, at: now, in: simulation)
    }
  }

  /// Dates the next check, if one before the pending one is needed.
  func plan(in simulation: Simulation) {
    guard !isActing, let id else { return }
    let now = since
    var next = pending
    let course = course(of: model.sensor)
    if !isOff {
      let view = SensorView(course: course, since: since)
      for index in governors.indices {
        next = min(next, governors[index].nextPoll(view, from: now, before: next))
      }
      if let leakage {
        next = Self.earlier(next, course.firstRise(to: leakage.high, before: left(next)), now)
        next = Self.earlier(next, course.firstFall(to: leakage.low, before: left(next)), now)
      }
      if let critical = model.critical {
        next = Self.earlier(next, course.firstRise(to: critical, before: left(next)), now)
      }
    }
    if let exhaust, carry > 0 {
      let sink = self.course(of: model.chain.nodes.count - 1)
      let high = air + (exhaust.high - air) / carry
      let low = air + (exhaust.low - air) / carry
      next = Self.earlier(next, sink.firstRise(to: high, before: left(next)), now)
      next = Self.earlier(next, sink.firstFall(to: low, before: left(next)), now)
    }
    if next < pending {
      pending = next
      simulation.schedule(Event(), for: id, at: SimTime(nanoseconds: next))
    }
  }

  /// Seconds from the last change to an instant.
  @inline(__always)
  private func left(_ time: Int64) -> Double {
    time == .max ? .infinity : Double(time - since) * 1e-9
  }

  /// The earlier of an instant and one some seconds after another, rounded up.
  @inline(__always)
  private static func earlier(_ next: Int64, _ seconds: Double?, _ now: Int64) -> Int64 {
    guard let seconds, seconds < 9e9 else { return next }
    return min(next, now + Int64((seconds * 1e9).rounded(.up)))
  }
}
