import Foundation
import Testing

@Suite struct TrainCommandTests {
  @Test("train writes the curve that the strategy local has")
  func curve() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "local.yaml")
      try Data(
        """
        scenario: local
        seed: 4
        cluster: { server: soc-cluster-60, use: 1 }
        training:
          model: mlp
          dataset: { generated: { train: 96, test: 40 } }
          optimizer: { sgd: { learning-rate: 0.02, momentum: 0.9, weight-decay: 0.001 } }
          schedule: { cosine: { epochs: 2, warm-up: 0.5 } }
          target: { accuracy: 100 %, rounds: 2 }
          stop: rounds
        strategies: [ local: { batch: 16 } ]

        """.utf8
      ).write(to: file)
      let out = folder.appending(path: "out")
      let run = try Tool("run", file.path, "--out", out.path)
      let json = folder.appending(path: "curve.json")
      let train = try Tool(
        "train", "mlp", "generated:96+40", "--epochs", "2", "--batch", "16", "--learning-rate",
        "0.02", "--momentum", "0.9", "--weight-decay", "0.001", "--cosine", "--warm-up", "0.5",
        "--seed", "4", "--jobs", "2", "--output", json.path)
      #expect(run.code == 0, "\(run.errors)")
      #expect(train.code == 0, "\(train.errors)")
      #expect(train.output.split(separator: "\n").count == 2)
      // Not by JSONSerialization, which reads some numbers a last bit off.
      struct Epoch: Decodable { let loss, samples_per_s: Double }
      let curve = try JSONDecoder().decode([Epoch].self, from: Data(contentsOf: json))
      let rounds = try String(contentsOf: out.appending(path: "rounds.csv"), encoding: .utf8)
      let expected = rounds.split(separator: "\n").dropFirst().compactMap {
        Double($0.split(separator: ",")[9])
      }
      #expect(expected.count == 2)
      #expect(curve.map(\.loss) == expected)
      #expect(curve.allSatisfy { $0.samples_per_s > 0 })
    }
  }

  @Test("train takes every precision", arguments: ["npu", "niti", "mixed"])
  func precisions(_ precision: String) throws {
    let tool = try Tool(
      "train", "lenet5", "generated:512+100", "--epochs", "6", "--batch", "32", "--precision",
      precision, "--npu-share", "0.7", "--alpha", "0.4", "--learning-rate", "0.02")
    #expect(tool.code == 0, "\(tool.errors)")
    // epoch 1 loss 2.1 40.0 % right ...
    func curve(_ tool: Tool) -> [(loss: String, accuracy: Double)] {
      tool.output.split(separator: "\n").compactMap { line in
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count > 4, let accuracy = Double(words[4]) else { return nil }
        return (String(words[3]), accuracy)
      }
    }
    let found = curve(tool)
    #expect(found.count == 6)
    #expect(found.last.map { $0.accuracy > 60 } == true)
    let exact = try Tool(
      "train", "lenet5", "generated:512+100", "--epochs", "6", "--batch", "32",
      "--learning-rate", "0.02")
    #expect(curve(exact).map(\.loss) != found.map(\.loss))
  }

  @Test("train tells of shares that are none")
  func wrongShares() throws {
    let share = try Tool(
      "train", "lenet5", "generated:64+20", "--precision", "mixed", "--npu-share", "1.2")
    #expect(share.code != 0)
    #expect(share.errors.contains("--npu-share must be from 0 to 1, found 1.2"))
  }

  @Test("train takes the bits of niti's gradients by epochs")
  func gradientBits() throws {
    func train(_ bits: String) throws -> Tool {
      try Tool(
        "train", "lenet5", "generated:64+20", "--epochs", "2", "--batch", "32", "--precision",
        "niti", "--gradient-bits", bits)
    }
    // epoch 1 loss 2.1 ...
    func losses(_ tool: Tool) -> [String] {
      tool.output.split(separator: "\n").map {
        String($0.split(whereSeparator: \.isWhitespace).dropFirst(3).first ?? "")
      }
    }
    let (constant, falling) = (try train("1:5"), try train("1:5,2:2"))
    #expect(constant.code == 0 && falling.code == 0, "\(constant.errors) \(falling.errors)")
    #expect(losses(constant).count == 2 && losses(falling).count == 2)
    #expect(losses(constant)[0] == losses(falling)[0])
    #expect(losses(constant)[1] != losses(falling)[1])
    for wrong in ["5", "2:5", "1:8", "1:0", "1:5,1:4", "1:5,", ""] {
      let tool = try train(wrong)
      #expect(tool.code != 0, "\(wrong)")
      #expect(tool.errors.contains("--gradient-bits"), "\(tool.errors)")
    }
  }

  @Test("train writes CSV with a heading")
  func csv() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "curve.csv")
      let tool = try Tool(
        "train", "lenet5", "generated:64+20", "--epochs", "1", "--output", file.path)
      #expect(tool.code == 0, "\(tool.errors)")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      #expect(lines.first == "epoch,loss,accuracy,seconds,samples_per_s")
      #expect(lines.count == 2)
    }
  }

  @Test(
    "a mistake is told with exit code 2",
    arguments: [
      (["train", "lenet6", "generated:64+20"], "unknown model 'lenet6'"),
      (["train", "lenet5", "mnits"], "unknown data set 'mnits'"),
      (["train", "vgg11", "generated:64+20"], "takes 3x32x32"),
      (["train", "lenet5", "generated:64+20", "--batch", "0"], "--batch must be at least 1"),
      (["train", "lenet5", "generated:64+20", "--output", "x.txt"], "must end in .csv or .json"),
      (["train", "lenet5", "idx:/nowhere"], "is missing"),
    ])
  func mistakes(arguments: [String], words: String) throws {
    let tool = try Tool(arguments)
    #expect(tool.code == 2)
    #expect(tool.errors.contains(words), "\(tool.errors)")
  }
}
