#include "include/compression.h"
#include "clones.h"
#include <math.h>

float tidewatt_magnitude(const float *values, float *scratch, size_t count, size_t k) {
  for (size_t i = 0; i < count; i++) scratch[i] = fabsf(values[i]);
  size_t low = 0, high = count - 1;
  const size_t place = k - 1;
  while (low < high) {
    // The middle of three as pivot: sorted and equal values stay cheap.
    const float a = scratch[low], b = scratch[low + (high - low) / 2], c = scratch[high];
    const float pivot = fmaxf(fminf(a, b), fminf(fmaxf(a, b), c));
    size_t i = low, j = high;
    while (i <= j) {
      while (scratch[i] > pivot) i++;
      while (scratch[j] < pivot) j--;
      if (i > j) break;
      const float swap = scratch[i];
      scratch[i] = scratch[j];
      scratch[j] = swap;
      i++;
      if (j == 0) break;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return scratch[place];
}

void tidewatt_take_largest(float *values, float *also, float *taken, size_t count,
                           float threshold, size_t k) {
  size_t above = 0;
  for (size_t i = 0; i < count; i++) above += fabsf(values[i]) > threshold;
  size_t equals = k - above;
  for (size_t i = 0; i < count; i++) {
    const float magnitude = fabsf(values[i]);
    int is_taken = magnitude > threshold;
    if (magnitude == threshold && equals > 0) {
      equals--;
      is_taken = 1;
    }
    taken[i] = is_taken ? values[i] : 0;
    if (is_taken) values[i] = also[i] = 0;
  }
}

void tidewatt_take_signs(float *values, float *taken, size_t count) {
  double sums[2] = {0, 0};
  size_t counts[2] = {0, 0};
  for (size_t i = 0; i < count; i++) {
    const int negative = values[i] < 0;
    sums[negative] += values[i];
    counts[negative]++;
  }
  const float means[2] = {counts[0] ? (float)(sums[0] / (double)counts[0]) : 0,
                          counts[1] ? (float)(sums[1] / (double)counts[1]) : 0};
  for (size_t i = 0; i < count; i++) {
    taken[i] = means[values[i] < 0];
    values[i] -= taken[i];
  }
}

void tidewatt_take_ternary(float *values, float *taken, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += fabsf(values[i]);
  const float threshold = count ? (float)(0.7 * sum / (double)count) : 0;
  double kept = 0;
  size_t kept_count = 0;
  for (size_t i = 0; i < count; i++) {
    if (fabsf(values[i]) > threshold) {
      kept += fabsf(values[i]);
      kept_count++;
    }
  }
  const float scale = kept_count ? (float)(kept / (double)kept_count) : 0;
  for (size_t i = 0; i < count; i++) {
    taken[i] = fabsf(values[i]) > threshold ? copysignf(scale, values[i]) : 0;
    values[i] -= taken[i];
  }
}

CLONED void tidewatt_scale_add(float *sum, const float *addend, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) sum[i] = factor * sum[i] + addend[i];
}

CLONED void tidewatt_add_scaled(float *sum, const float *addend, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) sum[i] += factor * addend[i];
}
