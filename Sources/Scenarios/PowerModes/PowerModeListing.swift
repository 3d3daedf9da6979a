import Hardware

/// The power modes of a board, or of a user's `nvpmodel.conf`, as `tidewatt modes` shows them.
public struct PowerModeListing: Sendable {
  public struct Entry: Sendable {
    public var preset: PowerPreset
    /// The clocks that its caps leave; nil where no board is known.
    public var mode: PowerMode?
    /// Seconds of a step and mean watts of a workload; nil without one.
    public var prediction: (time_s: Double, power_W: Double)?
    /// Settings of the file that nothing here models, such as caps of the DLA: they change nothing.
    public var ignored: [NVPModelFile.Setting] = []
  }

  /// Nil for a file alone.
  public let device: DeviceSpecification?
  public private(set) var entries: [Entry]
  /// The id that the board starts in; nil where nobody said.
  public let defaultID: Int?
  /// Whether the modes are those of a user's file.
  public private(set) var isOfFile = false

  /// The presets of a device.
  ///
  /// - Throws: `Diagnostics` when it has no power modes.
  public init(
    of device: DeviceSpecification, workload: WorkloadSpecification?
  ) throws(Diagnostics) {
    let table = try Self.table(of: device)
    self.init(
      device, table.presets.value, defaultID: table.preset(named: table.defaultPreset)?.id,
      try Self.costs(workload, device))
  }

  /// The modes of a file; with a device they get its steps.
  public init(
    of file: NVPModelFile, device: DeviceSpecification?, workload: WorkloadSpecification?
  ) throws(Diagnostics) {
    let table = try device.map(Self.table)
    let presets = file.modes.map { mode in
      var preset = mode.preset
      if let off = mode.unitsOff, let table {
        // Bits stand for the units of the family's largest chip: eight, or four before Orin.
        let all = table.gpuUnits.value > 4 || off > 15 ? 8 : 4
        let on = min(all - off.nonzeroBitCount, table.gpuUnits.value)
        preset.gpuUnits = on < table.gpuUnits.value ? on : nil
      }
      return preset
    }
    let costs = try device.map { device throws(Diagnostics) in
      try Self.costs(workload, device)
    }
    self.init(device, presets, defaultID: file.defaultID, costs ?? nil)
    isOfFile = true
    for (index, mode) in file.modes.enumerated() { entries[index].ignored = mode.ignored }
  }

  private init(
    _ device: DeviceSpecification?, _ presets: [PowerPreset], defaultID: Int?,
    _ costs: ModeWorkload?
  ) {
    self.device = device
    self.defaultID = defaultID
    entries = presets.map { preset in
      let mode = device?.modes?.mode(of: preset)
      return Entry(
        preset: preset, mode: mode, prediction: mode.flatMap { costs?.prediction(at: $0) })
    }
  }

  /// A mode of one's own, such as `cores=12,cpu=2.2016 GHz,gpu=max,memory=3.199 GHz`.
  ///
  /// - Throws: Everything that is wrong with it.
  public static func custom(
    _ text: String, of device: DeviceSpecification, workload: WorkloadSpecification?
  ) throws(Diagnostics) -> Entry {
    let table = try Self.table(of: device)
    let findings = Findings()
    let place = Place(file: "--custom")
    let highest: [(key: String, text: String)] = [
      ("cores", "\(table.cores.value)"), ("cpu", table.highest.cpu.text),
      ("gpu", table.highest.gpu.text), ("memory", table.highest.memory.text),
    ]
    var entries: [Node.Entry] = []
    for part in text.split(separator: ",") {
      let words = part.split(separator: "=", maxSplits: 1).map { String($0).trimmedSpaces }
      guard words.count == 2 else {
        findings.report(
          .wrongKind(path: "--custom", expected: "name=value", found: "'\(part)'"), at: place)
        continue
      }
      let value = words[1] == "max" ? highest.first { $0.key == words[0] }?.text : words[1]
      entries.append(
        Node.Entry(
          key: words[0], keyPlace: place,
          value: Node(content: .scalar(value ?? words[1], isQuoted: true), place: place)))
    }
    // What is not named stays at its highest.
    for (key, text) in highest where !entries.contains(where: { $0.key == key }) {
      entries.append(
        Node.Entry(
          key: key, keyPlace: place,
          value: Node(content: .scalar(text, isQuoted: true), place: place)))
    }
    let reading = SpecificationReading(
      origin: .scenario, catalogue: Catalogue(folders: []), findings: findings)
    let value = Value(
      node: Node(content: .mapping(entries), place: place), path: "", findings: findings)
    guard case .custom(let mode)? = reading.powerMode(value, of: device), findings.isEmpty else {
      throw Diagnostics(findings.diagnostics, of: "--custom")
    }
    let preset = PowerPreset(
      id: -1, name: "custom", cores: mode.cores, cpu: mode.cpu, gpu: mode.gpu,
      memory: mode.memory)
    return Entry(
      preset: preset, mode: mode,
      prediction: try costs(workload, device)?.prediction(at: mode))
  }

  private static func table(
    of device: DeviceSpecification
  ) throws(Diagnostics) -> PowerModeTable {
    if let table = device.modes { return table }
    let findings = Findings()
    findings.report(.noPowerModes(device: device.name), at: Place(file: "modes"))
    throw Diagnostics(findings.diagnostics, of: "modes")
  }

  private static func costs(
    _ workload: WorkloadSpecification?, _ device: DeviceSpecification
  ) throws(Diagnostics) -> ModeWorkload? {
    guard let workload else { return nil }
    if let costs = workload.modes.first(where: { $0.device == device.name }) { return costs }
    let findings = Findings()
    findings.report(
      .noCalibration(
        workload: workload.name, device: device.name, processor: "modes", precision: "any"),
      at: Place(file: "--workload"))
    throw Diagnostics(findings.diagnostics, of: "--workload")
  }
}
