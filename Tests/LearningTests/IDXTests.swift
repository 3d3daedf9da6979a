import CZlib
import Foundation
import Testing

@testable import Learning

/// Reading of IDX files, and what is said about bad ones.
final class IDXTests {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("tidewatt-idx-\(UUID().uuidString)")
  let source: DataSetSource

  init() throws {
    source = .idx(folder: folder.path)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write(Self.images(6), to: "train-images-idx3-ubyte")
    try write(Self.labels([0, 1, 2, 3, 4, 9]), to: "train-labels-idx1-ubyte")
    try write(Self.images(3), to: "t10k-images-idx3-ubyte")
    try write(Self.labels([7, 8, 9]), to: "t10k-labels-idx1-ubyte")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static func bigEndian(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  private static func images(_ count: Int) -> [UInt8] {
    bigEndian([0x803, UInt32(count), 28, 28]) + (0..<count * 784).map { UInt8($0 * 7 % 251) }
  }

  private static func labels(_ labels: [UInt8]) -> [UInt8] {
    bigEndian([0x801, UInt32(labels.count)]) + labels
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
  }

  /// Compressed with zlib itself.
  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    var input = bytes
    var output = [UInt8](repeating: 0, count: bytes.count + 1000)
    let count = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        deflate(&stream, Z_FINISH)
        return output.count - Int(stream.avail_out)
      }
    }
    deflateEnd(&stream)
    return Array(output[..<count])
  }

  private func problem(of name: String) -> DataFileProblem? {
    dataFileProblem(of: folder.appendingPathComponent(name), loading: source)
  }

  @Test func rawAndCompressedFilesGiveTheSameSet() throws {
    let raw = try DataSetRegistry.load(source)
    #expect(raw.description.trainCount == 6)
    #expect(raw.description.testCount == 3)
    #expect(raw.description.sampleShape == SampleShape(channels: 1, height: 28, width: 28))
    #expect(raw.description.bytesPerSample == 785)
    #expect(raw.train.labels == [0, 1, 2, 3, 4, 9])
    #expect(raw.train.pixels[785] == UInt8(785 * 7 % 251))
    #expect(try DataSetRegistry.describe(source) == raw.description)

    try remove("train-images-idx3-ubyte")
    try write(Self.gzip(Self.images(6)), to: "train-images-idx3-ubyte.gz")
    let compressed = try DataSetRegistry.load(source)
    #expect(compressed.fingerprint == raw.fingerprint)
    #expect(try DataSetRegistry.describe(source) == raw.description)

    let otherPixels = Self.images(3).prefix(16) + [UInt8](repeating: 9, count: 3 * 784)
    try write(Array(otherPixels), to: "t10k-images-idx3-ubyte")
    #expect(try DataSetRegistry.load(source).fingerprint != raw.fingerprint)
  }

  @Test func aFileOfTwoGzipMembersIsReadWhole() throws {
    try remove("train-labels-idx1-ubyte")
    let labels = Self.labels([0, 1, 2, 3, 4, 9])
    try write(
      Self.gzip(Array(labels[..<10])) + Self.gzip(Array(labels[10...])),
      to: "train-labels-idx1-ubyte.gz")
    #expect(try DataSetRegistry.load(source).train.labels == [0, 1, 2, 3, 4, 9])
  }

  @Test func aMissingFileIsNamedWithARemedy() throws {
    try remove("t10k-labels-idx1-ubyte")
    let error = try #require(throws: LearningError.self) {
      try DataSetRegistry.load(self.source)
    }
    let path = folder.appendingPathComponent("t10k-labels-idx1-ubyte.gz").path
    guard case .missingFile(path, let remedy) = error else {
      Issue.record("not a missing file: \(error)")
      return
    }
    #expect(remedy.contains("MNIST"))
    #expect(throws: error) { try DataSetRegistry.describe(self.source) }
    let package = DataSetRegistry.published[0].remedy
    #expect(package == "get it with: apt-get install dataset-fashion-mnist")
  }

  @Test func anUnknownNameListsTheKnownOnes() {
    let known = ["fashion-mnist", "mnist", "cifar10-10k"]
    #expect(throws: LearningError.unknownDataSet(name: "mnits", known: known)) {
      try DataSetRegistry.describe(.named("mnits"))
    }
  }

  @Test func aCutGzipStreamIsNoticed() throws {
    try remove("train-images-idx3-ubyte")
    try write(Array(Self.gzip(Self.images(6)).dropLast(20)), to: "train-images-idx3-ubyte.gz")
    #expect(problem(of: "train-images-idx3-ubyte.gz") == .truncatedGzip)
    // The header is there all the same.
    #expect(try DataSetRegistry.describe(source).trainCount == 6)
  }

  @Test func aDamagedGzipStreamIsNoticed() throws {
    try remove("train-images-idx3-ubyte")
    var bytes = Self.gzip(Self.images(6))
    bytes[bytes.count - 6] ^= 0x40  // in the check sum of the content
    try write(bytes, to: "train-images-idx3-ubyte.gz")
    #expect(problem(of: "train-images-idx3-ubyte.gz") == .damagedGzip("incorrect data check"))
  }

  @Test func aWrongMagicNumberIsNoticed() throws {
    try write(Self.images(6), to: "train-labels-idx1-ubyte")
    #expect(
      problem(of: "train-labels-idx1-ubyte") == .wrongMagic(expected: 0x801, found: 0x803))
  }

  @Test func differentCountsOfImagesAndLabelsAreNoticed() throws {
    try write(Self.labels([1, 2, 3]), to: "train-labels-idx1-ubyte")
    #expect(
      problem(of: "train-labels-idx1-ubyte") == .countMismatch(images: 6, labels: 3))
    #expect(throws: LearningError.self) { try DataSetRegistry.describe(self.source) }
  }

  @Test func aFileShorterOrLongerThanItsHeaderSaysIsNoticed() throws {
    try write(Array(Self.images(6).dropLast(1)), to: "train-images-idx3-ubyte")
    #expect(
      problem(of: "train-images-idx3-ubyte")
        == .tooShort(expectedBytes: 4720, foundBytes: 4719))
    try write(Self.images(6) + [0], to: "train-images-idx3-ubyte")
    #expect(
      problem(of: "train-images-idx3-ubyte") == .tooLong(expectedBytes: 4720, foundBytes: 4721))
    try write([0, 0, 8], to: "train-images-idx3-ubyte")
    #expect(
      problem(of: "train-images-idx3-ubyte") == .tooShort(expectedBytes: 16, foundBytes: 3))
  }

  @Test func aLabelOutsideOfTheClassesIsNoticed() throws {
    try write(Self.labels([0, 1, 2, 3, 10, 9]), to: "train-labels-idx1-ubyte")
    #expect(
      problem(of: "train-labels-idx1-ubyte")
        == .labelOutOfRange(index: 4, label: 10, classes: 10))
  }

  @Test func testImagesOfAnotherShapeAreNoticed() throws {
    let bytes = Self.bigEndian([0x803, 3, 2, 2]) + [UInt8](repeating: 1, count: 12)
    try write(bytes, to: "t10k-images-idx3-ubyte")
    #expect(
      problem(of: "t10k-images-idx3-ubyte")
        == .wrongShape(expected: "1x28x28", found: "1x2x2"))
  }
}
