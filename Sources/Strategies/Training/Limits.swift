/// The checks of parameters that several strategies share.
enum Limits {
  static func batch(
    _ batch: Int, _ parameter: String, exceeds samples: Int, of whole: String
  ) -> [ParameterProblem] {
    if batch <= samples { return [] }
    return [
      ParameterProblem(
        parameter: parameter,
        message: "a batch of \(batch) is larger than \(whole), which has \(samples) samples")
    ]
  }

  static func share(
    _ batch: Int, _ parameter: String, devices: Int, of whole: String
  ) -> [ParameterProblem] {
    if batch >= devices { return [] }
    return [
      ParameterProblem(
        parameter: parameter,
        message: "a batch of \(batch) leaves \(devices - batch) of the \(devices) devices of "
          + "\(whole) without a sample")
    ]
  }

  static func divisor(
    _ count: Int, _ parameter: String, what: String, devices: Int
  ) -> [ParameterProblem] {
    if devices % count == 0 { return [] }
    let divisors = (1...devices).filter { devices % $0 == 0 }.map(String.init)
    return [
      ParameterProblem(
        parameter: parameter,
        message: "\(count) \(what) do not divide \(devices) devices; these do: "
          + divisors.joined(separator: ", "))
    ]
  }

  /// Devices that serve are some of those that train.
  static func servers(_ servers: Int, devices: Int) -> [ParameterProblem] {
    if servers <= devices { return [] }
    return [
      ParameterProblem(
        parameter: "servers",
        message: "\(servers) servers are more than the \(devices) devices that train")
    ]
  }
}
