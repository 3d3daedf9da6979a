// Integer training: int8 values, 32-bit sums, no floating point. Images lie channels last.
#pragma once
#include <stddef.h>
#include <stdint.h>

// A convolution over images x height x width x channels.
typedef struct {
  size_t images, height, width, channels;
  size_t filter_height, filter_width, padding;
  size_t output_height, output_width;
  size_t stride, dilation;
} tidewatt_integer_shape;

// One row for each output pixel: the input pixels below the filter, row by row, zeros outside.
void tidewatt_integer_columns(tidewatt_integer_shape shape, const int8_t *images, int8_t *columns);

// The way back of `tidewatt_integer_columns`: adds each row's values to the pixels they came from.
void tidewatt_integer_add_columns(tidewatt_integer_shape shape, const int32_t *columns,
                                  int32_t *images);

// A convolution of each channel on its own; filters are taps x channels.
void tidewatt_integer_depthwise(tidewatt_integer_shape shape, const int8_t *images,
                                const int8_t *filters, int32_t *sums);

// Its way back to the input; `sums` are of the input's shape.
void tidewatt_integer_depthwise_error(tidewatt_integer_shape shape, const int8_t *error,
                                      const int8_t *filters, int32_t *sums);

// Its way back to the filters: adds one image after the other to `sums`. `scratch` is as large.
void tidewatt_integer_depthwise_filters(tidewatt_integer_shape shape, const int8_t *images,
                                        const int8_t *error, int64_t *sums, int32_t *scratch);

// The largest magnitude.
uint32_t tidewatt_integer_largest(const int32_t *values, size_t count);
uint64_t tidewatt_integer_largest_wide(const int64_t *values, size_t count);

// value / 2^shift to the nearest, halves up, limited to -127...127.
void tidewatt_integer_round_shift(const int32_t *values, int8_t *result, size_t count,
                                  unsigned shift);

// value / 2^shift, rounded up in magnitude if the upper half of the bits that fall off is larger
// than the lower half, which stands in for a random draw; limited to -127...127.
void tidewatt_integer_pseudo_shift(const int32_t *values, int8_t *result, size_t count,
                                   unsigned shift);
void tidewatt_integer_pseudo_shift_wide(const int64_t *values, int8_t *result, size_t count,
                                        unsigned shift);

// sums += addends.
void tidewatt_integer_widen(int64_t *sums, const int32_t *addends, size_t count);

// weight -= gradient, limited to -127...127.
void tidewatt_integer_update(int8_t *weights, const int8_t *gradient, size_t count);

// What is below zero becomes zero; errors are dropped where the output is zero.
void tidewatt_integer_rectify(int8_t *values, size_t count);
void tidewatt_integer_rectify_error(int8_t *error, const int8_t *output, size_t count);

// The largest of each size x size square, the first of equals; its place in the square is kept for
// the way back.
void tidewatt_integer_pool(const int8_t *images, size_t image_count, size_t height, size_t width,
                           size_t channels, size_t size, int8_t *output, uint8_t *places);
void tidewatt_integer_pool_error(const int8_t *error, const uint8_t *places, size_t image_count,
                                 size_t height, size_t width, size_t channels, size_t size,
                                 int8_t *result);

// value / 2^exponent to the nearest, limited to -127...127.
void tidewatt_integer_quantise(const float *values, int8_t *result, size_t count, int exponent);

// c[m][n] = [c[m][n] +] sum over k of a[m][k] * b[n][k], exact for up to 133,000 products in a sum.
void tidewatt_integer_product(const int8_t *a, const int8_t *b, int32_t *c, size_t m, size_t n,
                              size_t k, int adds);

// result[input][areas - 1 - area][output] = filters[output][area][input].
void tidewatt_integer_turn(const int8_t *filters, int8_t *result, size_t outputs, size_t areas,
                           size_t inputs);

// result[column][row] = matrix[row][column].
void tidewatt_integer_transpose(const int8_t *matrix, int8_t *result, size_t rows, size_t columns);
