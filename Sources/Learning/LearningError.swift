/// What can go wrong in learning, as facts; the words are in `description`.
public enum LearningError: Error, Hashable, Sendable {
  case unknownModel(name: String, known: [String])
  case unknownDataSet(name: String, known: [String])
  /// `remedy` is the command (or step) that brings the file.
  case missingFile(path: String, remedy: String)
  case unreadableFile(path: String, reason: String)
  case damagedFile(path: String, DataFileProblem)
  /// The model takes images of one shape, the data set has another.
  case shapeMismatch(model: String, expected: String, dataSet: String, found: String)
  /// The loss is infinite or not a number after `step` steps since the initial weights.
  case notFinite(model: String, step: Int, learningRate: Double)
  /// A oneDNN call failed; `status` is its `dnnl_status_t`.
  case kernelFailed(call: String, status: Int)
  /// oneDNN has no fast implementation; its reference one is 100 times slower.
  case referenceKernel(primitive: String, implementation: String)
  /// A layer that integers alone cannot train.
  case integerLayer(model: String, layer: String)
  /// A layer whose products int8 values cannot form.
  case quantisedLayer(model: String, layer: String)
  /// Batch normalisation over the samples of all workers is only for FP32 and whole gradients.
  case unsynchronisable(precision: String)
  /// Compressed gradients are only for FP32 and SGD without weight decay or Nesterov's step.
  case uncompressible(precision: String)
  /// oneDNN's threading cannot be limited to one thread per kernel.
  case kernelThreadsUnlimited
  /// The store was shut down before the number was there.
  case storeShutDown
}

/// What is wrong with a data file.
public enum DataFileProblem: Hashable, Sendable {
  /// The gzip stream ends early.
  case truncatedGzip
  /// The gzip stream is damaged; zlib's words.
  case damagedGzip(String)
  /// The xz stream ends early.
  case truncatedXZ
  /// The xz stream is damaged; liblzma's words.
  case damagedXZ(String)
  /// Its length is not a whole number of records.
  case brokenRecord(bytes: Int, recordBytes: Int)
  case wrongMagic(expected: UInt32, found: UInt32)
  case tooShort(expectedBytes: Int, foundBytes: Int)
  case tooLong(expectedBytes: Int, foundBytes: Int)
  case wrongShape(expected: String, found: String)
  case empty
  case countMismatch(images: Int, labels: Int)
  case labelOutOfRange(index: Int, label: Int, classes: Int)
}

extension LearningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownModel(let name, let known):
      "unknown model '\(name)'; one of: \(known.joined(separator: ", "))"
    case .unknownDataSet(let name, let known):
      "unknown data set '\(name)'; one of: \(known.joined(separator: ", "))"
    case .missingFile(let path, let remedy):
      "the data file \(path) is missing; \(remedy)"
    case .unreadableFile(let path, let reason):
      "the data file \(path) cannot be read: \(reason)"
    case .damagedFile(let path, let problem):
      "the data file \(path) is damaged: \(problem)"
    case .shapeMismatch(let model, let expected, let dataSet, let found):
      "the model \(model) takes \(expected), but the data set \(dataSet) has \(found)"
    case .notFinite(let model, let step, let learningRate):
      "training of \(model) diverged: the loss is not a finite number at step \(step) "
        + "(learning rate \(learningRate)); a lower learning rate may help"
    case .kernelFailed(let call, let status):
      "oneDNN: \(call) failed with status \(status)"
    case .referenceKernel(let primitive, let implementation):
      "oneDNN has no fast implementation of \(primitive) here (it chose '\(implementation)')"
    case .integerLayer(let model, let layer):
      "\(model) cannot be trained in precision niti: its layer '\(layer)' is none that integers "
        + "alone can train (convolutions with stride 1, full connections, ReLU, max-pooling)"
    case .quantisedLayer(let model, let layer):
      "\(model) cannot be trained with int8 products: its layer '\(layer)' is none of those that "
        + "can (convolutions in one group or of each channel alone, full connections)"
    case .unsynchronisable(let precision):
      "synchronised batch normalisation needs precision fp32 (here \(precision)) and gradients "
        + "that are not compressed"
    case .uncompressible(let precision):
      "compressed gradients need precision fp32 (here \(precision)) and SGD without weight decay "
        + "or Nesterov's step"
    case .kernelThreadsUnlimited:
      "oneDNN's threads cannot be limited to one per kernel: "
        + "install the OpenMP build (apt-get install libdnnl-dev)"
    case .storeShutDown:
      "the store of learning values was shut down before the value was computed"
    }
  }
}

extension DataFileProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncatedGzip:
      "the gzip stream is cut short"
    case .damagedGzip(let words):
      "the gzip stream is corrupt (\(words))"
    case .truncatedXZ:
      "the xz stream is cut short"
    case .damagedXZ(let words):
      "the xz stream cannot be read: \(words)"
    case .brokenRecord(let bytes, let recordBytes):
      "its \(bytes) bytes are not a whole number of records of \(recordBytes)"
    case .wrongMagic(let expected, let found):
      "its first four bytes are 0x\(String(found, radix: 16)) instead of "
        + "0x\(String(expected, radix: 16))"
    case .tooShort(let expected, let found):
      "it holds \(found) bytes where its header promises \(expected)"
    case .tooLong(let expected, let found):
      "it holds \(found) bytes where its header promises only \(expected)"
    case .wrongShape(let expected, let found):
      "its images are \(found) instead of \(expected)"
    case .empty:
      "it holds no samples"
    case .countMismatch(let images, let labels):
      "it has \(labels) labels for \(images) images"
    case .labelOutOfRange(let index, let label, let classes):
      "label \(index) is \(label), outside of 0..<\(classes)"
    }
  }
}
