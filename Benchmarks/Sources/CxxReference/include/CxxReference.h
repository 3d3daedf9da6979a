// What an event loop costs in plain C++: std::priority_queue over 40-byte events, and actors that
// are called by virtual dispatch. It orders events as Tidewatt does: time, then scheduling order.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  double seconds;    // processor time of the calling thread, of the measured part
  uint64_t events;   // handled in the measured part
  uint64_t checksum; // over (actor, time) of every event, in the order of handling
} CxxReferenceResult;

// The hold model: every actor has one event pending and, when it comes, schedules the next.
// `increments` is a table of `mask + 1` spans in nanoseconds, walked by every actor from its own
// place. Runs until `warm`, then measures until `end`.
CxxReferenceResult cxx_reference_hold(
  size_t actors, const int64_t *increments, size_t mask, int64_t warm, int64_t end);

// Every actor passes a message to its neighbour, `span` nanoseconds ahead: all times are equal.
CxxReferenceResult cxx_reference_messages(size_t actors, int64_t span, int64_t warm, int64_t end);

// Bytes that this process holds from malloc now, with malloc's own overhead.
size_t heap_bytes_in_use(void);

// The rate of fused multiply-adds on registers alone, one thread, in GFLOP/s; takes a tenth of a second.
double peak_fma_gflops(void);

#ifdef __cplusplus
}
#endif
