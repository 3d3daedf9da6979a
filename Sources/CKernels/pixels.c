#include "CKernels.h"

#include <string.h>

#include "clones.h"

CLONED void tidewatt_rows_by_pixel(tidewatt_channels shape, const float *restrict images,
                                   float *restrict rows) {
  size_t channels = shape.blocks * shape.block;
  for (size_t image = 0; image < shape.images; image++)
    for (size_t group = 0; group < shape.blocks; group++) {
      const float *source = images + (image * shape.blocks + group) * shape.pixels * shape.block;
      float *target = rows + image * channels + group * shape.block;
      for (size_t pixel = 0; pixel < shape.pixels; pixel++)
        memcpy(target + pixel * shape.images * channels, source + pixel * shape.block,
               shape.block * sizeof(float));
    }
}

CLONED void tidewatt_taps_last(const float *restrict by_tap, float *restrict filters, size_t taps,
                               size_t count) {
  // In pieces whose taps stay in the first-level cache.
  enum { piece = 256 };
  for (size_t start = 0; start < count; start += piece) {
    size_t end = count - start < piece ? count : start + piece;
    for (size_t tap = 0; tap < taps; tap++)
      for (size_t i = start; i < end; i++) filters[i * taps + tap] = by_tap[tap * count + i];
  }
}

CLONED void tidewatt_column_sums(const float *restrict rows, float *restrict sums, size_t count,
                                 size_t columns) {
  enum { piece = 64, span = 256 };
  for (size_t start = 0; start < columns; start += span) {
    size_t width = columns - start < span ? columns - start : span;
    double total[span];
    for (size_t i = 0; i < width; i++) total[i] = 0;
    for (size_t first = 0; first < count; first += piece) {
      size_t last = count - first < piece ? count : first + piece;
      float part[span];
      for (size_t i = 0; i < width; i++) part[i] = 0;
      for (size_t row = first; row < last; row++)
        for (size_t i = 0; i < width; i++) part[i] += rows[row * columns + start + i];
      for (size_t i = 0; i < width; i++) total[i] += (double)part[i];
    }
    for (size_t i = 0; i < width; i++) sums[start + i] = (float)total[i];
  }
}
