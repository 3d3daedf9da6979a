import Learning

extension ScenarioReading {
  /// `{ 1: 5, 101: 4 }`: how many bits gradients are rounded to, from an epoch on.
  func gradientBits(_ value: Value) -> GradientBits? {
    guard case .mapping(let entries) = value.node.content, !entries.isEmpty else {
      value.reportKind(expected: "bits by epoch, e.g. { 1: 5, 6: 4, 9: 3 }")
      return nil
    }
    let stages = entries.map { entry -> (epoch: Int, bits: Int)? in
      let key = Node(content: .scalar(entry.key, isQuoted: false), place: entry.keyPlace)
      let epoch = Value(node: key, path: value.path, findings: findings)
        .wholeNumber(1...ClosedRange.rounds.upperBound)
      let bits = Value(node: entry.value, path: "\(value.path).\(entry.key)", findings: findings)
        .wholeNumber(1...7)
      return if let epoch, let bits { (epoch, bits) } else { nil }
    }
    let known = stages.compactMap(\.self)
    guard known.count == entries.count else { return nil }
    guard known[0].epoch == 1, zip(known, known.dropFirst()).allSatisfy({ $0.epoch < $1.epoch })
    else {
      value.report(.stagesNotRising(path: value.path))
      return nil
    }
    return GradientBits(known)
  }
}
