/* What the fuzz targets share: a context with limits small enough that no input takes long, and what must hold of its
 * record whatever the input was. */
#ifndef DP_TESTS_FUZZ_H
#define DP_TESTS_FUZZ_H

#include "base/ctx.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Chance that is the same in every run: xorshift (Marsaglia, 2003). A state is FUZZ_STATE, changed by a seed times FUZZ_SEEDS. */
#define FUZZ_STATE UINT64_C(0x9e3779b97f4a7c15)
#define FUZZ_SEEDS UINT64_C(0xbf58476d1ce4e5b9)

static inline uint64_t fuzz_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A condition that no input may break. Unlike assert it holds in release builds too. */
#define FUZZ_HOLDS(condition)                                                           \
    do {                                                                                \
        if (!(condition)) {                                                             \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                    \
        }                                                                               \
    } while (0)

static inline dp_ctx *fuzz_ctx(void)
{
    dp_limits limits = dp_limits_default(0);
    limits.input = (size_t)4 << 20;
    limits.decoded = (size_t)256 << 10;
    limits.arena = limits.arena_base = (size_t)32 << 20;
    limits.opcodes = 50000;
    limits.nodes = 50000;
    limits.output = (size_t)4 << 20;
    limits.lzma_memory = (size_t)1 << 20;
    return dp_ctx_new(&limits);
}

/* A message is one line of valid UTF-8 that no terminal takes for a command. */
static inline bool fuzz_is_printable(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f) {
            return false;
        }
    }
    return dp_utf8_valid(dp_span_of(text));
}

/* Ends a run: the outcome and the record tell the same story. */
static inline void fuzz_done(dp_ctx *ctx, dp_rc rc)
{
    const dp_record *record = dp_ctx_record(ctx);
    FUZZ_HOLDS(rc == DP_OK || record->rc != DP_OK);
    FUZZ_HOLDS(record->rc == DP_OK || record->what[0] != '\0');
    FUZZ_HOLDS(record->rc != DP_ERROR || strstr(record->what, "memory") != NULL); /* no input makes it our fault */
    FUZZ_HOLDS(fuzz_is_printable(record->what) && fuzz_is_printable(record->path));
    for (size_t i = 0; i < record->n_names; i++) {
        FUZZ_HOLDS(fuzz_is_printable(record->names[i].name));
    }
    for (size_t i = 0; i < record->n_warnings; i++) {
        FUZZ_HOLDS(fuzz_is_printable(record->warnings[i]));
    }
    dp_ctx_free(ctx);
}

#endif
