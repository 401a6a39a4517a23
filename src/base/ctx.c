#include "base/ctx.h"

#include "base/ckd.h"
#include "base/text.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

enum { ALIGN = 16, FIRST_BLOCK = 64 << 10, LARGEST_STEP = 8 << 20, RESERVE = 4 << 20, MESSAGE = 1024 };

/* Blocks form a stack: the newest first, so that a mark is a block and a fill. */
struct block {
    struct block *older;
    size_t size, used;
    alignas(ALIGN) uint8_t bytes[];
};

/* A text of the record. Not in the arena: what was said outlives a mark's release. */
struct kept {
    struct kept *older;
    char text[];
};

struct dp_ctx {
    dp_limits limits;
    struct block *block;
    size_t total;      /* bytes of all blocks */
    size_t arena_most;
    bool reserve_open;
    size_t input, opcodes_most; /* bytes counted, and the limit whatever their number */
    dp_record record;
    dp_name_use *names;
    const char **warnings;
    struct kept *kept;
    char path[MESSAGE / 2], what[MESSAGE]; /* not in the arena: an arena that is full must still say so */
    char codecs[64];
    dp_place place;
};

/* The arena is full. What is still to be found, names above all, needs room too: a little more opens, once, behind the fault. */
static void refuse_full(dp_ctx *ctx)
{
    dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "needs more memory than the limit of %zu MiB (--max-memory)",
            ctx->arena_most >> 20);
    size_t more;
    if (!ctx->reserve_open && dp_add(ctx->arena_most, RESERVE, &more)) {
        ctx->reserve_open = true;
        ctx->arena_most = more;
    }
}

static bool add_block(dp_ctx *ctx, size_t need)
{
    size_t size = ctx->block == NULL ? FIRST_BLOCK : ctx->block->size * 2;
    if (size > LARGEST_STEP) {
        size = LARGEST_STEP;
    }
    if (size < need) {
        size = need;
    }
    if (need > ctx->arena_most || ctx->total > ctx->arena_most - need) {
        refuse_full(ctx);
        return false;
    }
    if (size > ctx->arena_most - ctx->total) {
        size = ctx->arena_most - ctx->total; /* the last block takes what is left, not more */
    }
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL) {
        dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
        return false;
    }
    block->older = ctx->block;
    block->size = size;
    block->used = 0;
    ctx->block = block;
    ctx->total += size;
    return true;
}

dp_ctx *dp_ctx_new(const dp_limits *limits)
{
    dp_ctx *ctx = calloc(1, sizeof *ctx);
    if (ctx == NULL) {
        return NULL;
    }
    ctx->limits = *limits;
    ctx->opcodes_most = limits->opcodes;
    ctx->arena_most = limits->arena_base < limits->arena ? limits->arena_base : limits->arena;
    ctx->record = (dp_record){.offset = DP_NO_OFFSET, .path = "", .what = "", .codecs = ctx->codecs, .format = ""};
    return ctx;
}

dp_ctx *dp_ctx_default(void)
{
    const dp_limits limits = dp_limits_default(0);
    return dp_ctx_new(&limits);
}

void dp_ctx_free(dp_ctx *ctx)
{
    if (ctx == NULL) {
        return;
    }
    dp_ctx_release(ctx, (dp_mark){0});
    while (ctx->kept != NULL) {
        struct kept *older = ctx->kept->older;
        free(ctx->kept);
        ctx->kept = older;
    }
    free(ctx->names);
    free(ctx->warnings);
    free(ctx);
}

const dp_limits *dp_ctx_limits(const dp_ctx *ctx)
{
    return &ctx->limits;
}

const dp_record *dp_ctx_record(const dp_ctx *ctx)
{
    return &ctx->record;
}

size_t dp_ctx_used(const dp_ctx *ctx)
{
    return ctx->total;
}

void dp_ctx_scale_arena(dp_ctx *ctx, size_t decoded)
{
    const dp_limits *limits = &ctx->limits;
    size_t most = dp_limit_scaled(limits->arena, limits->arena_base, limits->arena_ratio, decoded);
    size_t used = ctx->total;
    if (ctx->reserve_open && !dp_add(used, RESERVE, &used)) {
        used = SIZE_MAX;
    }
    ctx->arena_most = most > used ? most : used; /* never below: what comes behind a fault would find no room */
}

void dp_ctx_reserve(dp_ctx *ctx, size_t n)
{
    size_t most;
    if (dp_add(ctx->total, n, &most) && most > ctx->arena_most) {
        ctx->arena_most = most;
    }
}

void dp_ctx_count_input(dp_ctx *ctx, size_t bytes)
{
    dp_limits *limits = &ctx->limits;
    if (!dp_add(ctx->input, bytes, &ctx->input)) {
        ctx->input = SIZE_MAX;
    }
    limits->opcodes = dp_limit_scaled(ctx->opcodes_most, limits->opcodes_base, limits->opcodes_ratio, ctx->input);
}

