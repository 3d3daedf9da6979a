import Foundation
import Hardware

/// Reads an `nvpmodel.conf` line by line, and goes on after every mistake.
struct NVPModelReading {
  struct Found {
    var mode: NVPModelFile.Mode
    var place: Place
  }

  private struct Word {
    var text: String
    var place: Place
  }

  private enum Section {
    case none
    case parameter(String)
    case mode
    case ignored
  }

  let file: String
  let findings: Findings
  private(set) var modes: [Found] = []
  private(set) var defaultID: (id: Int, place: Place)?
  private var section = Section.none
  /// Arguments by the parameters that the file declares.
  private var declared: [String: [String]] = [:]
  /// What the mode being read has set, with the line of each.
  private var settings: [(setting: NVPModelFile.Setting, place: Place)] = []

  init(file: String, findings: Findings) {
    self.file = file
    self.findings = findings
  }

  mutating func read(_ text: String) {
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = words(of: line, number: index + 1)
      guard let first = words.first, !first.text.hasPrefix("#") else { continue }
      if first.text.hasPrefix("<") {
        closeMode()
        tag(words)
      } else {
        setting(words)
      }
    }
    closeMode()
    guard findings.isEmpty else { return }
    if modes.isEmpty {
      findings.report(.nothingListed(path: "POWER_MODEL"), at: Place(file: file))
    }
    if let defaultID, !modes.contains(where: { $0.mode.preset.id == defaultID.id }) {
      findings.report(
        .unknownName(
          what: "id of a mode", name: "\(defaultID.id)",
          known: modes.map { "\($0.mode.preset.id)" }), at: defaultID.place)
    }
  }

  private func words(of line: Substring, number: Int) -> [Word] {
    var words: [Word] = []
    var column = 0
    var start: Int?
    var text = ""
    for character in line.unicodeScalars.map({ Character($0) }) + [" "] {
      column += 1
      if character.isWhitespace {
        if let start { words.append(Word(text: text, place: place(number, start))) }
        (start, text) = (nil, "")
      } else {
        start = start ?? column
        text.append(character)
      }
    }
    return words
  }

  private func place(_ line: Int, _ column: Int) -> Place {
    Place(file: file, line: line, column: column)
  }

  // MARK: Tags

  /// `< KIND KEY=VALUE ... >`, with or without spaces at the brackets.
  private mutating func tag(_ written: [Word]) {
    section = .ignored
    guard let open = written.first, let close = written.last, close.text.hasSuffix(">") else {
      findings.report(.openTag, at: written.last?.place ?? place(1, 1))
      return
    }
    var words = written
    words[0].text.removeFirst()
    words[words.count - 1].text.removeLast()
    words.removeAll { $0.text.isEmpty }
    guard let kind = words.first else {
      findings.report(.emptyTag, at: open.place)
      return
    }
    var values: [String: Word] = [:]
    for word in words.dropFirst() {
      let parts = word.text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        findings.report(
          .wrongKind(path: kind.text, expected: "KEY=VALUE", found: "'\(word.text)'"),
          at: word.place)
        continue
      }
      values[parts[0]] = Word(text: parts[1], place: word.place)
    }
    func value(_ key: String) -> Word? {
      if values[key] == nil {
        findings.report(.missingKey(key, inside: kind.text), at: kind.place)
      }
      return values[key]
    }
    func id(_ key: String) -> Int? {
      guard let word = value(key) else { return nil }
      guard let id = Int(word.text), id >= 0 else {
        findings.report(.notWhole(path: key, found: word.text), at: word.place)
        return nil
      }
      return id
    }
    switch kind.text {
    case "PARAM":
      _ = value("TYPE")
      guard let name = value("NAME") else { return }
      declared[name.text] = declared[name.text] ?? []
      section = .parameter(name.text)
    case "POWER_MODEL":
      section = .mode
      let (number, name) = (id("ID"), value("NAME"))
      guard let number, let name else { return }
      if let other = modes.first(where: { $0.mode.preset.id == number }) {
        findings.report(
          .duplicateKey("ID=\(number)", firstLine: other.place.line), at: kind.place)
      }
      let preset = PowerPreset(id: number, name: name.text, cores: 0)
      modes.append(
        Found(
          mode: NVPModelFile.Mode(preset: preset, unitsOff: nil, others: []), place: kind.place))
    case "PM_CONFIG":
      if let number = id("DEFAULT") { defaultID = (number, values["DEFAULT"]?.place ?? kind.place) }
    case "FAN_CONFIG": break
    default:
      findings.report(
        .unknownKey(
          kind.text, inside: "", known: ["PARAM", "POWER_MODEL", "PM_CONFIG", "FAN_CONFIG"]),
        at: kind.place)
    }
  }

  // MARK: Lines below a tag

  private mutating func setting(_ words: [Word]) {
    switch section {
    case .none: findings.report(.outsideTag(words[0].text), at: words[0].place)
    case .ignored: break
    case .parameter(let name):
      // `MAX_FREQ /sys/...`: what the parameter's argument is called, and where the kernel has it.
      declared[name, default: []].append(words[0].text)
    case .mode:
      guard words.count == 3 else {
        findings.report(
          .wrongKind(
            path: words[0].text, expected: "PARAMETER ARGUMENT VALUE",
            found: "\(words.count) words"), at: words[0].place)
        return
      }
      if !declared.isEmpty {
        guard let arguments = declared[words[0].text] else {
          findings.report(
            .unknownName(
              what: "parameter", name: words[0].text, known: declared.keys.sorted()),
            at: words[0].place)
          return
        }
        if !arguments.isEmpty, !arguments.contains(words[1].text) {
          findings.report(
            .unknownName(
              what: "argument of \(words[0].text)", name: words[1].text, known: arguments),
            at: words[1].place)
          return
        }
      }
      settings.append(
        (
          NVPModelFile.Setting(
            parameter: words[0].text, argument: words[1].text, value: words[2].text),
          words[2].place
        ))
    }
  }

  /// Turns what a mode has set into a preset.
  private mutating func closeMode() {
    defer { settings = [] }
    guard case .mode = section, !modes.isEmpty, !settings.isEmpty else { return }
    var mode = modes[modes.count - 1].mode
    var cores: Set<String> = []
    for (setting, place) in settings {
      /// A number; nil, reported, for words.
      func number() -> Int? {
        guard let number = Int(setting.value) else {
          findings.report(
            .notWhole(path: "\(setting.parameter) \(setting.argument)", found: setting.value),
            at: place)
          return nil
        }
        return number
      }
      func cap(scale: Double) -> Frequency? {
        number().flatMap { $0 > 0 ? Frequency(hertz: Double($0) * scale) : nil }
      }
      switch (setting.parameter, setting.argument) {
      case ("CPU_ONLINE", _):
        if number() == 1 { cores.insert(setting.argument) }
      case ("GPU", "MAX_FREQ"): mode.preset.gpu = cap(scale: 1)
      case ("EMC", "MAX_FREQ"): mode.preset.memory = cap(scale: 1)
      case ("TPC_POWER_GATING", "TPC_PG_MASK"): mode.unitsOff = number()
      case (let name, "MAX_FREQ") where name.hasPrefix("CPU"):
        // Clusters may have caps of their own: the highest counts.
        if let cap = cap(scale: 1e3) { mode.preset.cpu = max(mode.preset.cpu ?? cap, cap) }
      default: mode.others.append(setting)
      }
    }
    mode.preset.cores = cores.count
    if cores.isEmpty {
      findings.report(
        .missingKey("CPU_ONLINE", inside: mode.preset.name), at: modes[modes.count - 1].place)
    }
    modes[modes.count - 1].mode = mode
  }
}
