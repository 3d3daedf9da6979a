import Hardware
import Learning
import Testing

@testable import Strategies

/// Gradients in buckets, and steps that send them while the backward pass goes on.
@Suite struct OverlapTests {
  @Test("buckets hold every parameter and every operation once", arguments: 1...12)
  func buckets(count: Int) throws {
    for name in ModelRegistry.names {
      let model = try #require(ModelRegistry.described(name))
      let buckets = model.gradientBuckets(count)
      #expect((1...count).contains(buckets.count))
      #expect(buckets.reduce(0) { $0 + $1.parameters } == model.parameterCount)
      #expect(abs(buckets.reduce(0) { $0 + $1.share } - 1) < 1e-12)
      #expect(buckets.allSatisfy { $0.parameters > 0 })
      #expect(buckets[0].share > 1.0 / 3)
    }
  }

  @Test("buckets are of about equal size where layers are small")
  func evenBuckets() throws {
    let model = try #require(ModelRegistry.described("resnet18"))
    let buckets = model.gradientBuckets(4)
    #expect(buckets.count >= 3)
    #expect(buckets.allSatisfy { $0.parameters < model.parameterCount / 2 })
  }

  @Test("one bucket: nothing overlaps, and a step takes what the plain ring takes")
  func oneBucket() throws {
    let plain = try TimedRun(
      RingAllReduce.with(["global-batch": "64"]), devicesPerBoard: 4, samples: 64)
    let one = try TimedRun(
      RingAllReduce.with(["global-batch": "64", "overlap": "on", "buckets": "1"]),
      devicesPerBoard: 4, samples: 64)
    #expect(abs(plain.secondRound - one.secondRound) < 1e-6)
  }

  @Test("overlapped: each bucket is sent when it is complete and the one before has gone")
  func overlapped() throws {
    let n = 4
    let run = try TimedRun(
      RingAllReduce.with(["global-batch": "256", "overlap": "on", "buckets": "4"]),
      devicesPerBoard: n, samples: 256)
    let buckets = run.model.gradientBuckets(4)
    var computed = Plain.overhead
    var sent = 0.0
    for bucket in buckets {
      computed += 64 * run.model.trainingOperationsPerSample * bucket.share / Plain.operations
      sent =
        max(sent, computed)
        + Double(2 * (n - 1)) * (Plain.latency + Double(bucket.bytes) / (Double(n) * Plain.rate))
    }
    let expected = max(sent, computed) + run.adding(Double(n - 1) / Double(n))
    #expect(abs(run.secondRound - expected) < 1e-6)
    #expect(run.devices[0].communicate_s > 0)
  }

  @Test("compressed gradients: buckets are compressed, gathered around a ring and added")
  func compressed() throws {
    let n = 4
    let run = try TimedRun(
      CompressedGradients.with(["global-batch": "64", "share": "0.01", "overlap": "off"]),
      devicesPerBoard: n, samples: 64)
    let method = GradientCompression.topK(share: 0.01)
    let count = run.model.parameterCount
    let bytes = Double(method.bytes(parameters: count, tensors: 10))
    let expected =
      run.compute(16) + method.compressingBytes(parameters: count) / Plain.memory
      + Double(n - 1) * (Plain.latency + bytes / Plain.rate)
      + Double(n - 1) * method.addingBytes(parameters: count) / Plain.memory
    #expect(abs(run.secondRound - expected) < 1e-6)
    #expect(run.rounds[1].bytes == n * (n - 1) * Int(bytes))
  }

  @Test(
    "compressed gradients over servers: passed on, or their sum in floats if that is fewer bytes",
    arguments: [("top-k", 0.01, 1), ("top-k", 0.01, 4), ("one-bit", 0.01, 2), ("top-k", 0.5, 2)])
  func compressedOverServers(method name: String, share: Double, servers: Int) throws {
    let n = 4
    let run = try TimedRun(
      CompressedGradients.with([
        "global-batch": "64", "method": name, "share": "\(share)",
        "overlap": "off", "servers": "\(servers)",
      ]), devicesPerBoard: n, samples: 64)
    let isDense = share == 0.5
    let method: GradientCompression =
      name == "top-k" ? .topK(share: share) : .oneBit
    let count = run.model.parameterCount
    let sent = method.bytes(parameters: count, tensors: 10)
    let back = isDense ? 4 * count : n * sent
    let messages =
      2 * Plain.latency + Double(n - 1) * Double(sent + back) / (Double(servers) * Plain.rate)
    let adding = Double(n - 1) * method.addingBytes(parameters: count)
    let moved =
      method.compressingBytes(parameters: count) + (isDense ? adding / Double(servers) : adding)
    #expect(abs(run.secondRound - (run.compute(16) + messages + moved / Plain.memory)) < 1e-6)
    // A server sends itself nothing.
    #expect(run.rounds[1].bytes == (n - 1) * (sent + back))
  }

  @Test("a compressed step sends less than a plain one, by every method")
  func methods() throws {
    let plain = try TimedRun(
      RingAllReduce.with(["global-batch": "64"]), devicesPerBoard: 4, samples: 64)
    for method in ["top-k", "one-bit", "ternary"] {
      let run = try TimedRun(
        CompressedGradients.with(["global-batch": "64", "method": method]), devicesPerBoard: 4,
        samples: 64)
      #expect(run.rounds[1].bytes < plain.rounds[1].bytes / 4)
    }
  }

  @Test("s parameter servers: each way takes L + (n-1)S/(sB)", arguments: [1, 2, 4])
  func servers(count: Int) throws {
    let n = 8
    let run = try TimedRun(
      ParameterServer.with(["global-batch": "64", "servers": "\(count)"]), devicesPerBoard: n,
      samples: 64)
    let size = Double(run.model.parameterBytes) / Double(count)
    let oneWay = Plain.latency + Double(n - 1) * size / Plain.rate
    let expected = run.compute(8) + 2 * oneWay + run.adding(Double(n - 1) / Double(count))
    #expect(abs(run.secondRound - expected) < 1e-6)
  }

  @Test("more servers than devices are refused")
  func tooManyServers() {
    let strategies: [any Strategy] = [
      ParameterServer.with(["global-batch": "64", "servers": "9"]),
      CompressedGradients.with(["global-batch": "64", "servers": "9"]),
    ]
    for strategy in strategies {
      #expect(strategy.problems(devices: 8, samples: 64).map(\.parameter) == ["servers"])
    }
  }
}
