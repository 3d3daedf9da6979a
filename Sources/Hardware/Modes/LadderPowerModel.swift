/// The power of one core above the idle device, over its ladder of operating points.
///
///     P = C V^2 f + k V
///
/// at voltage V and frequency f while busy. The second term is what an awake core costs at any
/// frequency: without it the measured ladder of a Snapdragon 865 is missed by 6 to 30 %.
public struct LadderPowerModel: Hashable, Sendable {
  /// C: nanofarads, which are watts per gigahertz and square volt.
  public var capacitance_nF: Double
  /// k: amperes, which are watts per volt.
  public var awake_A: Double

  public init(capacitance_nF: Double, awake_A: Double) {
    self.capacitance_nF = capacitance_nF
    self.awake_A = awake_A
  }

  public func watts(at frequency: Frequency, voltage_V: Double) -> Double {
    capacitance_nF * voltage_V * voltage_V * frequency.hertz * 1e-9 + awake_A * voltage_V
  }
}

extension LadderPowerModel: Parametric {
  public static let parameters: [Parameter<LadderPowerModel>] = [
    Parameter("capacitance", unit: "nF", \.capacitance_nF, "that switches every cycle while busy"),
    Parameter("awake-current", unit: "A", \.awake_A, "of an awake core at any frequency"),
  ]
}
