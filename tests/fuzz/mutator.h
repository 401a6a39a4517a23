/* What the mutators share: an input that is altered in place, and chance. */
#ifndef DP_TESTS_MUTATOR_H
#define DP_TESTS_MUTATOR_H

#include "base/span.h"

#include <stdlib.h>
#include <string.h>

/* libFuzzer's: what it calls, and what it offers for bytes. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

struct altered {
    uint8_t *p;
    size_t n, cap;
    uint64_t state;
};

static inline struct altered altered(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return (struct altered){data, size, max_size, 0x9e3779b97f4a7c15U ^ seed * UINT64_C(0xbf58476d1ce4e5b9)};
}

/* A number below `below`. */
static inline uint64_t any(struct altered *a, uint64_t below)
{
    a->state ^= a->state << 13;
    a->state ^= a->state >> 7;
    a->state ^= a->state << 17;
    return (a->state >> 11) % below;
}

/* Puts n bytes, which are not of the input, where `old` bytes were; false: there is no room. */
static inline bool splice(struct altered *a, size_t at, size_t old, const void *bytes, size_t n)
{
    if (a->n - old + n > a->cap) {
        return false;
    }
    memmove(a->p + at + n, a->p + at + old, a->n - at - old);
    memcpy(a->p + at, bytes, n);
    a->n = a->n - old + n;
    return true;
}

#endif
