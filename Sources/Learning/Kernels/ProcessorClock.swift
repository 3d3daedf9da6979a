import Foundation

/// Time that the calling thread computes, which a busy neighbour does not stretch.
enum ProcessorClock {
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
