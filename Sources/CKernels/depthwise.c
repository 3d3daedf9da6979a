#include "CKernels.h"

#include "clones.h"

// Convolutions of each channel on its own, for shapes that oneDNN has no fast kernels for.
//
// Channels are taken 16 at a time where as many lie side by side, 8 or 1 otherwise. Filters are in
// the model's order: channel x row x column.

enum { largest_filter = 7 * 7 };

typedef float vector16 __attribute__((vector_size(64), aligned(4)));
typedef float vector8 __attribute__((vector_size(32), aligned(4)));

#define LANES 16
#define V vector16
#define LANE(vector, lane) ((vector)[lane])
#define NAMED(name) name##_16
#include "depthwise.inc"
#undef LANES
#undef V
#undef NAMED

#define LANES 8
#define V vector8
#define NAMED(name) name##_8
#include "depthwise.inc"
#undef LANES
#undef V
#undef LANE
#undef NAMED

#define LANES 1
#define V float
#define LANE(vector, lane) (vector)
#define NAMED(name) name##_1
#include "depthwise.inc"

int tidewatt_depthwise_takes(size_t size) { return size * size <= largest_filter; }

#define DISPATCH(name, ...)       \
  if (shape.block % 16 == 0)      \
    name##_16(__VA_ARGS__);       \
  else if (shape.block % 8 == 0)  \
    name##_8(__VA_ARGS__);        \
  else                            \
    name##_1(__VA_ARGS__)

void tidewatt_depthwise_forward(tidewatt_depthwise shape, const float *input, const float *filters,
                                float *output) {
  DISPATCH(forward, shape, input, filters, output);
}

void tidewatt_depthwise_backward_data(tidewatt_depthwise shape, const float *output_gradient,
                                      const float *filters, float *input_gradient) {
  DISPATCH(backward_data, shape, output_gradient, filters, input_gradient);
}

void tidewatt_depthwise_backward_weights(tidewatt_depthwise shape, const float *input,
                                         const float *output_gradient, float *filter_gradient) {
  DISPATCH(backward_weights, shape, input, output_gradient, filter_gradient);
}
