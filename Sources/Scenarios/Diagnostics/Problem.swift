/// The facts of one mistake in a file; `Problem+Words.swift` makes sentences of them.
enum Problem: Hashable, Sendable {
  // The file.
  case noSuchFile
  case isFolder
  case unreadable
  case notUTF8
  case empty
  case syntax(problem: String, context: String?, contextLine: Int?)
  case secondDocument
  case anchor
  case tag(String)
  case keyIsNoText

  // Keys.
  case unknownKey(String, inside: String, known: [String])
  case missingKey(String, inside: String)
  case duplicateKey(String, firstLine: Int)

  // Values.
  case noValue(path: String)
  case wrongKind(path: String, expected: String, found: String)
  case sweepAxis(path: String)
  case notWhole(path: String, found: String)
  case notNumber(path: String, expected: String, found: String)
  case outside(path: String, allowed: String, found: String)
  case notOneOf(path: String, found: String, known: [String])
  case unknownName(what: String, name: String, known: [String])

  // Quantities.
  case noUnit(path: String, quantity: String, example: String, found: String)
  case unknownUnit(path: String, quantity: String, found: String, units: [String])
  case notFinite(path: String, found: String)
  case tooFine(path: String, smallest: String, found: String)
  case tooLarge(path: String, found: String)

  // Entries of the catalogue.
  case noEntry(what: String, name: String, folder: String, places: [String])
  case bareNumber(path: String)
  case notRange(path: String)
  case nameDiffersFromFile(name: String, expected: String)
  case idleSum(parts: Double, total: Double)
  case givenTwice(path: String, by: String)
  case countsDiffer(path: String, found: Int, of: String, expected: Int)
  case shareSum(path: String, part: String, sum: Double)
  case nothingToSlowDown(path: String)
  case tripBelowAmbient(device: String, trip: String, at: String, path: String, ambient: String)

  // Users.
  case noFlash(device: String)
  case notBesideUsers(strategy: String, able: [String])
  case traceColumns(has: [String])

  case railFeeds(path: String, part: String)
  case noPowerModes(device: String)
  case noPowerLimits(device: String)
  case openTag
  case emptyTag
  case outsideTag(String)
  case noStep(path: String, found: String, near: [String], steps: Int)

  // Graphs of switches.
  case notTwo(path: String, found: Int)
  case connectsItself(String)
  case connectedTwice(String, String, firstLine: Int)
  case manyInPlace(String)
  case unusedLink(String)
  case unreachable(String, from: String)

  // Scenario.
  case otherModel(workload: String, model: String, asked: String)
  case noCalibration(workload: String, device: String, processor: String, precision: String)
  case notCompressed(precision: String)
  case optimizerNeedsGradients(strategy: String)
  case tooManyDevices(asked: Int, server: String, devices: Int)
  case noProcessor(device: String, precision: String, format: String, has: [String])
  case oneProcessor(device: String, precision: String, processor: String)
  case onlyInPrecision(_ needed: String, path: String, found: String)
  case stagesNotRising(path: String)
  case noBatchNorm(model: String)
  case beyondIntegers(model: String, layer: String)
  case nothingListed(path: String)
  case notOneKey(path: String, what: String)
  case notName(path: String, found: String)
  case targetWithoutLearning
  case labelTwice(String)
  case notLabel(path: String, found: String)
  case parameter(strategy: String, message: String)

  // Tables of measurements.
  case missingColumn(role: String, headings: [String], has: [String])
  case cellCount(expected: Int, found: Int)
  case implausible(column: String, allowed: String, found: String, role: String, units: [String])
  case noUnitHere(column: String)
  case tooFewRows(found: Int, fewest: Int)
  case furtherRows

  // Overrides.
  case overrideWithoutValue(String)
  case noQuickVariant
  case overridePath(path: String, found: String)
}
