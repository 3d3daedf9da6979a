import Strategies

/// What the strategies of a file are called in tables, pictures and files.
///
/// The rule, for each strategy in turn:
/// 1. `label: my words` in the file names it.
/// 2. The only one of its kind is called by its name, such as `group-wise`.
/// 3. Of several of one kind, each is called by its name and those parameters in which any of them
///    differ, such as `group-wise (groups: 4)`, in the order of their declaration and the precision
///    last; a parameter that is left at its default, or a precision of fp32, is not named, so the
///    plain form of a strategy has the plain name.
/// 4. What would still be called alike gets `#2`, `#3`, ... in the order of the file.
///
/// So a label depends on what is in the file, and on its order only where nothing else differs.
enum StrategyLabels {
  static func labelled(
    _ choices: [StrategyChoice], of types: [any Strategy.Type]
  ) -> [StrategyChoice] {
    var taken = Set(choices.compactMap(\.givenLabel))
    return choices.map { choice in
      var choice = choice
      choice.label = choice.givenLabel ?? free(described(choice, among: choices, of: types), &taken)
      return choice
    }
  }

  /// The name with what tells it from the others of its kind.
  private static func described(
    _ choice: StrategyChoice, among all: [StrategyChoice], of types: [any Strategy.Type]
  ) -> String {
    let declared = types.first { $0.name == choice.name }?.parameters ?? []
    let alike = all.filter { $0.name == choice.name }.map(\.telling)
    let telling = choice.telling.filter { own in
      alike.contains { other in !other.contains { $0 == own } }
        && !declared.contains { $0.name == own.name && $0.defaultValue == own.value }
    }
    if telling.isEmpty { return choice.name }
    return "\(choice.name) (\(telling.map { "\($0.name): \($0.value)" }.joined(separator: ", ")))"
  }

  /// The text, or with the first number from 2 on that makes it another than those before.
  private static func free(_ text: String, _ taken: inout Set<String>) -> String {
    var label = text
    var number = 1
    while !taken.insert(label).inserted {
      number += 1
      label = "\(text)#\(number)"
    }
    return label
  }
}

extension StrategyChoice {
  /// All that can tell it from others of its kind.
  fileprivate var telling: [(name: String, value: String)] {
    parameters.values + (devices.map { [(name: "devices", value: "\($0)")] } ?? [])
      + (precision == .fp32
        ? []
        : precision.keys.filter { !["profiled", "similarity"].contains($0.value) }
          .map { (name: $0.key, value: $0.value) })
  }
}
