// Element-wise kernels, compiled for several instruction sets and dispatched at load time.
//
// Every element is computed by the same sequence of rounded operations in every clone (no
// contraction to fused multiply-add, no reassociation), so results do not depend on the machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

// velocity = momentum * velocity + gradient; weights -= rate * velocity.
void tidewatt_sgd_step(float *restrict weights, float *restrict velocity,
                       const float *restrict gradient, size_t count, float rate, float momentum);

// sum += addend.
void tidewatt_add(float *restrict sum, const float *restrict addend, size_t count);

// average[i] = (sum over s of weights[s] * sources[s][i]) / total, summed in order in double.
void tidewatt_average(float *restrict average, const float *const *sources, const double *weights,
                      size_t source_count, double total, size_t count);

// One row of `size` floats per id: pixel * scale + offset.
void tidewatt_gather_images(float *restrict rows, const uint8_t *restrict pixels,
                            const int32_t *ids, size_t id_count, size_t size, float scale,
                            float offset);

// Softmax cross-entropy of `count` rows of `classes` logits. Adds the rows' losses to *loss and the
// number of rows whose largest logit (the first of equals) is the label to *correct. If `gradient`
// is not NULL it gets (softmax - one hot) * scale.
void tidewatt_softmax_cross_entropy(const float *logits, const uint8_t *labels, size_t count,
                                    size_t classes, float scale, float *gradient, double *loss,
                                    int64_t *correct);
