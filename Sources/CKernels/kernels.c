#include "CKernels.h"

#include <math.h>

// Fused multiply-adds round once where the baseline clone rounds twice; the clones must agree.
#pragma STDC FP_CONTRACT OFF

// The clones' resolvers run before the thread sanitizer is ready, and would crash it.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RESOLVED_EARLY 0
#endif
#endif
#ifndef RESOLVED_EARLY
#define RESOLVED_EARLY 1
#endif

#if defined(__x86_64__) && defined(__linux__) && RESOLVED_EARLY
#define CLONED __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONED
#endif

CLONED void tidewatt_sgd_step(float *restrict weights, float *restrict velocity,
                              const float *restrict gradient, size_t count, float rate,
                              float momentum) {
  for (size_t i = 0; i < count; i++) {
    float v = momentum * velocity[i] + gradient[i];
    velocity[i] = v;
    weights[i] -= rate * v;
  }
}

CLONED void tidewatt_add(float *restrict sum, const float *restrict addend, size_t count) {
  for (size_t i = 0; i < count; i++) sum[i] += addend[i];
}

// Blocked, so that the double sums stay in the first-level cache while the sources stream by.
CLONED void tidewatt_average(float *restrict average, const float *const *sources,
                             const double *weights, size_t source_count, double total,
                             size_t count) {
  enum { block = 512 };
  double sums[block];
  for (size_t start = 0; start < count; start += block) {
    size_t length = count - start < block ? count - start : block;
    for (size_t i = 0; i < length; i++) sums[i] = 0;
    for (size_t s = 0; s < source_count; s++) {
      const float *restrict source = sources[s] + start;
      double weight = weights[s];
      for (size_t i = 0; i < length; i++) sums[i] += weight * (double)source[i];
    }
    for (size_t i = 0; i < length; i++) average[start + i] = (float)(sums[i] / total);
  }
}

CLONED void tidewatt_gather_images(float *restrict rows, const uint8_t *restrict pixels,
                                   const int32_t *ids, size_t id_count, size_t size, float scale,
                                   float offset) {
  for (size_t row = 0; row < id_count; row++) {
    const uint8_t *restrict source = pixels + (size_t)ids[row] * size;
    float *restrict target = rows + row * size;
    for (size_t i = 0; i < size; i++) target[i] = (float)source[i] * scale + offset;
  }
}

void tidewatt_softmax_cross_entropy(const float *logits, const uint8_t *labels, size_t count,
                                    size_t classes, float scale, float *gradient, double *loss,
                                    int64_t *correct) {
  for (size_t row = 0; row < count; row++) {
    const float *z = logits + row * classes;
    size_t label = labels[row], best = 0;
    for (size_t c = 1; c < classes; c++)
      if (z[c] > z[best]) best = c;
    double largest = z[best], sum = 0;
    for (size_t c = 0; c < classes; c++) sum += exp((double)z[c] - largest);
    *loss += log(sum) + largest - (double)z[label];
    *correct += best == label;
    if (gradient) {
      for (size_t c = 0; c < classes; c++) {
        double probability = exp((double)z[c] - largest) / sum;
        gradient[row * classes + c] = (float)((probability - (c == label)) * (double)scale);
      }
    }
  }
}
