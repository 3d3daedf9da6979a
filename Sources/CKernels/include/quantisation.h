// Between floats and int8 values with one power of two for each tensor (its unit).
//
// Units are powers of two and all products with them exact, so every clone gives the same bits.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The unit by which the largest magnitude needs all of 7 bits; 1 for zeros alone, NaN if any value
// is not finite.
float tidewatt_unit(const float *values, size_t count);

// values / unit to the nearest, limited to -127...127; zeros if the unit is NaN.
void tidewatt_quantise(const float *values, int8_t *result, size_t count, float unit);

// The multiples of the unit, limited to -127...127 of it, that values are rounded to: up in magnitude
// if the upper 12 bits of the fraction are larger than its lower 12 bits, which stand in for a random
// draw. NaN if the unit is.
void tidewatt_round_pseudo(const float *restrict values, float *restrict result, size_t count,
                           float unit);

// result[row][column] = sums[row][column] * unit [+ bias[column]].
void tidewatt_dequantise(const int32_t *sums, float *result, size_t rows, size_t columns,
                         float unit, const float *bias);

// The same with each of `matrices` turned from rows x columns to columns x rows; wide: of 64 bits,
// values: of 8.
void tidewatt_dequantise_turned(const int32_t *sums, float *result, size_t matrices, size_t rows,
                                size_t columns, float unit);
void tidewatt_dequantise_turned_wide(const int64_t *sums, float *result, size_t matrices,
                                     size_t rows, size_t columns, float unit);
void tidewatt_dequantise_turned_values(const int8_t *values, float *result, size_t matrices,
                                       size_t rows, size_t columns, float unit);

// sums += what `tidewatt_round_pseudo` makes of the values: exact while magnitudes lie within 2^45 of
// each other.
void tidewatt_add_pseudo(double *restrict sums, const float *restrict values, size_t count,
                         float unit);

// The sums as multiples of the unit.
void tidewatt_common_unit(const double *sums, float *result, size_t count, double unit);

// What becomes of weights, as `tidewatt_quantise` rounds them, that are to change and may only be
// -127...127 units: the changes are rounded as in `tidewatt_round_pseudo`.
void tidewatt_change_quantised(const float *restrict weights, float *restrict changes, size_t count,
                               float unit);

// weights += share * a + (1 - share) * b.
void tidewatt_merge(float *restrict weights, const float *restrict a, const float *restrict b,
                    size_t count, float share);
