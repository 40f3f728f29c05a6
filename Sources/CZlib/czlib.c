#include "CZlib.h"
#include <zlib.h>

size_t czlib_deflate(const uint8_t *input, size_t count, uint8_t *output, size_t capacity) {
    uLongf written = capacity;
    return compress2(output, &written, input, count, Z_DEFAULT_COMPRESSION) == Z_OK ? written : 0;
}

size_t czlib_inflate(const uint8_t *input, size_t count, uint8_t *output, size_t capacity) {
    uLongf written = capacity;
    return uncompress(output, &written, input, count) == Z_OK ? written : 0;
}

size_t czlib_bound(size_t count) { return compressBound(count); }
