import Testing

@testable import Strategies

@Suite struct GroupMappingTests {
  @Test("every device is in exactly one group, and groups are equal", arguments: 1...60)
  func partition(devices: Int) {
    let boards = (0..<devices).map { $0 / 5 }
    for groups in 1...devices where devices % groups == 0 {
      let mapping = GroupMapping.integrityGreedy(boards: boards, groups: groups)
      #expect(mapping.count == groups)
      #expect(mapping.allSatisfy { $0.count == devices / groups })
      #expect(mapping.flatMap { $0 }.sorted() == Array(0..<devices))
    }
  }

  @Test("no board's uplink carries more than two split groups", arguments: 1...60)
  func conflicts(devices: Int) {
    let boards = (0..<devices).map { $0 / 5 }
    for groups in 1...devices where devices % groups == 0 {
      let mapping = GroupMapping.integrityGreedy(boards: boards, groups: groups)
      let split = mapping.filter { Set($0.map { boards[$0] }).count > 1 }
      for board in Set(boards) {
        #expect(split.count { $0.contains { boards[$0] == board } } <= 2)
      }
    }
  }

  @Test("32 devices on boards of 5 in groups of 4: six whole groups, two of left-over devices")
  func example() {
    let mapping = GroupMapping.integrityGreedy(boards: (0..<32).map { $0 / 5 }, groups: 8)
    #expect(mapping[0] == [0, 1, 2, 3])
    #expect(mapping[5] == [25, 26, 27, 28])
    #expect(mapping[6] == [4, 9, 14, 19])
    #expect(mapping[7] == [24, 29, 30, 31])
  }
}
