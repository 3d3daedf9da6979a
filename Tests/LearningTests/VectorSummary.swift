import Testing

/// What PyTorch's scripts say of a tensor: enough to tell any wrong entry.
struct VectorSummary: Decodable {
  struct Entry: Decodable {
    let index: Int
    let value: Double
  }
  let name: String
  let norm: Double
  let largest: Double
  let entries: [Entry]

  /// Expects the numbers to agree within `tolerance` of the largest entry.
  func expect(
    _ numbers: [Float], tolerance: Double, _ context: String,
    location: SourceLocation = #_sourceLocation
  ) {
    let norm = numbers.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(
      abs(norm - self.norm) <= tolerance * self.norm, "\(context) \(name)",
      sourceLocation: location)
    let largest = numbers.map { Double(abs($0)) }.max() ?? 0
    #expect(
      abs(largest - self.largest) <= tolerance * self.largest, "\(context) \(name)",
      sourceLocation: location)
    for entry in entries {
      #expect(
        abs(Double(numbers[entry.index]) - entry.value) <= tolerance * self.largest,
        "\(context) \(name)[\(entry.index)]", sourceLocation: location)
    }
  }
}
