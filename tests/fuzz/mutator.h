/* What the mutators share: an input that is altered in place, chance, and (mutator.c) how often. Two calls of three alter the parts of a
 * form; the third alters bytes. */
#ifndef DP_TESTS_MUTATOR_H
#define DP_TESTS_MUTATOR_H

#include "fuzz.h"

#include <string.h>

/* libFuzzer's: what it calls, and what it offers for bytes. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

struct altered {
    uint8_t *p;
    size_t n, cap;
    uint64_t state;
};

/* A mutator's own: finds the parts of the input that can be altered, and how many there are; alters one or more of those that were found
 * last. */
size_t find_parts(struct altered *in);
void alter_parts(struct altered *in);

/* A number below `below`. */
static inline uint64_t any(struct altered *a, uint64_t below)
{
    return (fuzz_next(&a->state) >> 11) % below;
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
