import Foundation

/// Seconds of processor time that a thread spends in `body`.
///
/// An engine runs on one thread, so this is what it takes on an idle machine; the wall clock would
/// count what neighbours take on a busy one. References are measured in the same way.
func threadSeconds(_ body: () throws -> Void) rethrows -> Double {
  func reading() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = reading()
  try body()
  return reading() - start
}

/// Bytes of this process that are in memory now.
func residentBytes() -> Int {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
    return 0
  }
  let fields = text.split(separator: " ")
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
}