void *dp_take_raw(dp_ctx *ctx, uint64_t count, size_t size)
{
    size_t n;
    if (!dp_mul(count, size, &n) || !dp_add(n, ALIGN - 1, &n)) {
        dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "needs more memory than can be addressed");
        return NULL;
    }
    n &= ~(size_t)(ALIGN - 1);
    struct block *block = ctx->block;
    if (block == NULL || block->size - block->used < n) {
        if (!add_block(ctx, n)) {
            return NULL;
        }
        block = ctx->block;
    }
    void *p = block->bytes + block->used;
    block->used += n;
    return p;
}

void *dp_take(dp_ctx *ctx, uint64_t count, size_t size)
{
    void *p = dp_take_raw(ctx, count, size);
    if (p != NULL) {
        memset(p, 0, (size_t)(count * size));
    }
    return p;
}

char *dp_take_text(dp_ctx *ctx, dp_span text)
{
    char *p = dp_take_raw(ctx, text.n + 1, 1);
    if (p != NULL) {
        if (text.n != 0) {
            memcpy(p, text.p, text.n);
        }
        p[text.n] = '\0';
    }
    return p;
}

const char *dp_take_printf(dp_ctx *ctx, const char *fmt, ...)
{
    char text[MESSAGE];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n < 0) {
        return "";
    }
    size_t kept = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    const char *p = dp_take_text(ctx, (dp_span){(const uint8_t *)text, kept});
    return p != NULL ? p : "";
}

/* What follows when count things fill the capacity that dp_grow tells of; 0: they do not. */
static size_t next_capacity(size_t count)
{
    bool full = count == 0 || (count >= 8 && (count & (count - 1)) == 0);
    return !full ? 0 : count < 8 ? 8 : count * 2;
}

void *dp_grow(dp_ctx *ctx, void *p_pointer, size_t count, size_t size)
{
    void *p;
    memcpy(&p, p_pointer, sizeof p);
    size_t cap = next_capacity(count);
    if (cap != 0) {
        void *bigger = dp_take_raw(ctx, cap, size);
        if (bigger == NULL) {
            return NULL;
        }
        if (count != 0) {
            memcpy(bigger, p, count * size);
        }
        p = bigger;
        memcpy(p_pointer, &p, sizeof p);
    }
    return (uint8_t *)p + count * size;
}

/* A block that holds one thing only is reallocated whole: for large ones the system moves pages, not bytes. */
static void *stretch_block(dp_ctx *ctx, size_t bigger)
{
    struct block *block = ctx->block;
    size_t more = bigger - block->size;
    if (ctx->total > ctx->arena_most || more > ctx->arena_most - ctx->total) {
        refuse_full(ctx);
        return NULL;
    }
    block = realloc(block, sizeof *block + bigger);
    if (block == NULL) {
        dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
        return NULL;
    }
    ctx->block = block;
    ctx->total += more;
    block->size = block->used = bigger;
    return block->bytes;
}

void *dp_stretch(dp_ctx *ctx, void *p, size_t size, size_t bigger)
{
    size_t old;
    size_t new;
    if (!dp_add(size, ALIGN - 1, &old) || !dp_add(bigger, ALIGN - 1, &new) || new > SIZE_MAX / 2) {
        dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "needs more memory than can be addressed");
        return NULL;
    }
    old &= ~(size_t)(ALIGN - 1);
    new &= ~(size_t)(ALIGN - 1);
    struct block *block = ctx->block;
    bool newest = p != NULL && block != NULL && block->used >= old && block->bytes + (block->used - old) == p;
    if (newest && new - old <= block->size - block->used) {
        block->used += new - old;
        return p;
    }
    if (newest && block->used == old) {
        return stretch_block(ctx, new);
    }
    void *moved = dp_take_raw(ctx, bigger, 1);
    if (moved != NULL && size != 0) {
        memcpy(moved, p, size);
    }
    return moved;
}

dp_mark dp_ctx_mark(dp_ctx *ctx)
{
    return (dp_mark){ctx->block, ctx->block != NULL ? ctx->block->used : 0, ctx->total};
}

void dp_ctx_release(dp_ctx *ctx, dp_mark mark)
{
    while (ctx->block != mark.block) {
        struct block *older = ctx->block->older;
        free(ctx->block);
        ctx->block = older;
    }
    if (ctx->block != NULL) {
        ctx->block->used = mark.used;
    }
    ctx->total = mark.total;
}

/* The first error tells most, except where a later one says more about whom to trust: a name that is not safe, then a limit
 * that kept the rest of a damaged file from being looked at. */
