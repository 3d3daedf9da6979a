#include "CKernels.h"

#include "clones.h"

CLONED void tidewatt_gather_images(float *restrict rows, const uint8_t *restrict pixels,
                                   const int32_t *ids, size_t id_count, size_t size, float scale,
                                   float offset) {
  for (size_t row = 0; row < id_count; row++) {
    const uint8_t *restrict source = pixels + (size_t)ids[row] * size;
    float *restrict target = rows + row * size;
    for (size_t i = 0; i < size; i++) target[i] = (float)source[i] * scale + offset;
  }
}

void tidewatt_gather_augmented(float *restrict rows, const uint8_t *restrict pixels,
                               const int32_t *ids, size_t id_count, size_t channels, size_t height,
                               size_t width, const int8_t *dy, const int8_t *dx,
                               const uint8_t *mirrored, float scale, float offset) {
  size_t size = channels * height * width;
  for (size_t row = 0; row < id_count; row++) {
    const uint8_t *image = pixels + (size_t)ids[row] * size;
    float *target = rows + row * size;
    for (size_t c = 0; c < channels; c++)
      for (size_t y = 0; y < height; y++) {
        ptrdiff_t from_y = (ptrdiff_t)y + dy[row];
        int is_inside = from_y >= 0 && from_y < (ptrdiff_t)height;
        const uint8_t *line = image + (c * height + (is_inside ? (size_t)from_y : 0)) * width;
        for (size_t x = 0; x < width; x++) {
          ptrdiff_t from_x = (ptrdiff_t)(mirrored[row] ? width - 1 - x : x) + dx[row];
          int is_pixel = is_inside && from_x >= 0 && from_x < (ptrdiff_t)width;
          target[(c * height + y) * width + x] =
              (is_pixel ? (float)line[from_x] : 0.0f) * scale + offset;
        }
      }
  }
}

// The finaliser of SplitMix64 (G. L. Steele et al., OOPSLA 2014).
static inline uint64_t mixed(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

CLONED void tidewatt_dropout(const float *values, float *output, const uint64_t *seeds,
                             size_t count, size_t size, uint64_t threshold, float scale) {
  for (size_t row = 0; row < count; row++)
    for (size_t i = 0; i < size; i++) {
      uint64_t word = mixed(seeds[row] + (i + 1) * 0x9e3779b97f4a7c15u) >> 32;
      output[row * size + i] = word < threshold ? 0 : values[row * size + i] * scale;
    }
}
