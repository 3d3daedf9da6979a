/// The power mode that a device is set to.
public enum PowerModeChoice: Hashable, Sendable {
  /// By the name of a preset.
  case preset(String)
  /// Clocks of the board's ladders, chosen one by one.
  case custom(PowerMode)
}

extension PowerModeTable {
  /// The cores and clocks of a choice; nil if there is no such preset.
  public func mode(_ choice: PowerModeChoice) -> PowerMode? {
    switch choice {
    case .preset(let name): preset(named: name).map(mode(of:))
    case .custom(let mode): mode
    }
  }

  /// A step of a ladder within 0.1 % of a clock; nil if there is none.
  public static func step(_ clock: Frequency, of ladder: [Frequency]) -> Frequency? {
    ladder.first { ($0.hertz / clock.hertz - 1).magnitude < 1e-3 }
  }
}
