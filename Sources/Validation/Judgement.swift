import Calibration
import Reports

/// A fit with its predictions, of the rows that it saw and of those that it did not.
struct Judgement<Measurement, Fitted> {
  /// What was fitted to the training rows, or to all.
  let fitted: Fitted
  /// The rows that it saw, in ascending order.
  let trainRows: [Int]
  /// The rows that judge, in ascending order; empty if none were held out.
  let judgeRows: [Int]
  /// By row of the table, quantity by quantity; empty for rows that are not of the kind.
  let ofTrain: [Int: [Double]]
  let ofJudge: [Int: [Double]]

  init(
    _ rows: [Measurement], _ heldOut: HeldOut, seed: UInt64, fewest: Int,
    fit: ([Measurement]) throws -> Fitted, predict: (Fitted, Measurement) -> [Double]
  ) throws {
    let splits = Split.splits(of: rows.count, heldOut, seed: seed)
    for split in splits where split.train.count < fewest {
      throw CalibrationError.tooFewFitted(
        rows: split.train.count, of: rows.count, fewest: fewest)
    }
    var ofJudge: [Int: [Double]] = [:]
    var single: Fitted?
    for split in splits {
      let fitted = try fit(split.train.map { rows[$0] })
      if splits.count == 1 { single = fitted }
      for row in split.judge { ofJudge[row] = predict(fitted, rows[row]) }
    }
    // With folds, what is kept is fitted on all rows; the folds only judge.
    let fitted = try single ?? fit(rows)
    self.fitted = fitted
    let trainRows = single == nil ? Array(rows.indices) : splits.flatMap(\.train)
    self.trainRows = trainRows
    judgeRows = splits.flatMap(\.judge).sorted()
    self.ofJudge = ofJudge
    ofTrain = Dictionary(
      uniqueKeysWithValues: trainRows.map { ($0, predict(fitted, rows[$0])) })
  }

  /// The errors of one quantity on some rows.
  func errors(
    of rows: [Int], quantity: Int, in predictions: [Int: [Double]], measured: (Int) -> Double
  ) -> Errors {
    Errors(
      modelled: rows.map { predictions[$0]?[quantity] ?? .nan }, measured: rows.map(measured))
  }
}

extension CalibrationRecord.Scores {
  /// Nil without rows.
  init?(_ errors: Errors) {
    guard let mean = errors.mean, let median = errors.median, let high = errors.quantile(0.95),
      let worst = errors.worst, let bias = errors.bias
    else { return nil }
    self.init(
      rows: errors.count, mean: mean, median: median, high: high, worst: worst, bias: bias)
  }
}

extension HeldOut {
  /// Which rows were fitted and which judge, in a sentence.
  func words(train: Int, judge: Int, seed: UInt64) -> String {
    let others = judge == 1 ? "the other one" : "the other \(judge)"
    return switch self {
    case .none: "Fitted on all \(train) rows; nothing was held out."
    case .random: "Fitted on \(train) rows drawn at random (seed \(seed)), judged on \(others)."
    case .everySecond: "Fitted on every second row, \(train) in all, judged on \(others)."
    case .folds(let parts):
      "Fitted on all \(train) rows; held out: \(parts) further fits (seed \(seed)), each judged on "
        + "the part of the rows that it did not see."
    }
  }
}
