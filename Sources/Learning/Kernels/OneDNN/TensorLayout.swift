import CDNNL

/// A shape and how its floats lie in memory: oneDNN's "memory descriptor".
struct TensorLayout {
  /// Batch x channels x height x width for images, whatever their order in memory.
  let shape: [Int]
  let descriptor: dnnl_memory_desc_t

  /// - Precondition: the shape has 1, 2, 4 or 5 dimensions (a vector, a matrix, images or filters,
  ///   filters in groups).
  init(_ shape: [Int], _ order: Layout) throws {
    let tag =
      switch (shape.count, order) {
      case (_, .chosenByKernel): dnnl_format_tag_any
      case (1, _): dnnl_a
      case (2, _): dnnl_ab
      case (4, .plain): dnnl_abcd
      case (4, .channelsLast): dnnl_acdb
      case (5, .plain): dnnl_abcde
      default: preconditionFailure("no layout for \(shape.count) dimensions")
      }
    var descriptor = dnnl_memory_desc_t()
    try OneDNN.check(
      dnnl_memory_desc_init_by_tag(
        &descriptor, Int32(shape.count), shape.map(Int64.init), dnnl_f32, tag),
      "dnnl_memory_desc_init_by_tag")
    self.init(descriptor, shape: shape)
  }

  init(_ descriptor: dnnl_memory_desc_t, shape: [Int]) {
    self.descriptor = descriptor
    self.shape = shape
  }

  var byteCount: Int {
    withUnsafePointer(to: descriptor) { dnnl_memory_desc_get_size($0) }
  }

  var elementCount: Int { shape.reduce(1, *) }

  /// Whether every float of the one stands where it stands in the other.
  func isSame(as other: TensorLayout) -> Bool {
    let areEqual = withUnsafePointer(to: descriptor) { own in
      withUnsafePointer(to: other.descriptor) { dnnl_memory_desc_equal(own, $0) != 0 }
    }
    if areEqual { return true }
    guard shape == other.shape, let own = strides, let others = other.strides else { return false }
    return own == others
  }

  /// Floats from one index to the next, per dimension; 0 where there is only one.
  ///
  /// Nil for blocks, unless all blocks of a channel follow each other as if there were none.
  private var strides: [Int]? {
    guard descriptor.format_kind == dnnl_blocked else { return nil }
    let blocking = descriptor.format_desc.blocking
    var strides = Self.numbers(blocking.strides)
    switch blocking.inner_nblks {
    case 0: break
    case 1:
      let dimension = Self.numbers(blocking.inner_idxs)[0]
      let block = Self.numbers(blocking.inner_blks)[0]
      guard strides[dimension] == block, shape[dimension] % block == 0 else { return nil }
      strides[dimension] = 1
    default: return nil
    }
    return zip(shape, strides).map { $0 > 1 ? $1 : 0 }
  }

  /// How the channels of images lie: `blocks` times all pixels of `block` channels side by side.
  ///
  /// Nil for layouts that kernels of our own do not take.
  var channelBlocks: (blocks: Int, block: Int)? {
    let blocking = descriptor.format_desc.blocking
    guard shape.count == 4, descriptor.format_kind == dnnl_blocked else { return nil }
    let channels = shape[1]
    switch blocking.inner_nblks {
    case 0:
      let strides = Self.numbers(blocking.strides)
      let pixels = shape[2] * shape[3]
      if strides[1] == pixels && strides[3] == 1 { return (channels, 1) }
      return strides[1] == 1 && strides[3] == channels ? (1, channels) : nil
    case 1 where Self.numbers(blocking.inner_idxs)[0] == 1:
      let block = Self.numbers(blocking.inner_blks)[0]
      return channels % block == 0 ? (channels / block, block) : nil
    default: return nil
    }
  }

  private static func numbers<Tuple>(_ tuple: Tuple) -> [Int] {
    withUnsafeBytes(of: tuple) { $0.bindMemory(to: Int64.self).map { Int($0) } }
  }
}
