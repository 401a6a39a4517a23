/* One input being read: its arena, its limits, its record.
 *
 * Everything allocated while reading belongs to the arena and dies with dp_ctx_free. Nothing else is freed.
 * Spans into the input or into decoded bytes live as long as the ctx. */
#ifndef DP_BASE_CTX_H
#define DP_BASE_CTX_H

#include "base/limits.h"
#include "base/record.h"
#include "base/span.h"

#include <stdarg.h>

typedef struct dp_ctx dp_ctx;

/* NULL when memory is out. */
dp_ctx *dp_ctx_new(const dp_limits *limits);
dp_ctx *dp_ctx_default(void); /* with the limits that are there before any option: for texts and lists of one's own */
void dp_ctx_free(dp_ctx *ctx); /* NULL is fine */

const dp_limits *dp_ctx_limits(const dp_ctx *ctx);
const dp_record *dp_ctx_record(const dp_ctx *ctx);

/* Zeroed memory for count things of size bytes, aligned for any of them. NULL when the arena's limit or memory
 * itself is reached: the error is then set (DP_LIMIT, or DP_ERROR). count 0 gives a valid pointer. */
void *dp_take(dp_ctx *ctx, uint64_t count, size_t size);
/* The same without zeroing, for large arrays that are filled at once. */
void *dp_take_raw(dp_ctx *ctx, uint64_t count, size_t size);
/* Copies; the copy of text ends with a NUL that does not count. NULL as dp_take. */
char *dp_take_text(dp_ctx *ctx, dp_span text);
/* printf into the arena. Never NULL: "" when memory is out (the error is set). */
const char *dp_take_printf(dp_ctx *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* At least count + 1 things of size bytes at p grown geometrically (capacity is the next power of two >= 8);
 * returns the place of thing number count, or NULL as dp_take. *p may move; the old copy stays in the arena. */
void *dp_grow(dp_ctx *ctx, void *p_pointer, size_t count, size_t size);
/* Makes the newest thing taken, `size` bytes at p, `bigger` bytes long: in place where it can be, and without leaving a
 * copy behind where it fills a block of its own (as large things do). p NULL: takes `bigger` bytes. It may move, and
 * no mark may have been set since it was taken. NULL as dp_take; p is then as it was. */
void *dp_stretch(dp_ctx *ctx, void *p, size_t size, size_t bigger);

/* Bytes taken so far. */
size_t dp_ctx_used(const dp_ctx *ctx);
/* The arena's limit follows from the size of what was decoded; set once it is known. */
void dp_ctx_scale_arena(dp_ctx *ctx, size_t decoded);
/* However full the arena is, n more bytes may be taken: for who tells what became of the input. */
void dp_ctx_reserve(dp_ctx *ctx, size_t n);
/* So many more bytes of files, as they stand before decompression, are read: the limit of opcodes follows from their sum. */
void dp_ctx_count_input(dp_ctx *ctx, size_t bytes);

/* Scratch: marks the arena; dp_ctx_release frees what was taken since (errors and warnings survive). */
typedef struct dp_mark { void *block; size_t used, total; } dp_mark;
dp_mark dp_ctx_mark(dp_ctx *ctx);
void dp_ctx_release(dp_ctx *ctx, dp_mark mark);

/* Records an error and returns the rc to return. The first error wins, except that DP_UNSAFE replaces any other, and
 * DP_LIMIT a DP_CORRUPT.
 * fmt: what was expected, what was found; no file name, no offset, no newline. Text that comes from the input goes
 * through dp_escape first. */
dp_rc dp_fail(dp_ctx *ctx, dp_rc rc, uint64_t offset, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
dp_rc dp_fail_at(dp_ctx *ctx, dp_rc rc, uint64_t offset, const char *path, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* The rc recorded so far (DP_OK when none). */
dp_rc dp_failed(const dp_ctx *ctx);
/* Forgets a recorded error that is not DP_UNSAFE (a reader that tries one way, then another). */
void dp_forgive(dp_ctx *ctx);

/* Warnings are collected, never printed here. The same text is kept once. */
void dp_warn(dp_ctx *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Records a use of a name; equal uses (name, verdict, reach, place) are counted, the first offset stays. */
void dp_note_name(dp_ctx *ctx, const dp_name_use *use);

/* Container facts for the record; pointers must live as long as ctx. */
void dp_note_codec(dp_ctx *ctx, const char *name);
void dp_note_format(dp_ctx *ctx, const char *name);

/* Where names met from now on stand. Returns the former place. */
dp_place dp_ctx_place(dp_ctx *ctx, dp_place place);
dp_place dp_ctx_where(const dp_ctx *ctx);

#endif
