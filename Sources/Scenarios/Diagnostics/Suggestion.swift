/// The word of `known` that was probably meant by `word`, nil when none is near.
///
/// Near is a third of the word's letters, at least one, in Damerau-Levenshtein distance.
public func suggestion(for word: String, among known: [String]) -> String? {
  let limit = max(1, word.count / 3)
  let near = known.map { (distance: damerauDistance(word.lowercased(), $0.lowercased()), word: $0) }
    .filter { $0.distance <= limit && $0.distance < $0.word.count }
  return near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
}

/// Insertions, deletions, exchanges and swaps of neighbours between two words.
///
/// Optimal string alignment: no letter is edited twice. O(|a| |b|) time, O(|b|) memory.
func damerauDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.unicodeScalars.prefix(longestCompared))
  let b = Array(b.unicodeScalars.prefix(longestCompared))
  guard !a.isEmpty else { return b.count }
  guard !b.isEmpty else { return a.count }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let exchange = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(exchange, last[j] + 1, row[j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

/// No key or name is longer; what a file holds may be.
private let longestCompared = 80