static bool outweighs(dp_rc rc, dp_rc first)
{
    return (rc == DP_UNSAFE && first != DP_UNSAFE) || (rc == DP_LIMIT && first == DP_CORRUPT);
}

static dp_rc set_error(dp_ctx *ctx, dp_rc rc, uint64_t offset, const char *path, const char *fmt, va_list args)
{
    dp_record *record = &ctx->record;
    if (record->rc != DP_OK && !outweighs(rc, record->rc)) {
        return record->rc;
    }
    vsnprintf(ctx->what, sizeof ctx->what, fmt, args);
    snprintf(ctx->path, sizeof ctx->path, "%s", path);
    dp_clean(ctx->what);
    dp_clean(ctx->path);
    record->rc = rc;
    record->offset = offset;
    record->path = ctx->path;
    record->what = ctx->what;
    return rc;
}

dp_rc dp_fail(dp_ctx *ctx, dp_rc rc, uint64_t offset, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    rc = set_error(ctx, rc, offset, "", fmt, args);
    va_end(args);
    return rc;
}

dp_rc dp_fail_at(dp_ctx *ctx, dp_rc rc, uint64_t offset, const char *path, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    rc = set_error(ctx, rc, offset, path, fmt, args);
    va_end(args);
    return rc;
}

dp_rc dp_failed(const dp_ctx *ctx)
{
    return ctx->record.rc;
}

void dp_forgive(dp_ctx *ctx)
{
    if (ctx->record.rc != DP_UNSAFE) {
        ctx->record.rc = DP_OK;
        ctx->record.offset = DP_NO_OFFSET;
        ctx->record.path = ctx->record.what = "";
    }
}

/* Names and warnings are kept outside the arena's marks: what was said stays said. */
static void *grow_heap(void *p, size_t count, size_t size)
{
    size_t cap = next_capacity(count);
    return cap != 0 ? realloc(p, cap * size) : p;
}

static const char *keep_text(dp_ctx *ctx, const char *text)
{
    size_t n = strlen(text) + 1;
    struct kept *kept = malloc(sizeof *kept + n);
    if (kept == NULL) {
        return NULL;
    }
    memcpy(kept->text, text, n);
    kept->older = ctx->kept;
    ctx->kept = kept;
    return kept->text;
}

void dp_warn(dp_ctx *ctx, const char *fmt, ...)
{
    char text[MESSAGE];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    dp_clean(text);
    for (size_t i = 0; i < ctx->record.n_warnings; i++) {
        if (strcmp(ctx->warnings[i], text) == 0) {
            return;
        }
    }
    const char *kept = ctx->record.n_warnings < 1000 ? keep_text(ctx, text) : NULL;
    const char **grown = kept != NULL ? grow_heap(ctx->warnings, ctx->record.n_warnings, sizeof *grown) : NULL;
    if (grown != NULL) {
        ctx->warnings = grown;
        ctx->warnings[ctx->record.n_warnings++] = kept;
        ctx->record.warnings = ctx->warnings;
    }
}

void dp_note_name(dp_ctx *ctx, const dp_name_use *use)
{
    dp_record *record = &ctx->record;
    if (use->verdict > record->verdict) {
        record->verdict = use->verdict;
    }
    for (size_t i = 0; i < record->n_names; i++) {
        dp_name_use *seen = &ctx->names[i];
        if (seen->verdict == use->verdict && seen->reach == use->reach && seen->place == use->place
            && strcmp(seen->name, use->name) == 0) {
            seen->count++;
            return;
        }
    }
    if (record->n_names >= ctx->limits.names) {
        dp_warn(ctx, "more than %zu different names; the rest is not listed", ctx->limits.names);
        return;
    }
    const char *name = keep_text(ctx, use->name);
    dp_name_use *grown = name != NULL ? grow_heap(ctx->names, record->n_names, sizeof *grown) : NULL;
    if (grown == NULL) {
        return;
    }
    ctx->names = grown;
    ctx->names[record->n_names] = *use;
    ctx->names[record->n_names].name = name;
    ctx->names[record->n_names].count = 1;
    record->n_names++;
    record->names = ctx->names;
}

void dp_note_codec(dp_ctx *ctx, const char *name)
{
    size_t n = strlen(ctx->codecs);
    snprintf(ctx->codecs + n, sizeof ctx->codecs - n, "%s%s", n != 0 ? "+" : "", name);
}

void dp_note_format(dp_ctx *ctx, const char *name)
{
    ctx->record.format = name;
}

dp_place dp_ctx_place(dp_ctx *ctx, dp_place place)
{
    dp_place before = ctx->place;
    ctx->place = place;
    return before;
}

dp_place dp_ctx_where(const dp_ctx *ctx)
{
    return ctx->place;
}
