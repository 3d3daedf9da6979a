import Foundation
import Reports
import Simulation
import Testing

@Suite struct FlowsFileTests {
  private func record(_ number: Int, moves: Bool = true) -> FlowRecord {
    let start = Int64(number) * 1_000_000
    return FlowRecord(
      purpose: moves ? "ring, \"all\"" : nil, from: number == 0 ? .outside : .device(0),
      to: .device(1), bytes: moves ? 500 : 0, linkBytes: moves ? 1000 : 300,
      started: SimTime(nanoseconds: start),
      firstByte: moves ? SimTime(nanoseconds: start + 250_000) : nil,
      ended: SimTime(nanoseconds: start + 750_000), isDelivered: moves)
  }

  private func written(
    limit: Int, _ body: (FlowsFile) throws -> Void
  ) throws -> (text: String, isCut: Bool) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "flows-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "flows.csv")
    var table: FlowsFile? = try FlowsFile(at: file, limit: limit, runs: 2)
    try table.map(body)
    try table?.finish()
    let isCut = table?.isCut ?? false
    table = nil
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["flows.csv"])
    return (try String(contentsOf: file, encoding: .utf8), isCut)
  }

  @Test("every message is a row, strategy after strategy, whoever finished first")
  func rows() throws {
    let (text, isCut) = try written(limit: 100_000) { table in
      let second = try table.probe(number: 2, strategy: "b", seed: 4, devices: ["soc 0", "soc 1"])
      let first = try table.probe(number: 1, strategy: "a", seed: 3, devices: ["soc 0", "soc 1"])
      second.flow(record(2, moves: false))
      first.flow(record(0))
      try second.finish()
      first.flow(record(1))
      try first.finish()
    }
    #expect(!isCut)
    #expect(
      text == """
        strategy,seed,collective,from,to,bytes,link_bytes,start_s,first_byte_s,end_s,busy_s,mean_rate_B_per_s,delivered
        a,3,"ring, ""all""\",outside,soc 1,500,1000,0,0.00025,0.00075,0.0005,1000000,true
        a,3,"ring, ""all""\",soc 0,soc 1,500,1000,0.001,0.00125,0.00175,0.0005,1000000,true
        b,4,,soc 0,soc 1,0,300,0.002,,0.00275,0,,false

        """)
  }

  @Test("a table that would be too long ends with a line that says so")
  func limit() throws {
    let (text, isCut) = try written(limit: 2000) { table in
      for number in 1...2 {
        let probe = try table.probe(number: number, strategy: "s", seed: 1, devices: ["a", "b"])
        for flow in 0..<(number == 1 ? 3 : 1000) { probe.flow(record(flow)) }
        try probe.finish()
      }
    }
    #expect(isCut)
    let lines = text.split(separator: "\n")
    #expect(lines.last == "# cut at 1000 bytes")
    #expect(lines.count { $0.hasPrefix("#") } == 1)
    #expect(text.utf8.count < 2000)
    #expect(lines.count > 10)
  }
}
