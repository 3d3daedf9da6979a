import Hardware
import Simulation

extension SpecificationReading {
  /// A mapping of names to clock domains.
  func clocks(_ value: Value) -> [ClockDomainSpecification]? {
    guard var fields = Fields(value) else { return nil }
    guard !fields.keys.isEmpty else {
      value.report(.nothingListed(path: value.path))
      return nil
    }
    let names = fields.keys
    let domains = names.compactMap { name in
      fields.required(name) { self.domain($0, named: name) }
    }
    guard domains.count == names.count else { return nil }
    return sharesAddUp(of: domains, value) ? domains : nil
  }

  private func domain(_ value: Value, named name: String) -> ClockDomainSpecification? {
    guard var fields = Fields(value) else { return nil }
    let drives = fields.optional("drives", absent: ClockDomainSpecification.Part.arithmetic) {
      $0.choice(of: ClockDomainSpecification.Part.self)
    }
    let cores = number("cores", in: &fields) { $0.wholeNumber(.cores) }
    let frequencies = amounts("frequencies", in: &fields, .clock)
    let voltages = amounts("voltages", in: &fields, .voltage)
    let capacitance = number("capacitance", in: &fields) { $0.quantity(.capacitance) }
    let current = number("awake-current", in: &fields) { $0.quantity(.current) }
    let share = number("share", in: &fields) { $0.fraction(.part) }
    let transition = number("transition", in: &fields) { $0.quantity(.delay) }
    let scales = maybe("scales", in: &fields) { $0.fraction(.part) }
    fields.finish()
    let isLadder = isLadder(frequencies, voltages, fields)
    guard let drives, let cores, let frequencies, let voltages, let capacitance, let current,
      let share, let transition, let scales, isLadder
    else { return nil }
    return ClockDomainSpecification(
      name: name, drives: drives, cores: cores, frequencies: frequencies, voltages: voltages,
      capacitance: capacitance, awakeCurrent: current, share: share, transition: transition,
      scales: scales)
  }

  /// Whether frequencies rise, voltages do not fall, and there is one of each for every point.
  private func isLadder(
    _ frequencies: Sourced<[Frequency]>?, _ voltages: Sourced<[Voltage]>?, _ fields: Fields
  ) -> Bool {
    var isLadder = true
    if let frequencies = frequencies?.value {
      isLadder = rises(frequencies, "frequencies", fields, strictly: true)
    }
    guard let voltages = voltages?.value else { return isLadder }
    isLadder = rises(voltages, "voltages", fields, strictly: false) && isLadder
    guard let frequencies = frequencies?.value, frequencies.count != voltages.count else {
      return isLadder
    }
    findings.report(
      .countsDiffer(
        path: fields.path(of: "voltages"), found: voltages.count, of: "frequencies",
        expected: frequencies.count),
      at: fields.valuePlace("voltages"))
    return false
  }

  private func rises<Amount: Quantity & Comparable>(
    _ amounts: [Amount], _ key: String, _ fields: Fields, strictly: Bool
  ) -> Bool {
    let falls = amounts.indices.dropFirst().filter { number in
      strictly ? amounts[number] <= amounts[number - 1] : amounts[number] < amounts[number - 1]
    }
    for number in falls {
      findings.report(
        .outside(
          path: "\(fields.path(of: key))[\(number + 1)]",
          allowed: "\(strictly ? "above" : "at least") the one before it, "
            + amounts[number - 1].text,
          found: amounts[number].text),
        at: fields.itemPlace(key, number))
    }
    return falls.isEmpty
  }

  /// Whether the shares of what drives one thing add up to the whole of it.
  private func sharesAddUp(of domains: [ClockDomainSpecification], _ value: Value) -> Bool {
    var areWhole = true
    for part in ClockDomainSpecification.Part.allCases {
      let shares = domains.filter { $0.drives == part }.map(\.share.value)
      let sum = shares.reduce(0, +)
      if shares.isEmpty || abs(sum - 1) <= Self.shareTolerance { continue }
      value.report(.shareSum(path: value.path, part: part.rawValue, sum: sum))
      areWhole = false
    }
    return areWhole
  }

  /// What rounding of percents may leave.
  private static let shareTolerance = 1e-6
}
