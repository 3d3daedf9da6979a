import Foundation

/// One epoch of a plain training: loss and accuracy on the test set, and the time of training alone.
struct TrainingPoint: Codable, Hashable {
  let epoch: Int
  let loss: Double
  let accuracy: Double
  let seconds: Double
  let samples_per_s: Double

  var line: String {
    String(
      format: "epoch %3d  loss %.4f  %5.2f %% right  %7.1f s  %7.0f samples/s", epoch, loss,
      accuracy * 100, seconds, samples_per_s)
  }

  static func write(_ curve: [TrainingPoint], to file: String) throws {
    let data: Data
    if file.hasSuffix(".json") {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      data = try encoder.encode(curve)
    } else {
      let lines = curve.map {
        "\($0.epoch),\($0.loss),\($0.accuracy),\($0.seconds),\($0.samples_per_s)"
      }
      let text = (["epoch,loss,accuracy,seconds,samples_per_s"] + lines).joined(separator: "\n")
      data = Data("\(text)\n".utf8)
    }
    try data.write(to: URL(filePath: file), options: .atomic)
  }
}

/// Tells on standard error how far an epoch has come, every ten seconds.
final class TrainingProgress {
  private static let interval = 10.0
  private let clock = ContinuousClock()
  private var last = ContinuousClock.now
  private var before = 0

  func report(epoch: Int, samples: Int, of count: Int) {
    let seconds = (clock.now - last) / .seconds(1)
    if samples < before { before = 0 }
    if seconds < Self.interval { return }
    Failure.say(
      String(
        format: "epoch %3d  %d of %d samples  %7.0f samples/s", epoch, samples, count,
        Double(samples - before) / seconds))
    last = clock.now
    before = samples
  }
}
