/* Which verdict a use of a name gets, and how uses come into the record: each once, however often it is met. */
#include "base/text.h"
#include "pickle/heap.h"

enum { PLACES = DP_AFTER_FAULT + 1, SEEN_FIRST = 64, NAME_ROOM = 64 << 10 };

struct judgement {
    dp_verdict verdict;
    const char *reason;
};

bool dp_name_allowed(const dp_allow *allow, dp_span module, dp_span name)
{
    for (size_t i = 0; allow != NULL && i < allow->n; i++) {
        dp_span text = dp_span_of(allow->names[i]);
        if (text.n == module.n + 1 + name.n && memcmp(text.p, module.p, module.n) == 0 && text.p[module.n] == '.'
            && memcmp(text.p + module.n + 1, name.p, name.n) == 0) {
            return memchr(name.p, '.', name.n) == NULL;
        }
    }
    return false;
}

static struct judgement judge_row(const dp_name *row, dp_reach reach)
{
    if (row->role == DP_R_DANGER) {
        return (struct judgement){DP_DANGEROUS, row->reason};
    }
    if (reach == DP_STATE_SET) {
        return (struct judgement){DP_DANGEROUS, "sets attributes of a class or function"};
    }
    if (row->role == DP_R_DATA && reach != DP_HELD) {
        return (struct judgement){DP_DANGEROUS, "may be held, but is called here"};
    }
    if (row->role == DP_R_CLASS && reach == DP_CALLED) {
        return (struct judgement){DP_UNKNOWN, "its constructor is called"};
    }
    return (struct judgement){DP_SAFE, ""};
}

static struct judgement judge(const dp_global *global, dp_reach reach, const dp_allow *allow)
{
    struct judgement found = {DP_UNKNOWN, ""};
    if (global->row != NULL) {
        found = judge_row(global->row, reach);
    } else if (reach == DP_STATE_SET) {
        found = (struct judgement){DP_DANGEROUS, "sets attributes of a class or function"};
    } else if (global->name.n != 0 && memchr(global->name.p, '.', global->name.n) != NULL) {
        found = (struct judgement){DP_DANGEROUS, "walks through attributes to something that is not named"};
    }
    if (found.verdict == DP_UNKNOWN && dp_name_allowed(allow, global->module, global->name)) {
        return (struct judgement){DP_SAFE, "allowed by the caller"};
    }
    return found;
}

static uint32_t bit_of(const dp_heap *heap, dp_reach reach)
{
    return UINT32_C(1) << ((unsigned)reach * PLACES + (unsigned)dp_ctx_where(heap->ctx));
}

/* Number of a row in the table; SIZE_MAX for none, and for rows made for allowed names. */
static size_t row_number(const dp_name *row)
{
    size_t n;
    const dp_name *rows = dp_names(&n);
    uintptr_t first = (uintptr_t)rows;
    uintptr_t here = (uintptr_t)row;
    return row != NULL && here >= first && here < first + n * sizeof *rows ? (here - first) / sizeof *rows : SIZE_MAX;
}

bool dp_use_noted(const dp_heap *heap, const dp_global *global, dp_reach reach)
{
    size_t i = row_number(global->row);
    return heap->noted != NULL && i != SIZE_MAX && (heap->noted[i] & bit_of(heap, reach)) != 0;
}

/* Marks a use of a row; false where it was marked before. */
static bool mark_row(dp_heap *heap, size_t i, dp_reach reach)
{
    size_t n;
    dp_names(&n);
    if (heap->noted == NULL) {
        heap->noted = dp_take(heap->ctx, n, sizeof *heap->noted);
    }
    if (heap->noted == NULL) {
        return true;
    }
    bool fresh = (heap->noted[i] & bit_of(heap, reach)) == 0;
    heap->noted[i] |= bit_of(heap, reach);
    return fresh;
}

static void grow_seen(dp_heap *heap)
{
    uint64_t *old = heap->seen;
    size_t old_cap = heap->seen_cap;
    if (old == NULL) {
        heap->seen_key = dp_hash_key_new();
    }
    size_t cap = old_cap == 0 ? SEEN_FIRST : old_cap * 2;
    uint64_t *seen = dp_take(heap->ctx, cap, sizeof *seen);
    if (seen == NULL) {
        return;
    }
    for (size_t i = 0; i < old_cap; i++) {
        size_t k = (size_t)old[i] & (cap - 1);
        while (old[i] != 0 && seen[k] != 0) {
            k = (k + 1) & (cap - 1);
        }
        if (old[i] != 0) {
            seen[k] = old[i];
        }
    }
    heap->seen = seen;
    heap->seen_cap = cap;
}

/* The same for names outside the table. Once there are more than are listed, all count as met. */
static bool mark_name(dp_heap *heap, dp_span module, dp_span name, dp_reach reach)
{
    if (heap->n_seen > dp_ctx_limits(heap->ctx)->names) {
        return false;
    }
    if (2 * (heap->n_seen + 1) > heap->seen_cap) {
        grow_seen(heap);
    }
    if (heap->n_seen + 1 >= heap->seen_cap) {
        return true; /* memory is out: better twice than never */
    }
    dp_hash_key key = heap->seen_key;
    uint64_t hash = dp_hash(&key, module);
    key.k0 ^= hash;
    hash = (dp_hash(&key, name) + bit_of(heap, reach)) | 1;
    size_t k = (size_t)hash & (heap->seen_cap - 1);
    while (heap->seen[k] != 0 && heap->seen[k] != hash) {
        k = (k + 1) & (heap->seen_cap - 1);
    }
    bool fresh = heap->seen[k] == 0;
    heap->seen[k] = hash;
    heap->n_seen += fresh;
    return fresh;
}

static void note(dp_heap *heap, const char *name, const dp_name *row, struct judgement found, dp_reach reach,
                 uint64_t offset)
{
    dp_name_use use = {
        .name = name,
        .canonical = row != NULL && strcmp(row->canonical, name) != 0 ? row->canonical : "",
        .offset = offset,
        .verdict = found.verdict,
        .reach = reach,
        .place = dp_ctx_where(heap->ctx),
        .reason = found.reason,
    };
    dp_note_name(heap->ctx, &use);
}

const char *dp_name_text(dp_heap *heap, const dp_global *global)
{
    size_t most = dp_ctx_limits(heap->ctx)->name;
    const char *module = dp_escape(heap->ctx, global->module, most);
    return dp_take_printf(heap->ctx, "%s.%s", module, dp_escape(heap->ctx, global->name, most));
}

void dp_note_use(dp_heap *heap, const dp_global *global, dp_reach reach, uint64_t offset, const dp_allow *allow)
{
    size_t i = row_number(global->row);
    bool fresh = i != SIZE_MAX ? mark_row(heap, i, reach) : mark_name(heap, global->module, global->name, reach);
    if (!fresh) {
        return;
    }
    dp_ctx_reserve(heap->ctx, NAME_ROOM);
    dp_mark mark = dp_ctx_mark(heap->ctx); /* the record keeps a copy of its own */
    note(heap, dp_name_text(heap, global), global->row, judge(global, reach, allow), reach, offset);
    dp_ctx_release(heap->ctx, mark);
}

void dp_note_odd(dp_heap *heap, const char *name, dp_verdict verdict, dp_reach reach, uint64_t offset,
                 const char *reason)
{
    if (mark_name(heap, (dp_span){NULL, 0}, dp_span_of(name), reach)) {
        note(heap, name, NULL, (struct judgement){verdict, reason}, reach, offset);
    }
}
