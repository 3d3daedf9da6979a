/// The flash memory of a device, for what has to survive in it.
public struct FlashSpecification: Hashable, Sendable {
  /// Of long runs of data.
  public var writeRate: Sourced<DataRate>
  public var readRate: Sourced<DataRate>
  /// While it writes or reads, above the device's idle power.
  public var activePower: Sourced<Power>

  public init(
    writeRate: Sourced<DataRate>, readRate: Sourced<DataRate>, activePower: Sourced<Power>
  ) {
    self.writeRate = writeRate
    self.readRate = readRate
    self.activePower = activePower
  }
}
