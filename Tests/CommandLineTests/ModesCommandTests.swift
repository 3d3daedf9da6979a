import Foundation
import Testing

@Suite struct ModesCommandTests {
  @Test("modes begins as nvpmodel -q does and lists every preset")
  func table() throws {
    let tool = try Tool("modes", "jetson-agx-orin")
    #expect(tool.errors.isEmpty)
    #expect(
      tool.output == """
        NV Power Mode: MODE_30W
        2

                                CPU     GPU   EMC    GPU
        ID  NAME      cores     MHz     MHz   MHz  units
        --  --------  -----  ------  ------  ----  -----
         0  MAXN         12  2201.6  1300.5  3199      8
         1  MODE_15W      4  1113.6     408  2133      3
         2  MODE_30W      8    1728     612  3199      4
         3  MODE_50W     12  1497.6     816  3199      8

        Steps: 12 cores, 29 CPU, 23 GPU and 4 memory clocks
        Not modelled: caps of the board's other engines (DLA, PVA, NVENC, NVDEC and the like)

        """)
  }

  @Test("One mode is told as nvpmodel -p --verbose does, and as a scenario takes it")
  func verbose() throws {
    let tool = try Tool("modes", "jetson-nano", "--mode", "1")
    #expect(
      tool.output == """
        NVPM VERB: POWER_MODEL: ID=1 NAME=5W
        NVPM VERB: PARAM CPU_ONLINE: ARG CORE_0: REAL_VAL: 1 CONF_VAL: 1
        NVPM VERB: PARAM CPU_ONLINE: ARG CORE_1: REAL_VAL: 1 CONF_VAL: 1
        NVPM VERB: PARAM CPU: ARG MAX_FREQ: REAL_VAL: 918000 CONF_VAL: 918000
        NVPM VERB: PARAM GPU: ARG MAX_FREQ: REAL_VAL: 614400000 CONF_VAL: 640000000
        NVPM VERB: PARAM EMC: ARG MAX_FREQ: REAL_VAL: 1600000000 CONF_VAL: 1600000000
        power-mode: { cores: 2, cpu: 918 MHz, gpu: 614.4 MHz, memory: 1.6 GHz }

        """)
    let same = try Tool("modes", "jetson-nano", "--mode", "5W")
    #expect(same.output == tool.output)
  }

  @Test("A mode of one's own must be of the board's steps; all mistakes are told at once")
  func custom() throws {
    let good = try Tool("modes", "jetson-agx-orin", "--custom", "cores=4,cpu=1.1904GHz,gpu=max")
    #expect(
      good.output.contains(
        "power-mode: { cores: 4, cpu: 1.1904 GHz, gpu: 1.3005 GHz, memory: 3.199 GHz }"))
    let bad = try Tool("modes", "jetson-agx-orin", "--custom", "cores=14,cpu=1.2GHz,gpx=3")
    #expect(bad.code == 2)
    #expect(
      bad.errors == """
        --custom: error: unknown key 'gpx'; did you mean 'gpu'?
        --custom: error: 'cores' must be at most 12, found '14'
        --custom: error: 'cpu' must be one of 29 steps, found '1.2 GHz'; next are 1.1904 GHz and \
        1.2672 GHz

        """)
    let none = try Tool("modes", "snapdragon-865")
    #expect(none.code == 2)
    #expect(none.errors == "modes: error: device 'snapdragon-865' has no power modes\n")
  }

  private static let conf = """
    # A user's own modes.
    < PARAM TYPE=FILE NAME=CPU_ONLINE >
    CORE_0 /sys/devices/system/cpu/cpu0/online
    CORE_1 /sys/devices/system/cpu/cpu1/online
    < PARAM TYPE=CLOCK NAME=CPU_A78_0 >
    MAX_FREQ /sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq
    < PARAM TYPE=CLOCK NAME=GPU >
    MIN_FREQ /sys/class/devfreq/min_freq
    MAX_FREQ /sys/class/devfreq/max_freq
    < PARAM TYPE=CLOCK NAME=EMC >
    MAX_FREQ /sys/kernel/nvpmodel_emc_cap
    < PARAM TYPE=FILE NAME=TPC_POWER_GATING >
    TPC_PG_MASK /sys/devices/gpu.0/tpc_pg_mask
    < POWER_MODEL ID=7 NAME=MINE >
    CPU_ONLINE CORE_0 1
    CPU_ONLINE CORE_1 1
    TPC_POWER_GATING TPC_PG_MASK 240
    CPU_A78_0 MAX_FREQ 1728000
    GPU MIN_FREQ 0
    GPU MAX_FREQ 612000000
    EMC MAX_FREQ 0
    < PM_CONFIG DEFAULT=7 >

    """

  @Test("A user's nvpmodel.conf is read as the board reads it")
  func confFile() throws {
    try withTemporaryFolder { folder in
      try Data(Self.conf.utf8).write(to: folder.appending(path: "nvpmodel.conf"))
      let tool = try Tool("modes", "jetson-agx-orin", "--conf", "nvpmodel.conf", in: folder)
      #expect(tool.errors.isEmpty)
      #expect(tool.output.hasPrefix("NV Power Mode: MINE\n7\n"))
      #expect(tool.output.contains(" 7  MINE      2  1728  612  3199      4\n"))
      let alone = try Tool("modes", "--conf", "nvpmodel.conf", in: folder)
      #expect(alone.output.contains(" 7  MINE      2  1728  612  max    all\n"))
    }
  }

  @Test("What a mode sets and nothing models is said, not dropped")
  func ignored() throws {
    let text = """
      < POWER_MODEL ID=0 NAME=ALL >
      CPU_ONLINE CORE_0 1
      GPU MAX_FREQ -1
      DLA0_CORE MAX_FREQ -1
      < POWER_MODEL ID=1 NAME=LESS >
      CPU_ONLINE CORE_0 1
      GPU MIN_FREQ 0
      GPU_POWER_CONTROL_ENABLE GPU_PWR_CNTL_EN on
      DLA0_CORE MAX_FREQ 614400000
      PVA0_VPS MAX_FREQ 307200000
      NVDEC MAX_FREQ 793600000
      < PM_CONFIG DEFAULT=0 >

      """
    try withTemporaryFolder { folder in
      try Data(text.utf8).write(to: folder.appending(path: "n.conf"))
      let tool = try Tool("modes", "jetson-agx-orin", "--conf", "n.conf", in: folder)
      #expect(tool.code == 0, "\(tool.errors)")
      let said = tool.output.split(separator: "\n").filter { $0.hasPrefix("Ignored") }
      #expect(
        said == [
          "Ignored, as it is not modelled, in LESS: DLA0_CORE MAX_FREQ 614400000, "
            + "PVA0_VPS MAX_FREQ 307200000, NVDEC MAX_FREQ 793600000"
        ])
      let one = try Tool("modes", "--conf", "n.conf", "--mode", "LESS", in: folder)
      #expect(one.output.contains("ignored, as it is not modelled: NVDEC MAX_FREQ 793600000\n"))
      let json = try Tool("modes", "--conf", "n.conf", "--format", "json", in: folder)
      #expect(json.output.contains("PVA0_VPS MAX_FREQ 307200000"))
    }
  }

  @Test("Everything wrong with an nvpmodel.conf is told at once")
  func badConf() throws {
    let text = Self.conf.replacing("ID=7", with: "ID=x").replacing(
      "GPU MAX_FREQ 612", with: "GPU MAX_FRQ 612"
    )
    .replacing("EMC MAX_FREQ 0", with: "EMC MAX_FREQ").replacing("DEFAULT=7 >", with: "DEFAULT=7")
    .replacing("# A user's own modes.", with: "CPU_ONLINE CORE_0 1")
    try withTemporaryFolder { folder in
      try Data(text.utf8).write(to: folder.appending(path: "n.conf"))
      let tool = try Tool("modes", "--conf", "n.conf", in: folder)
      #expect(tool.code == 2)
      #expect(tool.output.isEmpty)
      #expect(
        tool.errors == """
          n.conf:1:1: error: 'CPU_ONLINE' stands before the first tag
          n.conf:14:15: error: 'ID' takes a whole number, found 'x'
          n.conf:20:5: error: unknown argument of GPU 'MAX_FRQ'; did you mean 'MAX_FREQ'?
            note: one of: MIN_FREQ, MAX_FREQ
          n.conf:21:1: error: 'EMC' takes PARAMETER ARGUMENT VALUE, found 2 words
          n.conf:22:13: error: the tag that begins with '<' must end with '>' on the same line

          """)
    }
  }

  @Test("calibrate writes a workload, and a Jetson at a power mode takes its calibrated time")
  func endToEnd() throws {
    try withTemporaryFolder { folder in
      let file = repository.appending(path: "Scenarios/measurements/synthetic-modes.csv").path
      try FileManager.default.createDirectory(
        at: folder.appending(path: "workloads"), withIntermediateDirectories: true)
      let calibrate = [
        "calibrate", file, "--model", "modes", "--out", "workloads/mine.yaml", "--device",
        "jetson-agx-xavier", "--network", "lenet5", "--batch", "16",
      ]
      #expect(try Tool(calibrate, in: folder).code == 0)
      #expect(try Tool(calibrate, in: folder).code == 2, "the file is there already")
      let modes = try Tool(
        "modes", "jetson-agx-xavier", "--mode", "MAXN", "--workload", "workloads/mine.yaml",
        "--format", "json", in: folder)
      #expect(modes.code == 0, "\(modes.errors)")
      let listing =
        try JSONSerialization.jsonObject(with: Data(modes.output.utf8)) as? [String: Any]
      let mode = try #require((listing?["modes"] as? [[String: Any]])?.first)
      let step = try #require(mode["step_s"] as? Double)
      let scenario = """
        scenario: jetsons
        cluster: { server: jetson-cluster-8, device: jetson-agx-xavier, use: 1, power-mode: MAXN }
        training:
          model: lenet5
          workload: mine
          dataset: { generated: { train: 320, test: 64 } }
          optimizer: { sgd: { learning-rate: 0.05 } }
          learning: none
          jitter: none
          target: { rounds: 1 }
        strategies: [local: { batch: 16 }]
        """
      try Data(scenario.utf8).write(to: folder.appending(path: "s.yaml"))
      let run = try Tool(
        "run", "s.yaml", "--quiet", "--format", "json", "--out", "b", "--tegrastats", "t",
        in: folder)
      #expect(run.code == 0, "\(run.errors)")
      let summary =
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      let strategy = try #require((summary?["strategies"] as? [[String: Any]])?.first)
      let compute = try #require(strategy["compute_s"] as? Double)
      // 20 steps of 16.
      #expect(abs(compute / (20 * step) - 1) < 1e-6)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "t").path)
      #expect(names.count == 1)
      // The steps are of the measured size, so nothing is assumed of their batch; others are told.
      #expect(!run.output.contains("fp32.batch"))
      let larger = try Tool(
        "run", "s.yaml", "--quiet", "--out", "c", "--set", "strategies.local.batch=32", in: folder)
      #expect(larger.output.contains("mine.jetson-agx-xavier.gpu.fp32.batch: steps of 32 (local)"))
      let lines = try String(
        contentsOf: folder.appending(path: "t/\(names[0])"), encoding: .utf8)
      #expect(lines.isEmpty || lines.contains(" CPU@"))
      #expect(!lines.contains("-256C"))
      // The bundle names the mode and replays.
      let effective = try String(
        contentsOf: folder.appending(path: "b/scenario.effective.yaml"), encoding: .utf8)
      #expect(effective.contains("power-mode: MAXN"))
      #expect(try Tool("replay", "b", "--quiet", in: folder).code == 0)
      let other = scenario.replacing("jetson-agx-xavier", with: "jetson-tx2")
      try Data(other.utf8).write(to: folder.appending(path: "s.yaml"))
      let refused = try Tool("check", "s.yaml", in: folder)
      #expect(refused.code == 2)
      #expect(
        refused.errors.contains(
          "workload 'mine' has no calibration for 'gpu' of 'jetson-tx2' in fp32"))
    }
  }
}
