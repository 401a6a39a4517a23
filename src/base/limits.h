/* Every bound that an input can run into, in one place. Sizes in bytes unless said otherwise.
 * 0 is never "no limit": a limit can be moved, not removed. docs/security.md gives the reasons. */
#ifndef DP_BASE_LIMITS_H
#define DP_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

typedef struct dp_limits {
    size_t input;        /* one input file, and its side files together */
    size_t decoded;      /* after decompression: min(this, decoded_base + decoded_ratio x input) */
    size_t decoded_base;
    size_t decoded_ratio;
    size_t arena;        /* min(this, arena_base + arena_ratio x decoded) */
    size_t arena_base;
    size_t arena_ratio;
    size_t opcodes;      /* pickle opcodes executed */
    size_t stack;        /* pickle stack entries */
    size_t marks;        /* open MARKs */
    size_t depth;        /* nesting of containers in what is walked or written */
    size_t estimators;   /* nesting of estimators in estimators */
    size_t memo;         /* memo entries */
    size_t name;         /* a module or global name */
    size_t text;         /* one string */
    size_t long_bytes;   /* one integer */
    size_t dims;         /* dimensions of an array */
    size_t nodes;        /* nodes or values written, shared parts counted each time */
    size_t output;       /* one output file */
    size_t members;      /* members of a gzip, xz or bz2 file */
    size_t beside;       /* side files of a joblib file: some four a tree */
    size_t layers;       /* codecs inside codecs */
    size_t lzma_memory;  /* dictionary of an lzma stream */
    size_t names;        /* different uses of names recorded for the report */
    uint64_t cpu_seconds; /* of the child: this + cpu_ratio x input / 100 MiB */
    uint64_t cpu_ratio;
} dp_limits;

/* The defaults. physical_memory: bytes of RAM, 0 if unknown. */
dp_limits dp_limits_default(uint64_t physical_memory);

#endif
