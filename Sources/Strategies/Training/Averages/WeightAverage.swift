/// One average of weights: who sends, who receives, and in which messages and additions.
protocol WeightAverage {
  /// Devices that have trained, by their numbers.
  var senders: [Int] { get }
  /// Those that only receive, such as devices that returned.
  var others: [Int] { get }
  /// Whether one of them was lost since these messages were planned.
  var hasLostDevice: Bool { get }

  /// Sends, adds and spreads, until every sender and every other device has the mean.
  func run() async throws

  /// What the weights of a sender are to those who average them.
  ///
  /// - Parameter former: The weights that all had before the round.
  func received(_ weights: Weights, from sender: Int, since former: Weights) -> Weights
}

extension WeightAverage {
  /// Weights mostly arrive as they were sent.
  func received(_ weights: Weights, from sender: Int, since former: Weights) -> Weights { weights }

  /// Whether the same messages do for an average among these devices.
  func serves(_ senders: [Int], _ others: [Int]) -> Bool {
    senders == self.senders && others == self.others && !hasLostDevice
  }
}
