#include "include/integer.h"
#include "clones.h"
#include <math.h>
#include <string.h>

// The pixel below a tap of a filter, counted from the padding; outside of the image it is too large.
static inline size_t tap(size_t output, size_t index, const tidewatt_integer_shape *s) {
  return output * s->stride + index * s->dilation - s->padding;
}

// A row of a filter below few channels is some bytes only, where a call costs more than the copy.
static inline void copy_short(int8_t *target, const int8_t *source, size_t count) {
  if (count < 8 || count > 16) {
    memcpy(target, source, count);
    return;
  }
  int64_t first, last;  // they overlap, but for 16
  memcpy(&first, source, 8);
  memcpy(&last, source + count - 8, 8);
  memcpy(target, &first, 8);
  memcpy(target + count - 8, &last, 8);
}

void tidewatt_integer_columns(tidewatt_integer_shape s, const int8_t *images, int8_t *columns) {
  const size_t row = s.filter_width * s.channels;
  for (size_t image = 0; image < s.images; image++) {
    const int8_t *pixels = images + image * s.height * s.width * s.channels;
    for (size_t y = 0; y < s.output_height; y++) {
      for (size_t x = 0; x < s.output_width; x++) {
        for (size_t fy = 0; fy < s.filter_height; fy++, columns += row) {
          const size_t iy = tap(y, fy, &s);
          if (iy >= s.height) {
            memset(columns, 0, row);
            continue;
          }
          if (s.dilation > 1) {
            for (size_t fx = 0; fx < s.filter_width; fx++) {
              const size_t ix = tap(x, fx, &s);
              if (ix < s.width)
                memcpy(columns + fx * s.channels, pixels + (iy * s.width + ix) * s.channels,
                       s.channels);
              else
                memset(columns + fx * s.channels, 0, s.channels);
            }
            continue;
          }
          const ptrdiff_t left = (ptrdiff_t)(x * s.stride) - (ptrdiff_t)s.padding;
          const ptrdiff_t right = left + (ptrdiff_t)s.filter_width;
          const ptrdiff_t first = left < 0 ? 0 : left;
          const ptrdiff_t last = right > (ptrdiff_t)s.width ? (ptrdiff_t)s.width : right;
          const size_t before = (size_t)(first - left) * s.channels;
          const size_t inside = (size_t)(last - first) * s.channels;
          if (before > 0) memset(columns, 0, before);
          copy_short(columns + before, pixels + (iy * s.width + (size_t)first) * s.channels,
                     inside);
          if (before + inside < row) memset(columns + before + inside, 0, row - before - inside);
        }
      }
    }
  }
}

CLONED void tidewatt_integer_add_columns(tidewatt_integer_shape s, const int32_t *columns,
                                         int32_t *images) {
  for (size_t image = 0; image < s.images; image++) {
    int32_t *pixels = images + image * s.height * s.width * s.channels;
    for (size_t y = 0; y < s.output_height; y++) {
      for (size_t x = 0; x < s.output_width; x++) {
        for (size_t fy = 0; fy < s.filter_height; fy++) {
          const size_t iy = tap(y, fy, &s);
          for (size_t fx = 0; fx < s.filter_width; fx++, columns += s.channels) {
            const size_t ix = tap(x, fx, &s);
            if (iy >= s.height || ix >= s.width) continue;
            int32_t *pixel = pixels + (iy * s.width + ix) * s.channels;
            for (size_t c = 0; c < s.channels; c++) pixel[c] += columns[c];
          }
        }
      }
    }
  }
}

CLONED void tidewatt_integer_depthwise(tidewatt_integer_shape s, const int8_t *images,
                                       const int8_t *filters, int32_t *sums) {
  for (size_t image = 0; image < s.images; image++) {
    const int8_t *pixels = images + image * s.height * s.width * s.channels;
    for (size_t y = 0; y < s.output_height; y++) {
      for (size_t x = 0; x < s.output_width; x++, sums += s.channels) {
        memset(sums, 0, s.channels * sizeof *sums);
        for (size_t fy = 0; fy < s.filter_height; fy++) {
          for (size_t fx = 0; fx < s.filter_width; fx++) {
            const size_t iy = tap(y, fy, &s), ix = tap(x, fx, &s);
            if (iy >= s.height || ix >= s.width) continue;
            const int8_t *pixel = pixels + (iy * s.width + ix) * s.channels;
            const int8_t *filter = filters + (fy * s.filter_width + fx) * s.channels;
            for (size_t c = 0; c < s.channels; c++)
              sums[c] += (int16_t)((int16_t)pixel[c] * (int16_t)filter[c]);
          }
        }
      }
    }
  }
}

