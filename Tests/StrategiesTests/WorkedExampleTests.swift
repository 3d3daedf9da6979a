import Foundation
import Testing

@testable import Strategies

/// The strategy that the README shows how to write.
@Suite struct WorkedExampleTests {
  @Test("the README shows the example as it is")
  func shown() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let example = try String(
      contentsOf: tests.appending(path: "PeriodicAveraging.swift"), encoding: .utf8)
    let readme = try String(
      contentsOf: tests.appending(path: "../../README.md").standardizedFileURL, encoding: .utf8)
    #expect(readme.contains("```swift\n\(example)```\n"))
  }

  @Test("it takes the time of its steps and of its averages")
  func time() throws {
    let run = try TimedRun(
      PeriodicAveraging.with(["batch": "4", "period": "3"]), devicesPerBoard: 4, samples: 80)
    let size = Double(run.model.parameterBytes)
    let average = 6 * (Plain.latency + size / (4 * Plain.rate)) + run.adding(0.75)
    // Five steps of each device, and an average after the third and the fifth.
    #expect(abs(run.secondRound - (5 * run.compute(4) + 2 * average)) < 1e-6)
    #expect(run.rounds[1].samples == 80)
  }
}
