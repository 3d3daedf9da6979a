import Reports

/// Latency of models that share a GPU: measured, and not modelled yet.
enum SharedGPUs {
  static let unmodelled = ValidationRecord.DataSet(
    folder: "gpu-sharing", title: "V100: latency by model, batch and share of the GPU",
    citation: "iGniter, profile of a V100; github.com/icloud-ecnu/igniter, no licence stated",
    procedure: "Not judged: there is no model of shared GPUs yet.")
}
