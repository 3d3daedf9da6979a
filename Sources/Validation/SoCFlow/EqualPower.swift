import Hardware
import Scenarios

/// How many SoCs the power of a GPU buys.
enum EqualPower: String, CaseIterable, Sendable {
  /// The card alone against SoCs alone.
  case card
  /// The card with its host against SoCs with their share of the server.
  case server

  /// What is bought, in watts: the greatest that the GPU can draw.
  func budget(of gpu: Scenario) -> Double {
    let server = gpu.cluster.server
    let card = Self.greatestPower(of: server.device)
    switch self {
    case .card: return card
    case .server:
      // All that the server draws while its devices are idle, but for them.
      let rest =
        server.idlePower.watts - Double(server.deviceCount) * server.device.idlePower.value.watts
      return card * Double(server.deviceCount) + rest
    }
  }

  /// What one SoC costs, in watts: idle, and both processors at work.
  func price(of socs: Scenario) -> Double {
    let server = socs.server(for: [.fp32, .int8])
    let busy = [Precision.fp32, .int8].compactMap { server.device.processor(for: $0) }
      .reduce(0) { $0 + $1.activePower.value.watts }
    switch self {
    case .card: return server.device.idlePower.value.watts + busy
    case .server: return server.idlePower.watts / Double(server.deviceCount) + busy
    }
  }

  /// A card's limit, or what it draws while it works where it has none.
  private static func greatestPower(of device: DeviceSpecification) -> Double {
    if let limit = device.powerLimits?.highest.value { return limit.watts }
    let busy = device.processors.map(\.activePower.value.watts).max() ?? 0
    return device.idlePower.value.watts + busy
  }

  /// Whole groups of SoCs, as many as the budget buys and the server has; at least one SoC.
  func groups(of size: Int, socs: Scenario, gpu: Scenario) -> (groups: Int, devices: Int) {
    let bought = Int((budget(of: gpu) / price(of: socs)).rounded(.down))
    let most = max(1, min(bought, socs.cluster.deviceCount))
    let groups = max(1, most / size)
    return (groups, min(most, groups * size))
  }
}
