#include "CKernels.h"

#include <math.h>

#include "clones.h"

CLONED void tidewatt_sgd_step(float *restrict weights, float *restrict velocity,
                              const float *restrict gradient, size_t count, float rate,
                              float momentum) {
  for (size_t i = 0; i < count; i++) {
    float v = momentum * velocity[i] + gradient[i];
    velocity[i] = v;
    weights[i] -= rate * v;
  }
}

CLONED void tidewatt_sgd_step_decayed(float *restrict weights, float *restrict velocity,
                                      const float *restrict gradient, size_t count, float rate,
                                      float momentum, float decay, int nesterov) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i] + decay * weights[i];
    float v = momentum * velocity[i] + g;
    velocity[i] = v;
    weights[i] -= rate * (nesterov ? g + momentum * v : v);
  }
}

CLONED void tidewatt_adam_step(float *restrict weights, float *restrict first,
                               float *restrict second, const float *restrict gradient,
                               size_t count, float rate, float beta1, float beta2, float epsilon,
                               float decay, float second_correction) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i] + decay * weights[i];
    float m = beta1 * first[i] + (1 - beta1) * g;
    float v = beta2 * second[i] + (1 - beta2) * (g * g);
    first[i] = m;
    second[i] = v;
    weights[i] -= rate * m / (sqrtf(v) / second_correction + epsilon);
  }
}

CLONED void tidewatt_follow(float *restrict running, const float *restrict observed, size_t count,
                            float share) {
  for (size_t i = 0; i < count; i++) running[i] += share * (observed[i] - running[i]);
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
