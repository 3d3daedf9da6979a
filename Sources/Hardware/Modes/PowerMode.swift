/// What a user caps a Jetson-like board at: CPU cores online, and the clocks of CPU, GPU and memory.
public struct PowerMode: Hashable, Sendable {
  /// CPU cores online.
  public var cores: Int
  public var cpu: Frequency
  public var gpu: Frequency
  /// The external memory controller's clock.
  public var memory: Frequency
  /// The GPU's speed at its clock relative to that of all its units: below 1 if some are off.
  public var gpuWidth: Double

  public init(
    cores: Int, cpu: Frequency, gpu: Frequency, memory: Frequency, gpuWidth: Double = 1
  ) {
    self.gpuWidth = gpuWidth
    self.cores = cores
    self.cpu = cpu
    self.gpu = gpu
    self.memory = memory
  }

  /// Its clocks as shares of those of `reference`; cores stay a number.
  public func relative(to reference: PowerMode) -> RelativeMode {
    RelativeMode(
      cores: Double(cores), cpu: cpu.hertz / reference.cpu.hertz,
      gpu: gpu.hertz / reference.gpu.hertz, memory: memory.hertz / reference.memory.hertz,
      gpuWidth: gpuWidth)
  }
}

/// A power mode with its clocks as shares of a reference mode's, which is what models compute with.
public struct RelativeMode: Hashable, Sendable {
  /// CPU cores online.
  public var cores: Double
  public var cpu: Double
  public var gpu: Double
  public var memory: Double
  /// The GPU's speed at its clock relative to that of all its units.
  public var gpuWidth: Double

  public init(cores: Double, cpu: Double, gpu: Double, memory: Double, gpuWidth: Double = 1) {
    self.gpuWidth = gpuWidth
    self.cores = cores
    self.cpu = cpu
    self.gpu = gpu
    self.memory = memory
  }
}
