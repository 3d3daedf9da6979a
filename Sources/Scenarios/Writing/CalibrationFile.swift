import Hardware

extension WorkloadSpecification {
  /// The workload as a catalogue file that scenarios can name.
  public var fileText: String {
    var yaml = YAMLText()
    yaml.write(self)
    return yaml.text
  }
}

extension DeviceSpecification {
  /// The device as a catalogue file that servers and scenarios can name.
  public var fileText: String {
    var yaml = YAMLText()
    yaml.write(self)
    return yaml.text
  }
}
