// What is sent of a gradient, and what stays behind for the next step.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The k-th largest magnitude, k from 1 to count; `scratch` holds count floats.
float tidewatt_magnitude(const float *values, float *scratch, size_t count, size_t k);

// Moves the k largest magnitudes, all of at least `threshold`, from values into taken (zero
// elsewhere); of equals at the threshold the first. Where a value is taken, `also` becomes zero.
void tidewatt_take_largest(float *values, float *also, float *taken, size_t count,
                           float threshold, size_t k);

// taken = the mean of the values not below zero where a value is not, the mean of the others
// elsewhere; values keep the difference.
void tidewatt_take_signs(float *values, float *taken, size_t count);

// taken = +-scale where a magnitude is above 0.7 of the mean magnitude, zero elsewhere, with the
// mean of those magnitudes as scale; values keep the difference.
void tidewatt_take_ternary(float *values, float *taken, size_t count);

// sum = factor * sum + addend.
void tidewatt_scale_add(float *sum, const float *addend, size_t count, float factor);

// sum += factor * addend.
void tidewatt_add_scaled(float *sum, const float *addend, size_t count, float factor);
