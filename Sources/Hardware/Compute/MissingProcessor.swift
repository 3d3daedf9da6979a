/// The device has no processor for the asked number format, or only one for two of them.
public struct MissingProcessor: Error, CustomStringConvertible {
  public let device: DeviceSpecification
  public let precision: Precision

  public var description: String {
    let has = device.processors.map { processor in
      "\(processor.name) (\(processor.precisions.map(\.rawValue).joined(separator: ", ")))"
    }
    return "device '\(device.name)' has no processor to itself for \(precision.rawValue); it has "
      + has.joined(separator: ", ")
  }
}

extension DeviceSpecification {
  /// One model for each format, of different processors.
  ///
  /// - Throws: `MissingProcessor`.
  func models(for precisions: [Precision]) throws -> [ProcessorModel] {
    var models: [ProcessorModel] = []
    for precision in precisions {
      guard let processor = processor(for: precision),
        !models.contains(where: { $0.specification.name == processor.name })
      else { throw MissingProcessor(device: self, precision: precision) }
      models.append(ProcessorModel(processor))
    }
    return models
  }
}
