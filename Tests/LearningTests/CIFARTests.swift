import CLzma
import Foundation
import Testing

@testable import Learning

/// Reading of CIFAR's binary records, and what is said about bad ones.
final class CIFARTests {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("tidewatt-cifar-\(UUID().uuidString)")
  let source: DataSetSource

  init() throws {
    source = .cifar(folder: folder.path)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for number in 1...5 { try write(Self.records([UInt8(number)]), to: "data_batch_\(number).bin") }
    try write(Self.records([9, 0]), to: "test_batch.bin")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static func records(_ labels: [UInt8]) -> [UInt8] {
    labels.flatMap { label in [label] + (0..<3072).map { UInt8(($0 + Int(label)) % 251) } }
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  /// Compressed with liblzma itself.
  private static func xz(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: bytes.count + 1000)
    var count = 0
    let status = lzma_easy_buffer_encode(
      6, LZMA_CHECK_CRC64, nil, bytes, bytes.count, &output, &count, output.count)
    #expect(status == LZMA_OK)
    return Array(output[..<count])
  }

  private func compress(_ name: String, _ change: ([UInt8]) -> [UInt8] = { $0 }) throws {
    let file = folder.appendingPathComponent(name)
    let bytes = [UInt8](try Data(contentsOf: file))
    try FileManager.default.removeItem(at: file)
    try write(change(Self.xz(bytes)), to: name + ".xz")
  }

  private func problem(of name: String) -> DataFileProblem? {
    dataFileProblem(of: folder.appendingPathComponent(name), loading: source)
  }

  @Test func rawAndCompressedRecordsGiveTheSameSet() throws {
    let raw = try DataSetRegistry.load(source)
    #expect(raw.description.trainCount == 5)
    #expect(raw.description.testCount == 2)
    #expect(raw.description.sampleShape == SampleShape(channels: 3, height: 32, width: 32))
    #expect(raw.train.labels == [1, 2, 3, 4, 5])
    #expect(raw.train.pixels[3072] == 2)
    #expect(try DataSetRegistry.describe(source) == raw.description)
    try compress("data_batch_3.bin")
    try compress("test_batch.bin")
    #expect(try DataSetRegistry.load(source).fingerprint == raw.fingerprint)
    #expect(try DataSetRegistry.describe(source) == raw.description)
  }

  @Test func badFilesAreToldApart() throws {
    try write(Array(Self.records([1]).dropLast()), to: "data_batch_1.bin")
    #expect(problem(of: "data_batch_1.bin") == .brokenRecord(bytes: 3072, recordBytes: 3073))
    try write([], to: "data_batch_1.bin")
    #expect(problem(of: "data_batch_1.bin") == .empty)
    try write(Self.records([3, 10]), to: "data_batch_1.bin")
    #expect(
      problem(of: "data_batch_1.bin") == .labelOutOfRange(index: 1, label: 10, classes: 10))
    try write(Self.records([1]), to: "data_batch_1.bin")
    try compress("data_batch_2.bin") { Array($0.dropLast(20)) }
    #expect(problem(of: "data_batch_2.bin.xz") == .truncatedXZ)
    try write(Self.records([2]), to: "data_batch_2.bin")
    try compress("data_batch_4.bin") { bytes in
      var bytes = bytes
      bytes[60] ^= 0xff
      return bytes
    }
    guard case .damagedXZ = problem(of: "data_batch_4.bin.xz") else {
      Issue.record("a flipped byte went unnoticed")
      return
    }
  }

  @Test func aMissingFileIsNamedWithARemedy() throws {
    try FileManager.default.removeItem(at: folder.appendingPathComponent("data_batch_5.bin"))
    let error = try #require(throws: LearningError.self) {
      try DataSetRegistry.load(self.source)
    }
    guard case .missingFile(let path, let remedy) = error else {
      Issue.record("not a missing file: \(error)")
      return
    }
    #expect(path.hasSuffix("data_batch_5.bin"))
    #expect(remedy.contains("cifar-10-binary.tar.gz"))
  }

  static let isSmallSetThere = (try? DataSetRegistry.describe(.named("cifar10-10k"))) != nil

  @Test(.enabled(if: isSmallSetThere, "TIDEWATT_DATA holds no cifar10"))
  func theNamedSetHasItsTenThousandImages() throws {
    let set = try DataSetRegistry.load(.named("cifar10-10k"))
    #expect(set.train.count == 10_000)
    #expect(set.test.count == 2000)
    for label in 0..<10 {
      #expect(set.train.labels.count { $0 == label } == 1000)
      #expect(set.test.labels.count { $0 == label } == 200)
    }
  }
}
