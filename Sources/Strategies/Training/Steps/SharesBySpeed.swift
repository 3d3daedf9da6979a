/// Splits a whole number over parts in proportion to their speeds, by largest remainders.
///
/// Each gets the whole part of its quota, count v / sum(v); what is left goes one each to the largest
/// remainders, of equal ones to the first. A part whose quota is below 1 gets 1 all the same, so that
/// its speed goes on being measured, and the others share the rest; only a number that is smaller
/// than that of the parts leaves some with none. Equal speeds are split as `shares(of:among:)` does.
///
/// - Parameter speeds: One for each part, above 0, in any unit.
func shares(of count: Int, bySpeed speeds: [Double]) -> [Int] {
  precondition(speeds.allSatisfy { $0 > 0 && $0 < .infinity }, "every speed is known")
  var shares = speeds.map { _ in 0 }
  var sharing = Array(speeds.indices)
  var rest = count
  func quota(_ part: Int, _ sum: Double) -> Double { Double(rest) * (speeds[part] / sum) }
  func sum() -> Double { sharing.reduce(0) { $0 + speeds[$1] } }
  while count >= speeds.count {
    let all = sum()
    let slow = sharing.filter { quota($0, all) < 1 }
    if slow.isEmpty { break }
    for part in slow { shares[part] = 1 }
    rest -= slow.count
    sharing.removeAll { shares[$0] == 1 }
  }
  let all = sum()
  let quotas = sharing.map { quota($0, all) }
  for (part, quota) in zip(sharing, quotas) { shares[part] = Int(quota) }
  let left = rest - sharing.reduce(0) { $0 + shares[$1] }
  let byRemainder = sharing.indices.sorted {
    let (a, b) = (quotas[$0] - quotas[$0].rounded(.down), quotas[$1] - quotas[$1].rounded(.down))
    return a == b ? $0 < $1 : a > b
  }
  for index in byRemainder.prefix(left) { shares[sharing[index]] += 1 }
  return shares
}

/// Splits a whole number over parts so that the last of them is done as early as it can be.
///
/// From shares by the speeds of an even split on, one sample at a time goes from the part that is
/// done last to the one that would be done first with it, for as long as that helps. As more samples
/// never take less time, no other split is done earlier. Every part keeps at least one, as above.
///
/// - Parameter seconds: How long a part takes for a number of samples of at least 1; it never falls
///   with that number.
func shares(of count: Int, among parts: Int, seconds: (_ part: Int, _ samples: Int) -> Double)
  -> [Int]
{
  let least = count >= parts ? 1 : 0
  let even = shares(of: count, among: parts).map { max($0, 1) }
  var found = shares(
    of: count, bySpeed: even.indices.map { Double(even[$0]) / seconds($0, even[$0]) })
  var times = found.indices.map { found[$0] == 0 ? 0 : seconds($0, found[$0]) }
  while true {
    var last: Int?
    for part in found.indices where found[part] > least {
      if last.map({ times[part] > times[$0] }) ?? true { last = part }
    }
    guard let last else { return found }
    var next: (part: Int, time: Double)?
    for part in found.indices where part != last {
      let time = seconds(part, found[part] + 1)
      if next.map({ time < $0.time }) ?? true { next = (part, time) }
    }
    guard let next, next.time < times[last] else { return found }
    found[last] -= 1
    found[next.part] += 1
    times[last] = found[last] == 0 ? 0 : seconds(last, found[last])
    times[next.part] = next.time
  }
}
