// Transposes of int8 matrices, by blocks that are turned in registers.
#include "include/integer.h"
#include <string.h>

#include "clones.h"

// Into each clone, to be compiled for its registers.
#define INLINED static inline __attribute__((always_inline))

enum { side = 16 };
typedef int8_t line __attribute__((vector_size(side)));

// Four rounds, each of which puts line i between the values of line i + 8: like shuffling a deck of
// 256 cards, each round moves one bit of the column's number into the row's.
INLINED void shuffle(const line *restrict lines, line *restrict shuffled) {
  for (int i = 0; i < side / 2; i++) {
    const line a = lines[i], b = lines[i + side / 2];
    shuffled[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22,
                                              7, 23);
    shuffled[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                                  29, 14, 30, 15, 31);
  }
}

INLINED void turn_block(line *lines) {
  line shuffled[side];
  shuffle(lines, shuffled);
  shuffle(shuffled, lines);
  shuffle(lines, shuffled);
  shuffle(shuffled, lines);
}

// target[column][row] = source[row][column], both with so many values from row to row. Of `source`,
// so many values may be read.
INLINED void transpose(const int8_t *source, size_t source_stride, size_t readable,
                       int8_t *target, size_t target_stride, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row += side) {
    const size_t row_end = row + side < rows ? row + side : rows;
    for (size_t column = 0; column < columns; column += side) {
      const size_t column_end = column + side < columns ? column + side : columns;
      // A line may reach beyond its row, but not beyond the matrix.
      if (row + side <= rows && (row + side - 1) * source_stride + column + side <= readable) {
        line lines[side];
        for (size_t i = 0; i < side; i++)
          memcpy(lines + i, source + (row + i) * source_stride + column, side);
        turn_block(lines);
        for (size_t i = column; i < column_end; i++)
          memcpy(target + i * target_stride + row, lines + (i - column), side);
        continue;
      }
      for (size_t r = row; r < row_end; r++)
        for (size_t c = column; c < column_end; c++)
          target[c * target_stride + r] = source[r * source_stride + c];
    }
  }
}

CLONED void tidewatt_integer_transpose(const int8_t *matrix, int8_t *result, size_t rows,
                                       size_t columns) {
  transpose(matrix, columns, rows * columns, result, rows, rows, columns);
}

CLONED void tidewatt_integer_turn(const int8_t *filters, int8_t *result, size_t outputs,
                                  size_t areas, size_t inputs) {
  const size_t count = outputs * areas * inputs;
  for (size_t area = 0; area < areas; area++)
    transpose(filters + area * inputs, areas * inputs, count - area * inputs,
              result + (areas - 1 - area) * outputs, areas * outputs, outputs, inputs);
}
