import Experiments
import Foundation
import Learning
import Scenarios
import Testing

@Suite struct BatchNormTests {
  /// Forty images of noise around a level for each class, and ten to test with.
  private func images() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidewatt-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (file, count) in (1...5).map({ ("data_batch_\($0)", 8) }) + [("test_batch", 10)] {
      var bytes = Data()
      for image in 0..<count {
        let label = (image * 3 + file.utf8.count) % 10
        bytes.append(UInt8(label))
        bytes.append(contentsOf: (0..<3072).map { UInt8(20 * label + ($0 &* 37 + image) % 40) })
      }
      try bytes.write(to: folder.appending(path: "\(file).bin"))
    }
    return folder
  }

  /// Test losses after each round, strategy by strategy: alone, and on four devices.
  private func losses(_ mode: BatchNormMode) throws -> [[Double]] {
    let folder = try images()
    defer { try? FileManager.default.removeItem(at: folder) }
    let scenario = try smallScenario(
      "training.model=vgg11", "training.batch-norm=\(mode.rawValue)", "training.workload=none",
      "training.dataset={ cifar: \(folder.path) }", "training.target.rounds=2",
      strategies: """
          - local: { batch: 20 }
          - ring-all-reduce: { global-batch: 20, devices: 4 }
        """)
    let outcome = try Experiment(scenario).run(.init(jobs: 2))
    return outcome.record.strategies.map { $0.rounds.compactMap(\.loss) }
  }

  @Test("with the statistics of the whole batch, devices together learn as one alone does")
  func synchronised() throws {
    let together = try losses(.synchronised)
    #expect(together.map(\.count) == [2, 2])
    #expect(together[0] == together[1])
    let apart = try losses(.perWorker)
    #expect(apart[0] == together[0])
    #expect(abs(apart[1][1] - apart[0][1]) > 1e-2 * apart[0][1], "\(apart)")
  }
}
