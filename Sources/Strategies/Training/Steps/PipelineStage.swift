import Learning

/// A run of layers of a model that one device of a pipeline computes.
struct PipelineStage: Hashable, Sendable {
  /// Trained parameters in it.
  var parameters: Int
  /// The part of a step's operations.
  var share: Double
  /// Values of one sample that it hands to the next stage, and whose derivatives come back.
  var outputValues: Int

  var bytes: Int { parameters * MemoryLayout<Float>.size }
}

extension ModelDescription {
  /// The most stages that the model can be cut into: layers that are no products go with the one
  /// before.
  var mostStages: Int { max(layers.count { $0.forwardMultiplyAdds > 0 }, 1) }

  /// The model cut into `count` runs of layers, so that the most expensive one is as cheap as it can
  /// be.
  ///
  /// - Precondition: `count` is in 1...`mostStages`.
  func pipelineStages(_ count: Int) -> [PipelineStage] {
    precondition((1...mostStages).contains(count), "every stage has a product to compute")
    // Cuts are only made before layers with products.
    var units: [[LayerCost]] = []
    for layer in layers {
      if units.isEmpty || layer.forwardMultiplyAdds > 0 && units[units.count - 1].isExpensive {
        units.append([layer])
      } else {
        units[units.count - 1].append(layer)
      }
    }
    let costs = units.map { $0.reduce(0) { $0 + $1.forwardMultiplyAdds } }
    let ends = Self.balancedEnds(of: costs, runs: count)
    let whole = Double(max(forwardMultiplyAdds, 1))
    return zip([0] + ends, ends).map { start, end in
      let stage = units[start..<end].flatMap(\.self)
      return PipelineStage(
        parameters: stage.reduce(0) { $0 + $1.parameterCount },
        share: Double(costs[start..<end].reduce(0, +)) / whole,
        outputValues: stage.last?.outputValues ?? 0)
    }
  }

  /// Where runs of `costs` end so that the largest sum of a run is least; the first such cut.
  private static func balancedEnds(of costs: [Int], runs: Int) -> [Int] {
    let n = costs.count
    let sums = costs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    // best[k][i]: the least largest sum of the first i costs in k runs, and where the last begins.
    var best = [[(largest: Int, start: Int)]](
      repeating: Array(repeating: (Int.max, 0), count: n + 1), count: runs + 1)
    best[0][0] = (0, 0)
    for run in 1...runs {
      for end in run...n {
        for start in run - 1..<end where best[run - 1][start].largest < Int.max {
          let largest = max(best[run - 1][start].largest, sums[end] - sums[start])
          if largest < best[run][end].largest { best[run][end] = (largest, start) }
        }
      }
    }
    var ends: [Int] = []
    var end = n
    for run in stride(from: runs, to: 0, by: -1) {
      ends.insert(end, at: 0)
      end = best[run][end].start
    }
    return ends
  }
}

extension [LayerCost] {
  fileprivate var isExpensive: Bool { contains { $0.forwardMultiplyAdds > 0 } }
}
