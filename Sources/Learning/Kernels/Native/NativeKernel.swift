/// A kernel in C of our own.
final class NativeKernel: Kernel {
  let name: String
  var implementation: String { "tidewatt" }
  private let body: () throws -> Void

  init(_ name: String, body: @escaping () throws -> Void) {
    self.name = name
    self.body = body
  }

  func run() throws { try body() }
}