CLONED void tidewatt_integer_depthwise_error(tidewatt_integer_shape s, const int8_t *error,
                                             const int8_t *filters, int32_t *sums) {
  memset(sums, 0, s.images * s.height * s.width * s.channels * sizeof *sums);
  for (size_t image = 0; image < s.images; image++) {
    int32_t *pixels = sums + image * s.height * s.width * s.channels;
    for (size_t y = 0; y < s.output_height; y++) {
      for (size_t x = 0; x < s.output_width; x++, error += s.channels) {
        for (size_t fy = 0; fy < s.filter_height; fy++) {
          for (size_t fx = 0; fx < s.filter_width; fx++) {
            const size_t iy = tap(y, fy, &s), ix = tap(x, fx, &s);
            if (iy >= s.height || ix >= s.width) continue;
            int32_t *pixel = pixels + (iy * s.width + ix) * s.channels;
            const int8_t *filter = filters + (fy * s.filter_width + fx) * s.channels;
            for (size_t c = 0; c < s.channels; c++)
              pixel[c] += (int16_t)((int16_t)error[c] * (int16_t)filter[c]);
          }
        }
      }
    }
  }
}

CLONED void tidewatt_integer_depthwise_filters(tidewatt_integer_shape s, const int8_t *images,
                                               const int8_t *error, int64_t *sums,
                                               int32_t *scratch) {
  const size_t count = s.filter_height * s.filter_width * s.channels;
  for (size_t image = 0; image < s.images; image++) {
    const int8_t *pixels = images + image * s.height * s.width * s.channels;
    memset(scratch, 0, count * sizeof *scratch);
    for (size_t y = 0; y < s.output_height; y++) {
      for (size_t x = 0; x < s.output_width; x++, error += s.channels) {
        for (size_t fy = 0; fy < s.filter_height; fy++) {
          for (size_t fx = 0; fx < s.filter_width; fx++) {
            const size_t iy = tap(y, fy, &s), ix = tap(x, fx, &s);
            if (iy >= s.height || ix >= s.width) continue;
            const int8_t *pixel = pixels + (iy * s.width + ix) * s.channels;
            int32_t *filter = scratch + (fy * s.filter_width + fx) * s.channels;
            for (size_t c = 0; c < s.channels; c++)
              filter[c] += (int16_t)((int16_t)pixel[c] * (int16_t)error[c]);
          }
        }
      }
    }
    for (size_t i = 0; i < count; i++) sums[i] += scratch[i];
  }
}

// The largest magnitude of values; that of the lowest one has no counterpart with a sign.
#define LARGEST(name, value, unsigned_value)                                     \
  CLONED unsigned_value name(const value *values, size_t count) {                \
    unsigned_value largest = 0;                                                  \
    for (size_t i = 0; i < count; i++) {                                         \
      const unsigned_value bits = (unsigned_value)values[i];                     \
      const unsigned_value magnitude = values[i] < 0 ? (unsigned_value)0 - bits : bits; \
      largest = magnitude > largest ? magnitude : largest;                       \
    }                                                                            \
    return largest;                                                              \
  }

LARGEST(tidewatt_integer_largest, int32_t, uint32_t)
LARGEST(tidewatt_integer_largest_wide, int64_t, uint64_t)

CLONED void tidewatt_integer_round_shift(const int32_t *values, int8_t *result, size_t count,
                                         unsigned shift) {
  for (size_t i = 0; i < count; i++) {
    // The highest bit that falls off decides: nothing can overflow, as adding a half could.
    const int32_t up = shift == 0 ? 0 : values[i] >> (shift - 1) & 1;
    const int32_t shifted = (values[i] >> shift) + up;
    result[i] = (int8_t)(shifted > 127 ? 127 : shifted < -127 ? -127 : shifted);
  }
}

