import Hardware

extension Problem {
  /// The sentence, with `did you mean` when a known word is near.
  var message: String {
    guard let meant else { return sentence }
    return "\(sentence); did you mean '\(meant)'?"
  }

  /// Lines below the message.
  var notes: [String] {
    switch self {
    case .unknownKey(_, _, let known):
      return meant == nil ? oneOf(known) : []
    case .notOneOf(_, _, let known), .unknownName(_, _, let known):
      return oneOf(known)
    case .noEntry(_, _, let folder, let places):
      let looked = "looked for '\(folder)' in \(places.joined(separator: ", in "))"
      return ["there is none" + (places.isEmpty ? "" : "; \(looked)")]
    case .unknownUnit(_, let quantity, _, let units):
      return ["\(quantity) is in \(units.joined(separator: ", "))"]
    case .duplicateKey(_, let firstLine), .connectedTwice(_, _, let firstLine):
      return ["first at line \(firstLine)"]
    case .syntax(_, let context?, let line?):
      return ["\(context) at line \(line)"]
    case .notBesideUsers(_, let able):
      return ["these do: \(able.isEmpty ? "none" : able.joined(separator: ", "))"]
    case .noProcessor(let device, _, _, let has):
      return ["'\(device)' has: \(has.isEmpty ? "nothing" : has.joined(separator: ", "))"]
    case .missingColumn(let role, _, let has):
      return [
        "the file has: \(has.joined(separator: ", "))",
        "--column \(role)=HEADING takes another of its columns",
      ]
    case .implausible(_, _, _, let role, let units):
      return ["in another unit? say --unit \(role)=UNIT, one of \(units.joined(separator: ", "))"]
    default:
      return []
    }
  }

  /// How many known words are told; a rack may have a million links.
  private static var most: Int { 40 }

  private func oneOf(_ known: [String]) -> [String] {
    if known.isEmpty { return ["there is none"] }
    let more = known.count > Self.most ? " and \(known.count - Self.most) more" : ""
    return ["one of: \(known.prefix(Self.most).joined(separator: ", "))\(more)"]
  }

  private var meant: String? {
    switch self {
    case .unknownKey(let word, _, let known), .notOneOf(_, let word, let known),
      .unknownName(_, let word, let known), .unknownUnit(_, _, let word, let known):
      suggestion(for: word, among: known)
    default: nil
    }
  }

