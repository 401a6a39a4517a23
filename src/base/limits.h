/* Every bound that an input can run into: base/limits.def is the one list, of members, options and defaults.
 * 0 is never "no limit": a limit can be moved, not removed. docs/scan.md gives the reasons. Some go together:
 *
 *     decoded bytes   min(decoded, decoded_base + decoded_ratio x input)
 *     arena           min(arena, arena_base + arena_ratio x decoded bytes)
 *     opcodes         min(opcodes, opcodes_base + opcodes_ratio x input): what 60 KB of zlib can hold would else take
 *                     seconds and a gigabyte, each of them an object
 *     CPU seconds     cpu_seconds + cpu_ratio x input / 100 MiB */
#ifndef DP_BASE_LIMITS_H
#define DP_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

typedef struct dp_limits {
#define LIMIT(member, option, unit, normal, most, help) size_t member;
#include "base/limits.def"
#undef LIMIT
} dp_limits;

typedef enum dp_limit_unit { DP_LIMIT_BYTES, DP_LIMIT_COUNT, DP_LIMIT_SECONDS } dp_limit_unit;

/* A row of the list. */
typedef struct dp_limit {
    const char *option; /* "max-memory" */
    const char *help;
    dp_limit_unit unit;
    size_t most;        /* the highest value */
    size_t at;          /* offset of its member in dp_limits */
} dp_limit;

const dp_limit *dp_limit_rows(size_t *n);

/* The least of most and base + ratio x size. */
size_t dp_limit_scaled(size_t most, size_t base, size_t ratio, size_t size);

/* The defaults. physical_memory: bytes of RAM, 0 if unknown. */
dp_limits dp_limits_default(uint64_t physical_memory);

/* Moves the limit of a row; value is at least 1 and at most row->most. Those for memory and opcodes move their base as
 * well: who asks for so much wants it for small files too. */
void dp_limit_set(dp_limits *limits, const dp_limit *row, size_t value);

#endif
