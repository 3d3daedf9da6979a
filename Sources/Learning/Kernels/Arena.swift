/// Where the tensors of a network lie.
///
/// Training keeps every activation for the backward pass. Inference gives the memory of a value that
/// nobody needs any more to a later one, which also keeps it in the cache.
final class Arena {
  let engine: KernelEngine
  private let recycles: Bool
  private var free: [FloatBuffer] = []

  init(engine: KernelEngine, recycles: Bool) {
    self.engine = engine
    self.recycles = recycles
  }

  func tensor(_ layout: TensorLayout) throws -> Tensor {
    let count = (layout.byteCount + 3) / 4
    let fitting = free.indices.filter { free[$0].count >= count }
    let best = fitting.min { free[$0].count < free[$1].count }
    return try Tensor(layout, engine: engine, storage: best.map { free.remove(at: $0) })
  }

  /// Nobody needs the tensor's floats after the kernels that exist so far.
  func release(_ tensor: Tensor) {
    if recycles, let storage = tensor.storage, !free.contains(where: { $0 === storage }) {
      free.append(storage)
    }
  }
}
