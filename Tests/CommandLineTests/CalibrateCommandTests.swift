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
}
