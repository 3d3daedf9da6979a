import Hardware
import Learning
import Testing

@testable import Strategies

/// The parts of group-wise training: mapping, turns on uplinks, new shards.
@Suite struct GroupPartsTests {
  private func boards(_ count: Int, of size: Int) -> [Int] {
    (0..<count).flatMap { board in (0..<size).map { _ in board } }
  }

  @Test("integrity-greedy groups: two communication groups suffice, and no uplink carries three")
  func twoColours() {
    for devices in [20, 32, 60] {
      let boards = Array(self.boards(12, of: 5).prefix(devices))
      for groups in 1...devices where devices % groups == 0 {
        let mapping = GroupMapping.integrityGreedy.groups(boards: boards, groups: groups, seed: 1)
        let plan = CommunicationPlan(mapping.map { group in group.map { boards[$0] } })
        #expect(plan.mostOnAnUplink <= 2)
        #expect((plan.colours.max() ?? 0) <= 1)
        for (number, group) in mapping.enumerated() where Set(group.map { boards[$0] }).count == 1 {
          #expect(plan.uplinks[number].isEmpty)
        }
      }
    }
  }

  @Test("no two groups of one colour share an uplink, whatever the mapping", arguments: 1...10)
  func colouring(seed: Int) {
    let boards = self.boards(8, of: 4)
    for mapping in GroupMapping.allCases {
      let groups = mapping.groups(boards: boards, groups: 8, seed: UInt64(seed))
      #expect(groups.flatMap(\.self).sorted() == Array(0..<32))
      #expect(groups.allSatisfy { $0.count == 4 })
      let plan = CommunicationPlan(groups.map { group in group.map { boards[$0] } })
      for a in groups.indices {
        for b in groups.indices.dropFirst(a + 1) where plan.colours[a] == plan.colours[b] {
          #expect(Set(plan.uplinks[a]).isDisjoint(with: plan.uplinks[b]))
        }
      }
    }
  }

  @Test("turns: two groups that share an uplink do not slow each other down")
  func turns() throws {
    // Three boards of two: groups of three share the uplink of the middle board.
    func run(_ planning: String) throws -> TimedRun {
      try TimedRun(
        GroupWise.with([
          "groups": "2", "batch": "30", "mapping": "naive", "planning": planning,
          "reshuffle": "off",
        ]), boards: 3, devicesPerBoard: 2, samples: 600)
    }
    let (with, without) = (try run("on"), try run("off"))
    #expect(with.secondRound < without.secondRound)
    #expect(with.rounds[1].bytes == without.rounds[1].bytes)
  }

  @Test("integrity-greedy groups are faster than naive ones, and those than random ones")
  func mappings() throws {
    let times = try ["integrity-greedy", "naive", "random"].map { mapping in
      try TimedRun(
        GroupWise.with([
          "groups": "5", "batch": "16", "mapping": mapping, "reshuffle": "off",
        ]), boards: 4, devicesPerBoard: 5, samples: 320
      ).secondRound
    }
    #expect(times[0] < times[1] && times[1] < times[2])
  }

  @Test("re-shuffling sends every sample that changes groups, once, and then inside its group")
  func reshuffle() throws {
    func run(_ reshuffle: String) throws -> TimedRun {
      try TimedRun(
        GroupWise.with(["groups": "2", "batch": "16", "reshuffle": reshuffle]), boards: 2,
        devicesPerBoard: 2, samples: 128)
    }
    let (with, without) = (try run("on"), try run("off"))
    let more = with.rounds[1].bytes - without.rounds[1].bytes
    // Each moved sample goes once across, and half of it once more to the group's other member.
    #expect(more % (2 * 785) == 0)
    let moved = more / (2 * 785)
    #expect((32..<96).contains(moved))
    #expect(with.secondRound > without.secondRound)
    #expect(with.rounds[0] == without.rounds[0])
  }

  @Test("what leaves a group is what the new shards lack")
  func moves() {
    // Of 130 samples, 30 are left out of training.
    let pool = SampleOrder.split(count: 130, validation: 30, seed: 1).training
    let old = SampleOrder.shuffled(count: 100, seed: 1, name: "a").picked(from: pool).shards(4)
    let new = SampleOrder.shuffled(count: 100, seed: 1, name: "b").picked(from: pool).shards(4)
    let bytes = Reshuffle(from: old, to: new, bytesPerSample: 7).bytes
    for group in 0..<4 {
      #expect(bytes[group][group] == 0)
      let kept = Set(old[group].samples).intersection(new[group].samples).count
      #expect(bytes[group].reduce(0, +) == 7 * (25 - kept))
      #expect(bytes.reduce(0) { $0 + $1[group] } == 7 * (25 - kept))
    }
    #expect(Reshuffle(from: old, to: old, bytesPerSample: 7).bytes.joined().allSatisfy { $0 == 0 })
  }
}
