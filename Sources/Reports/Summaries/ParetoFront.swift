/// The points that no other point beats in both coordinates, smaller being better.
public enum ParetoFront {
  /// Indices of the front, by growing `x` and then by index.
  ///
  /// A point is on it if no other is at most as large in both and smaller in one; of equal points
  /// all are. Points that are not finite are never on it.
  ///
  /// - Complexity: O(n log n).
  public static func indices(of points: [(x: Double, y: Double)]) -> [Int] {
    let order = points.indices.filter { points[$0].x.isFinite && points[$0].y.isFinite }
      .sorted { (points[$0].x, points[$0].y, $0) < (points[$1].x, points[$1].y, $1) }
    var front: [Int] = []
    for index in order {
      guard let last = front.last else {
        front.append(index)
        continue
      }
      if points[index].y < points[last].y || points[index] == points[last] { front.append(index) }
    }
    return front
  }
}
