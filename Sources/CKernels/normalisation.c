#include "CKernels.h"

#include <stddef.h>

#include "clones.h"

// Batch normalisation over images in any order of memory: see `tidewatt_channels`.
//
// Channels are taken 16 at a time where as many lie side by side, 8 or 1 otherwise. Sums run in
// float over one image and in double over the images.

typedef float vector16 __attribute__((vector_size(64), aligned(4)));
typedef float vector8 __attribute__((vector_size(32), aligned(4)));
typedef double doubles16 __attribute__((vector_size(128), aligned(8)));
typedef double doubles8 __attribute__((vector_size(64), aligned(8)));
typedef int mask16 __attribute__((vector_size(64)));
typedef int mask8 __attribute__((vector_size(32)));

#define LANES 16
#define VECTOR vector16
#define MASK mask16
#define DOUBLES doubles16
#define NAMED(name) name##_16
#include "normalisation.inc"
#undef LANES
#undef VECTOR
#undef MASK
#undef DOUBLES
#undef NAMED

#define LANES 8
#define VECTOR vector8
#define MASK mask8
#define DOUBLES doubles8
#define NAMED(name) name##_8
#include "normalisation.inc"
#undef LANES
#undef VECTOR
#undef MASK
#undef DOUBLES
#undef NAMED

#define LANES 1
#define NAMED(name) name##_1
#include "normalisation.inc"

#define DISPATCH(name, ...)            \
  if (shape.block % 16 == 0)           \
    name##_16(__VA_ARGS__);            \
  else if (shape.block % 8 == 0)       \
    name##_8(__VA_ARGS__);             \
  else                                 \
    name##_1(__VA_ARGS__)

void tidewatt_moments(tidewatt_channels shape, const float *values, double *mean, double *squares) {
  DISPATCH(moments, shape, values, mean, squares);
}

void tidewatt_normalise(tidewatt_channels shape, const float *values, const float *addend,
                        float *output, const float *mean, const float *scale, const float *shift,
                        int rectified) {
  DISPATCH(normalise, shape, values, addend, output, mean, scale, shift, rectified);
}

void tidewatt_normalise_sums(tidewatt_channels shape, const float *values, const float *output,
                             float *gradient, const float *mean, const float *scale,
                             const float *shift, int rectified, double *sums, double *products) {
  DISPATCH(sums, shape, values, output, gradient, mean, scale, shift, rectified, sums, products);
}

void tidewatt_normalise_backward(tidewatt_channels shape, const float *values,
                                 const float *gradient, float *result, const float *mean,
                                 const float *scale, const float *shift, int rectified,
                                 const float *offset, const float *slope) {
  DISPATCH(backward, shape, values, gradient, result, mean, scale, shift, rectified, offset, slope);
}
