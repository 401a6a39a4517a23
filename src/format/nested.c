#include "format/nested.h"

#include "format/search.h"

enum { DEEPEST = 8, SURE = 8 };

struct nested {
    dp_ctx *ctx;      /* where the names go */
    dp_span whole;
    const dp_allow *allow;
    size_t budget;    /* bytes that may still be run: a value made by a recipe need not lie in the file */
};

static void search(struct nested *n, const dp_heap *heap, unsigned depth);

static uint64_t offset_of(const struct nested *n, const dp_obj *obj)
{
    uintptr_t at = (uintptr_t)obj->u.bytes;
    uintptr_t from = (uintptr_t)n->whole.p;
    return at >= from && at < from + n->whole.n ? at - from : obj->offset;
}

/* In a context of its own: names count, and errors and memory do not, when the bytes turn out to be no pickle. */
static void run(struct nested *n, const dp_obj *obj, unsigned depth)
{
    dp_heap *heap = dp_search_apart(n->ctx, obj->len, DP_NESTED);
    if (heap == NULL) {
        return;
    }
    dp_hooks hooks = {.allow = n->allow};
    dp_pickle_facts facts = {0};
    dp_id root;
    size_t used;
    dp_span bytes = {obj->u.bytes, obj->len};
    if (dp_pickle_run(heap, bytes, offset_of(n, obj), &hooks, &facts, &root, &used) == DP_OK) {
        dp_search_take_over(n->ctx, heap);
        search(n, heap, depth + 1);
    }
    dp_ctx_free(dp_heap_ctx(heap));
}

static void search(struct nested *n, const dp_heap *heap, unsigned depth)
{
    dp_id last = dp_heap_last(heap);
    for (dp_id id = 1; id <= last && depth < DEEPEST; id++) {
        const dp_obj *obj = dp_at(heap, id);
        if (obj->kind != DP_K_BYTES && obj->kind != DP_K_BYTEARRAY) {
            continue;
        }
        if (obj->len <= n->budget && dp_pickle_bid((dp_span){obj->u.bytes, obj->len}) >= SURE) {
            n->budget -= obj->len;
            run(n, obj, depth);
        }
    }
}

void dp_nested_search(dp_heap *heap, dp_span whole, const dp_allow *allow)
{
    struct nested n = {dp_heap_ctx(heap), whole, allow, whole.n * DEEPEST};
    search(&n, heap, 0);
}
