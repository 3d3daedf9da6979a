#include "include/quantisation.h"

#include <math.h>
#include <string.h>

#include "clones.h"

CLONED static uint32_t largest_bits(const float *values, size_t count) {
  uint32_t largest = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    bits &= 0x7fffffff;  // of magnitudes, in their order, infinities and NaN above all numbers
    largest = bits > largest ? bits : largest;
  }
  return largest;
}

float tidewatt_unit(const float *values, size_t count) {
  const uint32_t bits = largest_bits(values, count);
  float largest;
  memcpy(&largest, &bits, sizeof largest);
  if (!isfinite(largest)) return NAN;
  if (largest == 0) return 1;
  int exponent;
  frexpf(largest, &exponent);
  // Far from where a unit or its inverse would be no normal number.
  return ldexpf(1, exponent - 7 < -110 ? -110 : exponent - 7);
}

static inline float limited(float value) {
  return value > 127 ? 127 : value < -127 ? -127 : value;
}

CLONED void tidewatt_quantise(const float *values, int8_t *result, size_t count, float unit) {
  if (isnan(unit)) {
    memset(result, 0, count);
    return;
  }
  const float scale = 1 / unit;
  for (size_t i = 0; i < count; i++)
    result[i] = (int8_t)(int32_t)limited(rintf(values[i] * scale));
}

// Magnitudes above 2^8 count as just below, which all limits cut off; NaN stays. Exact: 32 bits
// hold a magnitude down to the last bit that counts.
static inline float pseudo_rounded(float value) {
  const float magnitude = fabsf(value);
  const float below = 0x1.fffffep7f;
  const uint32_t bits = (uint32_t)((magnitude < below ? magnitude : below) * 0x1p24f);
  const uint32_t upper_bits = bits >> 12 & 0xfff;
  const uint32_t lower_bits = bits & 0xfff;
  const float rounded = (float)(int32_t)((bits >> 24) + (upper_bits > lower_bits));
  return isnan(value) ? value : value < 0 ? -rounded : rounded;
}

CLONED void tidewatt_dequantise(const int32_t *sums, float *result, size_t rows, size_t columns,
                                float unit, const float *bias) {
  if (!bias) {
    for (size_t i = 0; i < rows * columns; i++) result[i] = (float)sums[i] * unit;
    return;
  }
  for (size_t row = 0; row < rows; row++, sums += columns, result += columns)
    for (size_t column = 0; column < columns; column++)
      result[column] = (float)sums[column] * unit + bias[column];
}

// There is nothing to turn in filters of 1x1. Those of 3x3, which nearly all others are, go by sixteen
// columns that are converted line by line first.
#define DEQUANTISE_TURNED(name, integer)                                                         \
  CLONED void name(const integer *sums, float *result, size_t matrices, size_t rows,             \
                   size_t columns, float unit) {                                                 \
    if (rows == 1) {                                                                             \
      for (size_t i = 0; i < matrices * columns; i++) result[i] = (float)sums[i] * unit;         \
      return;                                                                                    \
    }                                                                                            \
    for (size_t matrix = 0; matrix < matrices; matrix++) {                                       \
      size_t column = 0;                                                                         \
      for (; rows == 9 && column + 16 <= columns; column += 16) {                                \
        float lines[9][16];                                                                      \
        for (size_t row = 0; row < 9; row++)                                                     \
          for (size_t i = 0; i < 16; i++)                                                        \
            lines[row][i] = (float)sums[row * columns + column + i] * unit;                      \
        for (size_t i = 0; i < 16; i++)                                                          \
          for (size_t row = 0; row < 9; row++)                                                   \
            result[(column + i) * 9 + row] = lines[row][i];                                      \
      }                                                                                          \
      for (; column < columns; column++)                                                         \
        for (size_t row = 0; row < rows; row++)                                                  \
          result[column * rows + row] = (float)sums[row * columns + column] * unit;              \
      sums += rows * columns;                                                                    \
      result += rows * columns;                                                                  \
    }                                                                                            \
  }

DEQUANTISE_TURNED(tidewatt_dequantise_turned, int32_t)
DEQUANTISE_TURNED(tidewatt_dequantise_turned_wide, int64_t)
DEQUANTISE_TURNED(tidewatt_dequantise_turned_values, int8_t)

CLONED void tidewatt_round_pseudo(const float *restrict values, float *restrict result,
                                  size_t count, float unit) {
  const float scale = 1 / unit;
  // Adding zero makes zeros of those below it, as int8 values have no other.
  for (size_t i = 0; i < count; i++)
    result[i] = (limited(pseudo_rounded(values[i] * scale)) + 0.0f) * unit;
}

CLONED void tidewatt_add_pseudo(double *restrict sums, const float *restrict values, size_t count,
                                float unit) {
  const float scale = 1 / unit;
  for (size_t i = 0; i < count; i++)
    sums[i] += (double)(limited(pseudo_rounded(values[i] * scale)) * unit);
}

CLONED void tidewatt_common_unit(const double *sums, float *result, size_t count, double unit) {
  const double scale = 1 / unit;
  for (size_t i = 0; i < count; i++) result[i] = (float)(rint(sums[i] * scale) * unit);
}

CLONED void tidewatt_change_quantised(const float *restrict weights, float *restrict changes,
                                      size_t count, float unit) {
  const float scale = 1 / unit;
  for (size_t i = 0; i < count; i++) {
    const float weight = limited(rintf(weights[i] * scale));
    changes[i] = (limited(weight + pseudo_rounded(changes[i] * scale)) - weight) * unit;
  }
}

CLONED void tidewatt_merge(float *restrict weights, const float *restrict a,
                           const float *restrict b, size_t count, float share) {
  const float rest = 1 - share;
  for (size_t i = 0; i < count; i++) weights[i] += share * a[i] + rest * b[i];
}
