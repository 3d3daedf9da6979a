import Hardware

extension SpecificationReading {
  /// `write-rate`, `read-rate` and `active-power` of a device's flash memory.
  func flash(_ value: Value) -> FlashSpecification? {
    guard var fields = Fields(value) else { return nil }
    let write = number("write-rate", in: &fields) { $0.quantity(.dataRate) }
    let read = number("read-rate", in: &fields) { $0.quantity(.dataRate) }
    let power = number("active-power", in: &fields) { $0.quantity(.power) }
    fields.finish()
    guard let write, let read, let power else { return nil }
    return FlashSpecification(writeRate: write, readRate: read, activePower: power)
  }
}
