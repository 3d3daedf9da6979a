/// Something for a processor to do, as a cost that the processor's calibration turns into seconds.
public struct Work: Hashable, Sendable {
  /// Whole training steps, each with its fixed cost.
  public var steps: Int
  /// Training arithmetic, in operations (a multiply-add is two).
  public var operations: Double
  /// Bytes read and written in memory.
  public var bytes: Double
  /// Time that it takes at any clock, in seconds: on one core, if there is nothing else.
  public var seconds: Double

  /// Whether one core does it while the others rest.
  var isOfOneCore: Bool { seconds > 0 && steps == 0 && operations == 0 && bytes == 0 }

  public init(
    steps: Int = 0, operations: Double = 0, bytes: Double = 0, seconds: Double = 0
  ) {
    self.seconds = seconds
    self.steps = steps
    self.operations = operations
    self.bytes = bytes
  }

  /// Adding `count` vectors of `vectorBytes` to one: two are read and one is written, each time.
  public static func adding(_ count: Int, vectorBytes: Int) -> Work {
    Work(bytes: 3 * Double(count) * Double(vectorBytes))
  }
}
