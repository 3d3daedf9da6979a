import Foundation
import Testing

@Suite struct CalibrateCommandTests {
  private let file = "Scenarios/measurements/synthetic-modes.csv"

  @Test("calibrate tells errors, constants and the worst rows, the same every time")
  func table() throws {
    let tool = try Tool("calibrate", file, "--model", "modes")
    #expect(tool.code == 0, "\(tool.errors)")
    #expect(tool.output.contains("modes: \(file), 80 rows\n"))
    #expect(tool.output.contains("held out: 5 further fits (seed 1)"))
    #expect(tool.output.contains("gpu-arithmetic"))
    // The two rows that are wrong on purpose are named first.
    #expect(tool.output.contains("The 10 worst held-out rows of time"))
    let again = try Tool("calibrate", file, "--model", "modes")
    #expect(again.output == tool.output)
  }

  @Test("calibrate --format json holds the held-out errors")
  func json() throws {
    let tool = try Tool(
      "calibrate", file, "--model", "modes", "--train-share", "50%", "--seed", "2", "--format",
      "json")
    #expect(tool.code == 0, "\(tool.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(tool.output.utf8)) as? [String: Any]
    let quantities = try #require(object?["quantities"] as? [[String: Any]])
    #expect(quantities.map { $0["name"] as? String } == ["time", "power"])
    for quantity in quantities {
      let heldOut = try #require(quantity["held_out"] as? [String: Any])
      #expect(heldOut["rows"] as? Int == 40)
      let mape = try #require(heldOut["mape"] as? Double)
      #expect(mape > 0.01 && mape < 0.06)
    }
  }

  @Test("What is asked for wrongly is bad input")
  func wrong() throws {
    for arguments in [
      ["--train-share", "0%"], ["--held-out", "random"], ["--held-out", "thirds"],
      ["--train-share", "10%", "--held-out", "none"], ["--unit", "power"], ["--column", "=x"],
      ["--unit", "power=mW", "--unit", "power=W"], ["--train-share", "5%"], ["--unit", "power=K"],
    ] {
      let tool = try Tool(["calibrate", file, "--model", "modes"] + arguments)
      #expect(tool.code == 2)
      #expect(tool.output.isEmpty)
      #expect(!tool.errors.isEmpty)
    }
    let missing = try Tool("calibrate", "nowhere.csv", "--model", "modes")
    #expect(missing.code == 2)
    #expect(missing.errors == "nowhere.csv: error: no such file\n")
  }

  @Test("validate hardware without data says how to get some")
  func noData() throws {
    let tool = try Tool("validate", "hardware")
    #expect(tool.code == 2)
    #expect(tool.errors.contains("--data takes a folder"))
    #expect(tool.errors.contains("github.com/kdrag0n/freqbench"))
  }

  /// One core of a phone: 0.3 nF and 100 mA, without noise.
  @Test("a ladder becomes a device whose clock has the fit, and a run draws what it says")
  func ladderFile() throws {
    try withTemporaryFolder { folder in
      var csv = "frequency (MHz),voltage (V),power (W)\n"
      for (megahertz, volts) in [
        (700.0, 0.6), (1200, 0.66), (1700, 0.74), (2200, 0.83), (2800, 0.95),
      ] {
        let watts = 0.3 * volts * volts * megahertz * 1e-3 + 0.1 * volts
        csv += "\(megahertz),\(volts),\(watts)\n"
      }
      try Data(csv.utf8).write(to: folder.appending(path: "core.csv"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "devices"), withIntermediateDirectories: true)
      let calibrate = [
        "calibrate", "core.csv", "--model", "ladder", "--out", "devices/mine.yaml", "--device",
        "snapdragon-865", "--processor", "cpu", "--clock",
      ]
      let wrong = try Tool(calibrate + ["primo"], in: folder)
      #expect(wrong.code == 2)
      #expect(wrong.errors.contains("has no clock 'primo'; it has: prime, gold, silver"))
      let tool = try Tool(calibrate + ["prime"], in: folder)
      #expect(tool.code == 0, "\(tool.errors)")
      let file = try String(
        contentsOf: folder.appending(path: "devices/mine.yaml"), encoding: .utf8)
      #expect(file.contains("name: mine"))
      #expect(file.contains("tidewatt calibrate of core.csv, 5 rows"))
      #expect(file.contains("[700 MHz, 1.2 GHz, 1.7 GHz, 2.2 GHz, 2.8 GHz]"))
      let scenario = """
        scenario: mine
        cluster: { server: soc-cluster-60, device: mine, use: 2 }
        training:
          model: lenet5
          dataset: { generated: { train: 320, test: 64 } }
          optimizer: { sgd: { learning-rate: 0.05 } }
          learning: none
          target: { rounds: 1 }
        strategies: [local: { batch: 16 }]
        """
      try Data(scenario.utf8).write(to: folder.appending(path: "s.yaml"))
      let run = try Tool("run", "s.yaml", "--quiet", "--out", "b", in: folder)
      #expect(run.code == 0, "\(run.errors)")
      let devices = try String(
        contentsOf: folder.appending(path: "b/devices.csv"), encoding: .utf8)
      #expect(devices.contains("cpu_prime_2800MHz_s"))
    }
  }

  /// 2 ms a launch and 50 GFLOP/s, in work of several sizes.
  @Test("work of known cost becomes a workload, and a run's steps take what was fitted")
  func computeFile() throws {
    try withTemporaryFolder { folder in
      var csv = "frequency (MHz),operations,bytes,launches,seconds\n"
      for operations in [1e7, 1e8, 3e8, 1e9, 3e9, 1e10] {
        for megahertz in [690.0, 1380] {
          let seconds = 2e-3 + operations / (50e9 * megahertz / 1380)
          csv += "\(megahertz),\(operations),0,1,\(seconds)\n"
        }
      }
      try Data(csv.utf8).write(to: folder.appending(path: "steps.csv"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "workloads"), withIntermediateDirectories: true)
      let tool = try Tool(
        "calibrate", "steps.csv", "--model", "compute", "--out", "workloads/mine.yaml",
        "--device", "nvidia-v100", "--network", "lenet5", in: folder)
      #expect(tool.code == 0, "\(tool.errors)")
      let scenario = """
        scenario: mine
        cluster: { server: gpu-server, use: 1 }
        training:
          model: lenet5
          workload: mine
          dataset: { generated: { train: 3200, test: 64 } }
          optimizer: { sgd: { learning-rate: 0.05 } }
          learning: none
          jitter: none
          target: { rounds: 1 }
        strategies: [local: { batch: 3200 }]
        """
      try Data(scenario.utf8).write(to: folder.appending(path: "s.yaml"))
      let run = try Tool(
        "run", "s.yaml", "--quiet", "--format", "json", "--out", "b", "--set",
        "cluster.device=nvidia-v100", in: folder)
      #expect(run.code == 0, "\(run.errors)")
      let summary =
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      let strategy = try #require((summary?["strategies"] as? [[String: Any]])?.first)
      let compute = try #require(strategy["compute_s"] as? Double)
      // One step of 3200 samples; launching overlaps with computing on this card, by a 2.8-norm.
      #expect(compute > 0.002)
      #expect(!run.output.contains("the processor's own costs"))
    }
  }
}
