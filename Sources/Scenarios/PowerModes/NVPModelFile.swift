import Foundation
import Hardware

/// The power modes of a user's `nvpmodel.conf`.
///
///     < PARAM TYPE=CLOCK NAME=GPU >          declares what modes may set
///     MAX_FREQ /sys/...
///     < POWER_MODEL ID=2 NAME=MODE_30W >     a mode, and what it sets:
///     CPU_ONLINE CORE_0 1
///     CPU_A78_0 MAX_FREQ 1728000             kHz; -1 is the highest
///     GPU MAX_FREQ 612000000                 Hz; -1 is the highest
///     EMC MAX_FREQ 0                         Hz; 0 is the highest
///     TPC_POWER_GATING TPC_PG_MASK 240       bits of units of the GPU that are off
///     < PM_CONFIG DEFAULT=2 >
public struct NVPModelFile: Sendable {
  public struct Mode: Hashable, Sendable {
    public var preset: PowerPreset
    /// Bits of units of the GPU that are off; nil if the mode says nothing.
    public var unitsOff: Int?
    /// Settings of other engines: kept apart, as nothing here models them.
    public var others: [Setting]

    /// Of these the ones that ask for something: a cap of an engine, or a part that is off.
    ///
    /// Lowest clocks, clocks at their highest and automatic power control are what is modelled anyhow.
    public var ignored: [Setting] {
      others.filter {
        $0.argument != "MIN_FREQ" && !["-1", "auto", "on"].contains($0.value)
      }
    }
  }

  public struct Setting: Hashable, Sendable {
    public var parameter: String
    public var argument: String
    public var value: String

    /// As the file has it.
    public var text: String { "\(parameter) \(argument) \(value)" }
  }

  /// In the order of their ids.
  public let modes: [Mode]
  /// The id of the mode that a board starts in; nil if the file does not say.
  public let defaultID: Int?

  /// - Throws: Everything that is wrong with the file.
  public init(file: String) throws(Diagnostics) {
    let findings = Findings()
    var reading = NVPModelReading(file: file, findings: findings)
    if let text = fileText(file, findings: findings) { reading.read(text) }
    guard findings.isEmpty else { throw Diagnostics(findings.diagnostics, of: file) }
    modes = reading.modes.map(\.mode).sorted { $0.preset.id < $1.preset.id }
    defaultID = reading.defaultID?.id
  }
}
