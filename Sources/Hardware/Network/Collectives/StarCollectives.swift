/// Collectives in which everything is sent at once, and links are what it waits for.
extension CollectiveSchedule {
  /// Everybody sends `bytes` to the root: on equal links L + (n-1) bytes/B, for the root's link.
  public static func gather(bytes: Int, root: Int = 0, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "gather", participants: n)
    for sender in 0..<n where sender != root {
      schedule.add(from: sender, to: root, bytes: bytes)
    }
    return schedule
  }

  /// The root sends each other participant its own bytes, all at the same time.
  ///
  /// With the same bytes for all, on equal links: L + (n-1) bytes/B.
  public static func scatter(bytes: [Int], root: Int = 0) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "scatter", participants: bytes.count)
    for receiver in bytes.indices where receiver != root {
      schedule.add(from: root, to: receiver, bytes: bytes[receiver])
    }
    return schedule
  }

  /// The root sends the same `bytes` to everybody, all at the same time.
  ///
  /// On equal links: L + (n-1) bytes/B.
  public static func broadcast(
    bytes: Int, root: Int = 0, participants n: Int
  ) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "broadcast", participants: n)
    for receiver in 0..<n where receiver != root {
      schedule.add(from: root, to: receiver, bytes: bytes)
    }
    return schedule
  }

  /// Everybody sends `bytes` to everybody else: on equal links L + (n-1) bytes/B.
  public static func allToAll(bytes: Int, participants n: Int) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "all-to-all", participants: n)
    for sender in 0..<n {
      for distance in 1..<max(n, 1) {
        schedule.add(from: sender, to: (sender + distance) % n, bytes: bytes)
      }
    }
    return schedule
  }

  /// Everybody sends each server its shard of `bytes`: the push of a sharded parameter server.
  ///
  /// The first `servers` participants are the servers and take part like the others. On equal links
  /// with s servers: L + (n-1) bytes/(sB).
  /// Source: Li et al., "Scaling distributed machine learning with the parameter server", OSDI 2014.
  public static func shardedPush(
    bytes: Int, servers: Int, participants n: Int
  ) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "sharded push", participants: n)
    schedule.addShards(bytes: bytes, servers: servers) { worker, server in (worker, server) }
    return schedule
  }

  /// Each server sends its shard of `bytes` to everybody: the pull of a sharded parameter server.
  ///
  /// On equal links with s servers: L + (n-1) bytes/(sB).
  public static func shardedPull(
    bytes: Int, servers: Int, participants n: Int
  ) -> CollectiveSchedule {
    var schedule = CollectiveSchedule(name: "sharded pull", participants: n)
    schedule.addShards(bytes: bytes, servers: servers) { worker, server in (server, worker) }
    return schedule
  }

  private mutating func addShards(
    bytes: Int, servers: Int, _ ends: (_ worker: Int, _ server: Int) -> (from: Int, to: Int)
  ) {
    precondition((1...participants).contains(servers), "servers are participants")
    let shards = Self.parts(of: bytes, into: servers)
    for worker in 0..<participants {
      for server in 0..<servers where server != worker {
        let (from, to) = ends(worker, server)
        add(from: from, to: to, bytes: shards[server], size: Double(bytes) / Double(servers))
      }
    }
  }
}