#define PSEUDO_SHIFT(name, integer)                                                       \
  CLONED void name(const integer *values, int8_t *result, size_t count, unsigned shift) { \
    const unsigned lower = shift / 2;                                                     \
    const integer mask = ((integer)1 << shift) - 1;                                       \
    const integer lower_mask = ((integer)1 << lower) - 1;                                 \
    const unsigned odd = shift & 1;                                                       \
    for (size_t i = 0; i < count; i++) {                                                  \
      const integer sign = values[i] < 0 ? -1 : 1;                                        \
      const integer magnitude = values[i] * sign;                                         \
      const integer dropped = magnitude & mask;                                           \
      const integer upper_half = dropped >> lower;                                        \
      const integer lower_half = (dropped & lower_mask) << odd;                           \
      const integer rounded = (magnitude >> shift) + (upper_half > lower_half);           \
      result[i] = (int8_t)((rounded > 127 ? 127 : rounded) * sign);                       \
    }                                                                                     \
  }

PSEUDO_SHIFT(tidewatt_integer_pseudo_shift, int32_t)
PSEUDO_SHIFT(tidewatt_integer_pseudo_shift_wide, int64_t)

CLONED void tidewatt_integer_widen(int64_t *sums, const int32_t *addends, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] += addends[i];
}

CLONED void tidewatt_integer_update(int8_t *weights, const int8_t *gradient, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const int32_t value = (int32_t)weights[i] - gradient[i];
    weights[i] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : value);
  }
}

CLONED void tidewatt_integer_rectify(int8_t *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = values[i] > 0 ? values[i] : 0;
}

CLONED void tidewatt_integer_rectify_error(int8_t *error, const int8_t *output, size_t count) {
  for (size_t i = 0; i < count; i++) error[i] = output[i] > 0 ? error[i] : 0;
}

CLONED void tidewatt_integer_pool(const int8_t *images, size_t image_count, size_t height,
                                  size_t width, size_t channels, size_t size, int8_t *output,
                                  uint8_t *places) {
  for (size_t image = 0; image < image_count; image++) {
    for (size_t y = 0; y < height / size; y++) {
      for (size_t x = 0; x < width / size; x++, output += channels, places += channels) {
        const int8_t *square = images + ((image * height + y * size) * width + x * size) * channels;
        memcpy(output, square, channels);
        memset(places, 0, channels);
        for (size_t place = 1; place < size * size; place++) {
          const int8_t *pixel = square + (place / size * width + place % size) * channels;
          for (size_t c = 0; c < channels; c++) {
            const int larger = pixel[c] > output[c];
            places[c] = larger ? (uint8_t)place : places[c];
            output[c] = larger ? pixel[c] : output[c];
          }
        }
      }
    }
  }
}

CLONED void tidewatt_integer_pool_error(const int8_t *error, const uint8_t *places,
                                        size_t image_count, size_t height, size_t width,
                                        size_t channels, size_t size, int8_t *result) {
  memset(result, 0, image_count * height * width * channels);  // also what the squares leave out
  for (size_t image = 0; image < image_count; image++) {
    for (size_t y = 0; y < height / size; y++) {
      for (size_t x = 0; x < width / size; x++, error += channels, places += channels) {
        int8_t *square = result + ((image * height + y * size) * width + x * size) * channels;
        for (size_t place = 0; place < size * size; place++) {
          int8_t *pixel = square + (place / size * width + place % size) * channels;
          for (size_t c = 0; c < channels; c++) pixel[c] = places[c] == place ? error[c] : 0;
        }
      }
    }
  }
}

CLONED void tidewatt_integer_quantise(const float *values, int8_t *result, size_t count,
                                      int exponent) {
  const float scale = ldexpf(1, -exponent);  // a power of two: the product is exact
  for (size_t i = 0; i < count; i++) {
    const float value = rintf(values[i] * scale);
    result[i] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : value);
  }
}

CLONED void tidewatt_integer_product(const int8_t *a, const int8_t *b, int32_t *c, size_t m,
                                     size_t n, size_t k, int adds) {
  for (size_t i = 0; i < m; i++) {
    for (size_t j = 0; j < n; j++) {
      int32_t sum = 0;
      for (size_t l = 0; l < k; l++) {
        // 16-bit products of 8-bit numbers are exact, and two of them add up exactly in 32 bits.
        sum += (int32_t)((int16_t)a[i * k + l] * (int16_t)b[j * k + l]);
      }
      c[i * n + j] = adds ? c[i * n + j] + sum : sum;
    }
  }
}
