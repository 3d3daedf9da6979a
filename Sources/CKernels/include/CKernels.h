// Kernels in C, compiled for several instruction sets and dispatched at load time.
// Results do not depend on the clone: see clones.h.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "compression.h"
#include "integer.h"
#include "quantisation.h"

// velocity = momentum * velocity + gradient; weights -= rate * velocity.
void tidewatt_sgd_step(float *restrict weights, float *restrict velocity,
                       const float *restrict gradient, size_t count, float rate, float momentum);

// The same with weight decay added to the gradient, and with Nesterov's step if wanted.
void tidewatt_sgd_step_decayed(float *restrict weights, float *restrict velocity,
                               const float *restrict gradient, size_t count, float rate,
                               float momentum, float decay, int nesterov);

// Adam with weight decay added to the gradient. `rate` is divided by the correction of the first
// moment already; `second_correction` is the square root of 1 - beta2^t.
void tidewatt_adam_step(float *restrict weights, float *restrict first, float *restrict second,
                        const float *restrict gradient, size_t count, float rate, float beta1,
                        float beta2, float epsilon, float decay, float second_correction);

// running += share * (observed - running).
void tidewatt_follow(float *restrict running, const float *restrict observed, size_t count,
                     float share);

// sum += addend.
void tidewatt_add(float *restrict sum, const float *restrict addend, size_t count);

// average[i] = (sum over s of weights[s] * sources[s][i]) / total, summed in order in double.
void tidewatt_average(float *restrict average, const float *const *sources, const double *weights,
                      size_t source_count, double total, size_t count);

// One row of `size` floats per id: pixel * scale + offset.
void tidewatt_gather_images(float *restrict rows, const uint8_t *restrict pixels,
                            const int32_t *ids, size_t id_count, size_t size, float scale,
                            float offset);

// The same for images of channels x height x width that are shifted by (dy, dx) with zero pixels
// coming in, and mirrored left to right where `mirrored` is set; one of each per id.
void tidewatt_gather_augmented(float *restrict rows, const uint8_t *restrict pixels,
                               const int32_t *ids, size_t id_count, size_t channels, size_t height,
                               size_t width, const int8_t *dy, const int8_t *dx,
                               const uint8_t *mirrored, float scale, float offset);

// Dropout of `count` samples of `size` values: each is dropped if its random word is below
// `threshold` of 2^32, and multiplied by `scale` otherwise. The words are those of a counter mixed
// with the sample's seed, so a sample's mask does not depend on where it stands.
void tidewatt_dropout(const float *values, float *output, const uint64_t *seeds, size_t count,
                      size_t size, uint64_t threshold, float scale);

// How images lie in memory: images x blocks x pixels x block, channel = block index * block + place.
// Batch x channels x height x width has a block of 1, channels last one block of all.
typedef struct {
  size_t images, blocks, pixels, block;
} tidewatt_channels;

// Images as pixels x images x channels.
void tidewatt_rows_by_pixel(tidewatt_channels shape, const float *images, float *rows);

// From taps x count to count x taps.
void tidewatt_taps_last(const float *by_tap, float *filters, size_t taps, size_t count);

// The sum of each column of a count x columns matrix.
void tidewatt_column_sums(const float *rows, float *sums, size_t count, size_t columns);

// A convolution of each channel on its own; both images lie as above with the same blocks.
typedef struct {
  size_t images, blocks, block;
  size_t input_height, input_width, output_height, output_width;
  size_t size, stride, padding, dilation;
} tidewatt_depthwise;

// Whether there are kernels for filters of size x size.
int tidewatt_depthwise_takes(size_t size);

// output = input * filters.
void tidewatt_depthwise_forward(tidewatt_depthwise shape, const float *input, const float *filters,
                                float *output);

// The derivative by the input.
void tidewatt_depthwise_backward_data(tidewatt_depthwise shape, const float *output_gradient,
                                      const float *filters, float *input_gradient);

// The derivative by the filters.
void tidewatt_depthwise_backward_weights(tidewatt_depthwise shape, const float *input,
                                         const float *output_gradient, float *filter_gradient);

// Per channel the mean, and the sum of squared differences from it.
void tidewatt_moments(tidewatt_channels shape, const float *values, double *mean, double *squares);

// output = (values - mean) * scale + shift [+ addend], not below zero if rectified.
void tidewatt_normalise(tidewatt_channels shape, const float *values, const float *addend,
                        float *output, const float *mean, const float *scale, const float *shift,
                        int rectified);

// Per channel the sum of the gradient, and of its products with values - mean. The gradient counts
// where the output is above zero: with `output`, zeros are also written into it elsewhere; if
// rectified, the sign is that of (values - mean) * scale + shift.
void tidewatt_normalise_sums(tidewatt_channels shape, const float *values, const float *output,
                             float *gradient, const float *mean, const float *scale,
                             const float *shift, int rectified, double *sums, double *products);

// result = scale * (gradient - offset - (values - mean) * slope), rectified as above.
void tidewatt_normalise_backward(tidewatt_channels shape, const float *values,
                                 const float *gradient, float *result, const float *mean,
                                 const float *scale, const float *shift, int rectified,
                                 const float *offset, const float *slope);

// Softmax cross-entropy of `count` rows of `classes` logits. Adds the rows' losses to *loss and the
// number of rows whose largest logit (the first of equals) is the label to *correct. If `gradient`
// is not NULL it gets (softmax - one hot) * scale.
void tidewatt_softmax_cross_entropy(const float *logits, const uint8_t *labels, size_t count,
                                    size_t classes, float scale, float *gradient, double *loss,
                                    int64_t *correct);