  private var sentence: String {
    switch self {
    case .noSuchFile: "no such file"
    case .isFolder: "this is a folder, not a file"
    case .unreadable: "the file cannot be read"
    case .notUTF8: "not UTF-8 text"
    case .empty: "the file is empty"
    case .syntax(let problem, _, _): problem
    case .secondDocument: "a second document starts here; a file holds one"
    case .anchor: "anchors and aliases ('&', '*') are not taken; write the value out"
    case .tag(let tag): "tags such as '\(tag)' are not taken"
    case .keyIsNoText: "a key is one word of text"

    case .unknownKey(let key, let inside, _): "unknown key '\(key)'\(within(inside))"
    case .missingKey(let key, let inside): "missing key '\(key)'\(within(inside))"
    case .duplicateKey(let key, _): "duplicate key '\(key)'"

    case .noValue(let path): "'\(path)' has no value"
    case .wrongKind(let path, let expected, let found):
      "'\(path)' takes \(expected), found \(found)"
    case .sweepAxis(let path): "'\(path)' is a sweep axis; `run` takes single values"
    case .notWhole(let path, let found): "'\(path)' takes a whole number, found '\(found)'"
    case .notNumber(let path, let expected, let found):
      "'\(path)' takes \(expected), found '\(found)'"
    case .outside(let path, let allowed, let found):
      "'\(path)' must be \(allowed), found '\(found)'"
    case .notOneOf(let path, let found, _): "'\(path)' does not take '\(found)'"
    case .unknownName(let what, let name, _), .noEntry(let what, let name, _, _):
      "unknown \(what) '\(name)'"

    case .noUnit(let path, let quantity, let example, let found):
      "'\(path)' takes \(quantity) with its unit, such as '\(example)', found '\(found)'"
    case .unknownUnit(let path, let quantity, let unit, _):
      "'\(path)' takes \(quantity), found the unit '\(unit)'"
    case .notFinite(let path, let found): "'\(path)' must be finite, found '\(found)'"
    case .tooFine(let path, let smallest, let found):
      "'\(path)' must be a multiple of \(smallest), found '\(found)'"
    case .tooLarge(let path, let found): "'\(path)' is too large: '\(found)'"

    case .bareNumber(let path):
      "'\(path)' takes a number with its source: { value: ..., basis: ..., source: \"...\" }"
    case .notRange(let path):
      "'\(path)' takes two numbers that rise, with the value between them: [least, greatest]"
    case .nameDiffersFromFile(let name, let expected):
      "the name is '\(name)', but the file is named '\(expected).yaml'"
    case .idleSum(let parts, let total):
      "the idle powers of the parts sum to \(Power(watts: parts).text), which is "
        + "\(Power(watts: abs(parts - total)).roundedText) \(parts < total ? "less" : "more") "
        + "than the total of \(Power(watts: total).text)"

    case .givenTwice(let path, let other): "'\(path)' is given by '\(other)' already"
    case .countsDiffer(let path, let found, let other, let expected):
      "'\(path)' lists \(found), one for each of the \(expected) \(other) is needed"
    case .shareSum(let path, let part, let sum):
      "the shares of '\(path)' in \(part) sum to \(fractionText(sum)), not to 1"

    case .nothingToSlowDown(let path):
      "'\(path)' has nothing to slow down: no processor of the device has clocks"
    case .tripBelowAmbient(let device, let trip, let at, let path, let ambient):
      "'\(path)' must be below the \(trip) of '\(device)', \(at), found '\(ambient)'"

    case .otherModel(let workload, let model, let asked):
      "workload '\(workload)' trains '\(model)', not '\(asked)'"
    case .noCalibration(let workload, let device, let processor, let precision):
      "workload '\(workload)' has no calibration for '\(processor)' of '\(device)' in \(precision)"
    case .notCompressed(let precision):
      "compressed gradients are learned in fp32 only, not in \(precision)"
    case .optimizerNeedsGradients(let strategy):
      "\(strategy): compressed gradients are learned with 'sgd' alone, without 'nesterov' and "
        + "'weight-decay'"
    case .notTwo(let path, let found): "'\(path)' takes two switches, found \(found)"
    case .connectsItself(let name): "switch '\(name)' is connected with itself"
    case .connectedTwice(let a, let b, _): "'\(a)' and '\(b)' are connected twice"
    case .manyInPlace(let name):
      "one device at most can be the switch '\(name)'; others need a link to it"
    case .unusedLink(let name): "no connection and no device uses link '\(name)'"
    case .unreachable(let name, let uplink):
      "switch '\(name)' cannot be reached from '\(uplink)', where the uplink is"

    case .tooManyDevices(let asked, let server, let devices):
      "\(asked) devices are asked for, but '\(server)' has \(devices)"
    case .noProcessor(let device, let precision, let format, _):
      "device '\(device)' has no processor that trains in \(format)"
        + (precision == format ? "" : ", which precision \(precision) takes")
    case .oneProcessor(let device, let precision, let processor):
      "precision \(precision) takes two processors, but '\(device)' trains in both fp32 and int8 on "
        + "its '\(processor)'"
    case .onlyInPrecision(let needed, let path, let found):
      "'\(path)' is for precision \(needed); here the precision is \(found)"
    case .stagesNotRising(let path):
      "'\(path)' takes epochs that rise, the first of them 1, e.g. { 1: 5, 6: 4, 9: 3 }"
    case .noBatchNorm(let model): "'\(model)' has no batch normalisation to synchronise"
    case .beyondIntegers(let model, let layer):
      "'\(model)' cannot be trained in precision niti: its layer '\(layer)' is none that integers "
        + "alone can train"
    case .nothingListed(let path): "'\(path)' lists nothing"
    case .notOneKey(let path, let what): "'\(path)' takes one key, the name of the \(what)"
    case .notName(let path, let found):
      "'\(path)' takes letters, digits, '-', '_' and '.', found '\(found)'"
    case .targetWithoutLearning: "nothing is learned, so a run cannot stop at a target accuracy"
    case .labelTwice(let label): "another strategy has the label '\(label)' as well"
    case .notLabel(let path, let found):
      "'\(path)' takes one line of at most \(Value.longestLabel) characters, found '\(found)'"
    case .parameter(let strategy, let message): "\(strategy): \(message)"

    case .openTag: "the tag that begins with '<' must end with '>' on the same line"
    case .emptyTag: "the tag names nothing"
    case .outsideTag(let word): "'\(word)' stands before the first tag"
    case .noFlash(let device):
      "device '\(device)' has no 'flash' that checkpoints could be written to for users"
    case .notBesideUsers(let strategy, _):
      "'\(strategy)' needs all of its devices all the time and does not train beside users"
    case .traceColumns(let has):
      "a trace needs the columns 'time' and 'busy', found '\(has.joined(separator: ", ").shortened)'"
    case .noPowerModes(let device): "device '\(device)' has no power modes"
    case .noPowerLimits(let device):
      "device '\(device)' has no limits of its power that could be set"
    case .noStep(let path, let found, let near, let steps):
      "'\(path)' must be one of \(steps) steps, found '\(found)'; next "
        + "\(near.count == 1 ? "is" : "are") \(near.joined(separator: " and "))"
    case .railFeeds(let path, let part):
      "exactly one rail of '\(path)' must feed the \(part)"
    case .missingColumn(let role, let headings, _):
      "there is no column for \(role), with the heading "
        + headings.map { "'\($0)'" }.joined(separator: " or ")
    case .cellCount(let expected, let found):
      "the row has \(found) \(found == 1 ? "cell" : "cells"), the heading \(expected)"
    case .implausible(let column, let allowed, let found, _, _):
      "'\(column)' must be \(allowed), found '\(found)'"
    case .noUnitHere(let column): "'\(column)' has no unit"
    case .tooFewRows(let found, let fewest):
      "\(found == 0 ? "no" : "only \(found)") \(found == 1 ? "row" : "rows") of measurements; "
        + "at least \(fewest) are needed"
    case .furtherRows: "from here on the rows were not read"

    case .noQuickVariant:
      "the file has no quick variant: changes under its key 'quick', such as "
        + "'training.target.rounds: 2'"
    case .overrideWithoutValue(let text): "'\(text)' is not of the form key.key=value"
    case .overridePath(let path, let found): "nothing can be set below '\(path)', which is \(found)"
    }
  }

  private func within(_ path: String) -> String { path.isEmpty ? "" : " in '\(path)'" }
}
