import Hardware
import Simulation

extension SpecificationReading {
  /// The power modes of a board: clocks, presets and rails.
  func powerModes(_ value: Value) -> PowerModeTable? {
    guard var fields = Fields(value) else { return nil }
    let cores = number("cores", in: &fields) { $0.wholeNumber(.cores) }
    let units = number("gpu-units", in: &fields) { $0.wholeNumber(.cores) }
    let exponent = number("gpu-units-exponent", in: &fields) { $0.fraction(.part) }
    let cpu = ladder("cpu", in: &fields)
    let gpu = ladder("gpu", in: &fields)
    let memory = ladder("memory", in: &fields)
    let presets = number("presets", in: &fields) { self.presets($0) }
    let known = presets.map { $0.value.map(\.name) }
    let start = fields.required("default") { value in
      known.map { value.name(of: "preset", $0) } ?? value.text()
    }
    let rails = number("rails", in: &fields) { self.rails($0) }
    let total = fields.optional("total-rail", absent: String?.none) {
      $0.text().map(Optional.some)
    }
    fields.finish()
    guard let cores, let units, let exponent, let cpu, let gpu, let memory, let presets, let start,
      let rails, let total
    else { return nil }
    let table = PowerModeTable(
      cores: cores, gpuUnits: units, gpuUnitsExponent: exponent, cpu: cpu, gpu: gpu,
      memory: memory, presets: presets, defaultPreset: start, rails: rails,
      totalRail: total)
    return fits(table, value) ? table : nil
  }

  /// A list of clocks that rise.
  private func ladder(_ key: String, in fields: inout Fields) -> Sourced<[Frequency]>? {
    guard let ladder = amounts(key, in: &fields, .clock) else { return nil }
    let steps = ladder.value
    let falls = steps.indices.dropFirst().filter { steps[$0] <= steps[$0 - 1] }
    for number in falls {
      findings.report(
        .outside(
          path: "\(fields.path(of: key))[\(number + 1)]",
          allowed: "above the one before it, \(steps[number - 1].text)",
          found: steps[number].text),
        at: fields.valuePlace(key))
    }
    return falls.isEmpty ? ladder : nil
  }

  /// A mapping of names to presets.
  private func presets(_ value: Value) -> [PowerPreset]? {
    guard var fields = Fields(value) else { return nil }
    guard !fields.keys.isEmpty else {
      value.report(.nothingListed(path: value.path))
      return nil
    }
    let presets = fields.keys.compactMap { name in
      fields.required(name) { self.preset($0, named: name) }
    }
    return presets.count == fields.keys.count ? presets.sorted { $0.id < $1.id } : nil
  }

  private func preset(_ value: Value, named name: String) -> PowerPreset? {
    guard var fields = Fields(value) else { return nil }
    let id = fields.required("id") { $0.wholeNumber(0...1_000_000) }
    let cores = fields.required("cores") { $0.wholeNumber(.cores) }
    let units = fields.optional("gpu-units", absent: Int?.none) { $0.wholeNumber(.cores) }
    func cap(_ key: String) -> Frequency?? {
      fields.optional(key, absent: Frequency?.none) { $0.quantity(.clock).map(Optional.some) }
    }
    let (cpu, gpu, memory) = (cap("cpu"), cap("gpu"), cap("memory"))
    fields.finish()
    guard let id, let cores, let units, let cpu, let gpu, let memory else { return nil }
    return PowerPreset(
      id: id, name: name, cores: cores, cpu: cpu, gpu: gpu, memory: memory, gpuUnits: units)
  }

  /// A mapping of names to rails, whose idle shares are the whole.
  private func rails(_ value: Value) -> [PowerRail]? {
    guard var fields = Fields(value) else { return nil }
    let names = fields.keys
    let rails = names.compactMap { name in
      fields.required(name) { self.rail($0, named: name) }
    }
    guard rails.count == names.count else { return nil }
    let sum = rails.reduce(0) { $0 + $1.idleShare }
    guard abs(sum - 1) < 1e-6 else {
      value.report(.shareSum(path: value.path, part: "idle", sum: sum))
      return nil
    }
    var isGood = true
    for part in PowerRail.Part.allCases where rails.filter({ $0.feeds.contains(part) }).count != 1 {
      value.report(.railFeeds(path: value.path, part: part.rawValue))
      isGood = false
    }
    return isGood ? rails : nil
  }

  private func rail(_ value: Value, named name: String) -> PowerRail? {
    guard var fields = Fields(value) else { return nil }
    let idle = fields.required("idle") { $0.fraction(.part) }
    let feeds = fields.optional("feeds", absent: [PowerRail.Part]()) { value in
      guard let items = value.list(mayBeEmpty: true) else { return nil }
      let parts = items.compactMap { $0.choice(of: PowerRail.Part.self) }
      return parts.count == items.count ? parts : nil
    }
    fields.finish()
    guard let idle, let feeds else { return nil }
    return PowerRail(name: name, idleShare: idle, feeds: feeds)
  }

  /// Whether presets ask for no more than the board has, and each has an id of its own.
  private func fits(_ table: PowerModeTable, _ value: Value) -> Bool {
    guard let fields = Fields(value) else { return false }
    var isGood = true
    func report(_ problem: Problem) {
      findings.report(problem, at: fields.valuePlace("presets"))
      isGood = false
    }
    var ids: Set<Int> = []
    for preset in table.presets.value {
      let path = "\(fields.path(of: "presets")).\(preset.name)"
      if !ids.insert(preset.id).inserted {
        report(.outside(path: "\(path).id", allowed: "an id of its own", found: "\(preset.id)"))
      }
      for (key, found, most) in [
        ("cores", preset.cores, table.cores.value),
        ("gpu-units", preset.gpuUnits ?? 1, table.gpuUnits.value),
      ] where found > most {
        report(.outside(path: "\(path).\(key)", allowed: "at most \(most)", found: "\(found)"))
      }
    }
    return isGood
  }
}
