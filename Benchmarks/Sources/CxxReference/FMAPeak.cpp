#include "CxxReference.h"

#include <algorithm>
#include <chrono>

#if defined(__x86_64__)
#include <immintrin.h>

namespace {

// Sixteen independent chains hide the latency of two multiply-add units.
template <typename Step> double rate(int lanes, Step step) {
  double best = 0;
  for (int repetition = 0; repetition < 20; repetition++) {
    const long rounds = 500'000;
    auto start = std::chrono::steady_clock::now();
    step(rounds);
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, 2.0 * 16 * lanes * double(rounds) / seconds.count() / 1e9);
  }
  return best;
}

volatile float sink;

__attribute__((target("avx512f"))) void wide(long rounds) {
  __m512 sums[16], x = _mm512_set1_ps(1.000001f), y = _mm512_set1_ps(1e-9f);
  for (auto &sum : sums) sum = y;
  for (long round = 0; round < rounds; round++)
    for (auto &sum : sums) sum = _mm512_fmadd_ps(sum, x, y);
  for (auto &sum : sums) sink = sum[0];
}

__attribute__((target("avx2,fma"))) void narrow(long rounds) {
  __m256 sums[16], x = _mm256_set1_ps(1.000001f), y = _mm256_set1_ps(1e-9f);
  for (auto &sum : sums) sum = y;
  for (long round = 0; round < rounds; round++)
    for (auto &sum : sums) sum = _mm256_fmadd_ps(sum, x, y);
  for (auto &sum : sums) sink = sum[0];
}

}  // namespace

double peak_fma_gflops(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return rate(16, wide);
  return rate(8, narrow);
}
#else
double peak_fma_gflops(void) { return 0; }
#endif
