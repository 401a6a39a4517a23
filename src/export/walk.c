#include "export/walk.h"

#include "value/array.h"

bool dp_walk_init(dp_walk *w, dp_heap *heap)
{
    size_t n = (size_t)dp_heap_last(heap) + 1;
    *w = (dp_walk){.heap = heap, .ids = n};
    w->seen = dp_take(dp_heap_ctx(heap), n, sizeof *w->seen);
    w->stack = dp_take_raw(dp_heap_ctx(heap), n, sizeof *w->stack); /* each is met once */
    return w->seen != NULL && w->stack != NULL;
}

void dp_walk_begin(dp_walk *w)
{
    w->round++;
    w->n = 0;
}

void dp_walk_meet(dp_walk *w, dp_id id)
{
    if (id != 0 && id < w->ids && w->seen[id] != w->round) {
        w->seen[id] = w->round;
        w->stack[w->n++] = id;
    }
}

dp_id dp_walk_next(dp_walk *w)
{
    return w->n != 0 ? w->stack[--w->n] : 0;
}

static void meet_all(dp_walk *w, const dp_id *item, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        dp_walk_meet(w, item[i]);
    }
}

void dp_walk_inside(dp_walk *w, dp_id id)
{
    const dp_obj *o = dp_at(w->heap, id);
    const dp_array *a = dp_array_of(w->heap, id);
    if (a != NULL) {
        meet_all(w, a->item, a->type.kind == 'O' ? a->count : 0);
    } else if (o->kind == DP_K_MADE) {
        const dp_made *made = o->u.made;
        const dp_id part[] = {made->args, made->kwargs, made->state, made->items, made->pairs};
        meet_all(w, part, sizeof part / sizeof *part);
    } else if (o->kind == DP_K_DICT) {
        meet_all(w, o->u.item, (uint64_t)o->len * 2);
    } else if (o->kind == DP_K_LIST || o->kind == DP_K_TUPLE || o->kind == DP_K_SET || o->kind == DP_K_FROZENSET) {
        meet_all(w, o->u.item, o->len);
    }
}
