#pragma once
// zlib (https://zlib.net) for the compressed payloads of HdrHistogram logs.
#include <stddef.h>
#include <stdint.h>

/// Deflates `count` bytes into `output`, which holds at least `czlib_bound(count)` bytes.
/// Returns the number of bytes written, or 0 when zlib fails.
size_t czlib_deflate(const uint8_t *input, size_t count, uint8_t *output, size_t capacity);

/// Inflates `count` bytes into `output`. Returns the number of bytes written, or 0 when the input
/// is no zlib stream or needs more than `capacity` bytes.
size_t czlib_inflate(const uint8_t *input, size_t count, uint8_t *output, size_t capacity);

/// The most bytes that deflating `count` bytes can produce.
size_t czlib_bound(size_t count);
