/// Splits a whole number over `parts` as evenly as whole numbers go.
///
/// A remainder of r goes one each to the first r: 10 over 4 is 3, 3, 2, 2.
func shares(of count: Int, among parts: Int) -> [Int] {
  (0..<parts).map { count / parts + ($0 < count % parts ? 1 : 0) }
}
