import Calibration
import Testing

@Suite(.enabled(if: Published.isThere, "the published measurements are not beside the project"))
struct PowerTrainBarsTests {
  @Test(
    "A random tenth of the modes predicts the rest of PowerTrain's measurements",
    arguments: [("resnet", 0.035, 0.026), ("yolo", 0.052, 0.024)])
  func tenth(name: String, timeBar: Double, powerBar: Double) throws {
    let measurements = try Published.powerTrain(name)
    #expect(measurements.count > 4300)
    for seed in 1...5 as ClosedRange<UInt64> {
      for split in Split.splits(of: measurements.count, .random(trainShare: 0.1), seed: seed) {
        let calibration = try ModeCalibration(of: split.train.map { measurements[$0] })
        let errors = calibration.errors(on: split.judge.map { measurements[$0] })
        let time = try #require(errors.time.mean)
        let power = try #require(errors.power.mean)
        #expect(time < timeBar)
        #expect(power < powerBar)
      }
    }
  }
}
