/* Checked arithmetic on sizes. Each returns false, and leaves *out alone, where the result does not fit. */
#ifndef DP_BASE_CKD_H
#define DP_BASE_CKD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool dp_add_size(uint64_t a, uint64_t b, size_t *out)
{
    size_t r;
    if (__builtin_add_overflow(a, b, &r)) {
        return false;
    }
    *out = r;
    return true;
}

static inline bool dp_mul_size(uint64_t a, uint64_t b, size_t *out)
{
    size_t r;
    if (__builtin_mul_overflow(a, b, &r)) {
        return false;
    }
    *out = r;
    return true;
}

static inline bool dp_add_u64(uint64_t a, uint64_t b, uint64_t *out)
{
    uint64_t r;
    if (__builtin_add_overflow(a, b, &r)) {
        return false;
    }
    *out = r;
    return true;
}

static inline bool dp_mul_u64(uint64_t a, uint64_t b, uint64_t *out)
{
    uint64_t r;
    if (__builtin_mul_overflow(a, b, &r)) {
        return false;
    }
    *out = r;
    return true;
}

/* Where size_t is another type than uint64_t (macOS, and WebAssembly, where it has 32 bits), out says in which of the two. The operands may
 * be of both: a count of 64 bits is never cut before it is checked. */
#define dp_add(a, b, out) _Generic((out), uint64_t *: dp_add_u64, default: dp_add_size)(a, b, out)
#define dp_mul(a, b, out) _Generic((out), uint64_t *: dp_mul_u64, default: dp_mul_size)(a, b, out)

#endif
