#include "include/compression.h"
#include "clones.h"
#include <math.h>

float tidewatt_choose(float *values, size_t count, size_t k) {
  size_t low = 0, high = count - 1;
  const size_t place = k - 1;
  while (low < high) {
    // The middle of three as pivot: sorted and equal values stay cheap.
    const float a = values[low], b = values[low + (high - low) / 2], c = values[high];
    const float pivot = fmaxf(fminf(a, b), fminf(fmaxf(a, b), c));
    size_t i = low, j = high;
    while (i <= j) {
      while (values[i] > pivot) i++;
      while (values[j] < pivot) j--;
      if (i > j) break;
      const float swap = values[i];
      values[i] = values[j];
      values[j] = swap;
      i++;
      if (j == 0) break;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place];
}

size_t tidewatt_sample(const float *momentum, const float *residual, const float *gradient,
                       size_t count, float decay, size_t stride, float *magnitudes) {
  size_t taken = 0;
  for (size_t i = 0; i < count; i += stride) {
    magnitudes[taken++] = fabsf(residual[i] + (decay * momentum[i] + gradient[i]));
  }
  return taken;
}

CLONED size_t tidewatt_take_in(float *momentum, float *residual, const float *gradient,
                               size_t count, float decay, float bound, uint32_t *places) {
  size_t found = 0;
  for (size_t first = 0; first < count; first += 32) {
    const size_t end = count - first < 32 ? count : first + 32;
    int any = 0;
    for (size_t i = first; i < end; i++) {
      momentum[i] = decay * momentum[i] + gradient[i];
      residual[i] += momentum[i];
      any |= fabsf(residual[i]) >= bound;
    }
    if (!any) continue;
    for (size_t i = first; i < end; i++) {
      if (fabsf(residual[i]) >= bound) places[found++] = (uint32_t)i;
    }
  }
  return found;
}

size_t tidewatt_list_all(size_t count, uint32_t *places) {
  for (size_t i = 0; i < count; i++) places[i] = (uint32_t)i;
  return count;
}

float tidewatt_magnitude_at(const float *values, const uint32_t *places, size_t count, size_t k,
                            float *scratch) {
  for (size_t i = 0; i < count; i++) scratch[i] = fabsf(values[places[i]]);
  return tidewatt_choose(scratch, count, k);
}

void tidewatt_send_largest(float *residual, float *momentum, float *sum, float share,
                           const uint32_t *places, size_t count, float threshold, size_t k) {
  size_t above = 0;
  for (size_t i = 0; i < count; i++) above += fabsf(residual[places[i]]) > threshold;
  size_t equals = k - above;
  for (size_t i = 0; i < count; i++) {
    const uint32_t place = places[i];
    const float magnitude = fabsf(residual[place]);
    if (magnitude < threshold) continue;
    if (magnitude == threshold) {
      if (equals == 0) continue;
      equals--;
    }
    sum[place] += share * residual[place];
    residual[place] = momentum[place] = 0;
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

CLONED void tidewatt_add_scaled(float *sum, const float *addend, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) sum[i] += factor * addend[i];
}
