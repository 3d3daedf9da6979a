/// One immutable value that many parts of the modelled world refer to.
///
/// A specification is half a kilobyte of numbers with their sources. A million devices of one kind
/// hold one of these: copying the value would count the references of each of its texts.
final class Shared<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
