import CXXHash

/// Digests a sequence of typed fields.
///
/// Every field is framed (text carries its length), so that ("ab", "c") and ("a", "bc") differ.
public struct Digester: ~Copyable {
  private let state: OpaquePointer

  public init() {
    guard let state = XXH3_createState() else { fatalError("out of memory for a digest") }
    self.state = state
    XXH3_128bits_reset(state)
  }

  deinit { XXH3_freeState(state) }

  public mutating func add(_ value: UInt64) {
    var littleEndian = value.littleEndian
    XXH3_128bits_update(state, &littleEndian, MemoryLayout<UInt64>.size)
  }

  public mutating func add(_ value: Int) { add(UInt64(bitPattern: Int64(value))) }

  /// Adds the bit pattern, so that values that print alike stay apart.
  public mutating func add(_ value: Double) { add(value.bitPattern) }

  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(bytes: UnsafeRawBufferPointer($0)) }
  }

  public mutating func add(_ digest: Digest) {
    add(digest.high)
    add(digest.low)
  }

  /// Adds the count and the bytes.
  public mutating func add(bytes: UnsafeRawBufferPointer) {
    add(bytes.count)
    XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }

  /// The digest of everything added so far; more may be added afterwards.
  public func digest() -> Digest {
    let hash = XXH3_128bits_digest(state)
    return Digest(high: hash.high64, low: hash.low64)
  }
}
