// What is sent of a gradient, and what stays behind for the next step.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The k-th largest value, k from 1 to count; the values change their places.
float tidewatt_choose(float *values, size_t count, size_t k);

// What every stride-th magnitude of the residual will be once `tidewatt_take_in` has run; returns how
// many those are.
size_t tidewatt_sample(const float *momentum, const float *residual, const float *gradient,
                       size_t count, float decay, size_t stride, float *magnitudes);

// momentum = decay * momentum + gradient, residual += momentum; lists, in order, the places of
// residuals of at least `bound` and returns their number. `places` holds count numbers.
size_t tidewatt_take_in(float *momentum, float *residual, const float *gradient, size_t count,
                        float decay, float bound, uint32_t *places);

// Lists the places from 0 up to, not including, count; returns count.
size_t tidewatt_list_all(size_t count, uint32_t *places);

// The k-th largest magnitude of the values at so many places; `scratch` holds as many floats.
float tidewatt_magnitude_at(const float *values, const uint32_t *places, size_t count, size_t k,
                            float *scratch);

// Of the residuals at the places, adds share times the k largest magnitudes, all of at least
// `threshold`, to the sum; of equals at the threshold the first. Where one is taken, residual and
// momentum become zero.
void tidewatt_send_largest(float *residual, float *momentum, float *sum, float share,
                           const uint32_t *places, size_t count, float threshold, size_t k);

// taken = the mean of the values not below zero where a value is not, the mean of the others
// elsewhere; values keep the difference.
void tidewatt_take_signs(float *values, float *taken, size_t count);

// taken = +-scale where a magnitude is above 0.7 of the mean magnitude, zero elsewhere, with the
// mean of those magnitudes as scale; values keep the difference.
void tidewatt_take_ternary(float *values, float *taken, size_t count);

// sum += factor * addend.
void tidewatt_add_scaled(float *sum, const float *addend, size_t count, float factor);
