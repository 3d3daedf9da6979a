extension ModeTimeModel: Parametric {
  public static let parameters: [Parameter<ModeTimeModel>] = [
    Parameter("gpu-arithmetic", unit: "s", \.gpuArithmetic_s, "arithmetic on the GPU"),
    Parameter("gpu-memory", unit: "s", \.gpuMemory_s, "memory traffic of the GPU"),
    Parameter(
      "gpu-overlap", \.gpuOverlap, range: .aboveOne, "exponent that joins these two"),
    Parameter("dispatch", unit: "s", \.dispatch_s, "launching, on one core"),
    Parameter(
      "processing", unit: "s", \.processing_core_s, "core-seconds of work on all usable cores"),
    Parameter("memory-stall", \.memoryStall, "CPU time stalled on memory, per unit of work"),
    Parameter("lost-cores", \.lostCores, "cores lost to the system"),
    Parameter("lost-cores-by-clock", \.lostCoresByClock, "cores lost, times the CPU's clock"),
    Parameter("useful-cores", \.usefulCores, "beyond these nothing gets faster"),
    Parameter(
      "overlap", \.overlap, range: .aboveOne, "exponent that joins GPU, launching and processing"),
    Parameter("fixed", unit: "s", \.fixed_s, "what no clock changes"),
    Parameter("serial", unit: "s", \.serial_s, "CPU work that overlaps with nothing"),
    Parameter(
      "serial-memory", unit: "s", \.serialMemory_s, "memory traffic that overlaps with nothing"),
  ]
}

extension ModePowerModel: Parametric {
  public static let parameters: [Parameter<ModePowerModel>] = [
    Parameter("base", unit: "W", \.base_W, "at any mode"),
    Parameter("memory-clock", unit: "W", \.memoryClock_W, "the memory's clock"),
    Parameter("memory-clock-exponent", \.memoryClockExponent, "how that depends on the clock"),
    Parameter("gpu-clock", unit: "W", \.gpuClock_W, "the GPU's clock, busy or not"),
    Parameter("gpu-busy", unit: "W", \.gpuBusy_W, "the GPU while busy"),
    Parameter(
      "gpu-arithmetic", unit: "W", \.gpuArithmetic_W, "the GPU's arithmetic at full rate"),
    Parameter("gpu-voltage-rise", \.gpuVoltageRise, "of the GPU's voltage, above the knee"),
    Parameter("gpu-voltage-knee", \.gpuVoltageKnee, "share of the reference clock"),
    Parameter("core-online", unit: "W", \.coreOnline_W, "a core that is online"),
    Parameter("cluster-online", unit: "W", \.clusterOnline_W, "four cores that are"),
    Parameter("core-busy", unit: "W", \.coreBusy_W, "a busy core"),
    Parameter("cpu-voltage-rise", \.cpuVoltageRise, "of the CPU's voltage, above the knee"),
    Parameter("cpu-voltage-knee", \.cpuVoltageKnee, "share of the reference clock"),
    Parameter("memory-traffic", unit: "W", \.memoryTraffic_W, "memory traffic at full rate"),
    Parameter(
      "memory-traffic-exponent", \.memoryTrafficExponent, "how its energy depends on the clock"),
  ]
}
