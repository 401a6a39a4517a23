/* How many trees an estimator holds, and how large they are: Tree objects found in its state, with or without a converter. */
#include "export/inspect_facts.h"

enum { WORK_PER_OBJECT = 8 }; /* objects looked at in all counts together, for each object of the file */

bool dp_tree_counter_init(dp_tree_counter *c, dp_heap *heap)
{
    size_t n = (size_t)dp_heap_last(heap) + 1;
    size_t places = 1;
    for (dp_id id = 1; id < n; id++) {
        const dp_obj *o = dp_at(heap, id);
        const dp_array *a = dp_array_of(heap, id);
        bool listed = o->kind == DP_K_LIST || o->kind == DP_K_TUPLE;
        places += listed ? o->len : o->kind == DP_K_DICT ? (size_t)o->len * 2 : 0;
        places += a != NULL && a->type.kind == 'O' ? (size_t)a->count : 0;
    }
    *c = (dp_tree_counter){.heap = heap, .work = (uint64_t)n * WORK_PER_OBJECT};
    c->seen = dp_take(dp_heap_ctx(heap), n, sizeof *c->seen);
    c->stack = dp_take_raw(dp_heap_ctx(heap), places, sizeof *c->stack);
    return c->seen != NULL && c->stack != NULL;
}

/* ---- one tree ---- */

static const dp_dtype_field *field_of(const dp_array *nodes, const char *name)
{
    for (uint32_t i = 0; i < nodes->type.n_fields; i++) {
        const dp_dtype_field *f = &nodes->type.fields[i];
        if (dp_span_is(f->name, name) && f->type.kind == 'i') {
            return f;
        }
    }
    return NULL;
}

static int64_t child_of(const dp_array *nodes, const dp_dtype_field *f, uint64_t i)
{
    dp_span bytes = dp_span_cut(nodes->data, (size_t)i * nodes->type.itemsize + f->offset, f->type.itemsize);
    dp_array one = {.type = f->type, .count = 1, .data = bytes};
    return dp_array_i64(&one, 0);
}

/* 0.17 did not record the depth. Children stand behind their parents, so one pass finds it. */
static uint64_t depth_of(dp_tree_counter *c, const dp_array *nodes)
{
    const dp_dtype_field *sides[] = {field_of(nodes, "left_child"), field_of(nodes, "right_child")};
    dp_mark mark = dp_ctx_mark(dp_heap_ctx(c->heap));
    uint32_t *depth = dp_take(dp_heap_ctx(c->heap), (size_t)nodes->count, sizeof *depth);
    uint32_t deepest = 0;
    for (uint64_t i = 0; depth != NULL && sides[0] != NULL && sides[1] != NULL && i < nodes->count; i++) {
        for (size_t k = 0; k < 2; k++) {
            int64_t child = child_of(nodes, sides[k], i);
            if (child > (int64_t)i && (uint64_t)child < nodes->count) {
                depth[child] = depth[i] + 1;
                deepest = depth[child] > deepest ? depth[child] : deepest;
            }
        }
    }
    dp_ctx_release(dp_heap_ctx(c->heap), mark);
    return deepest;
}

static void count_tree(dp_tree_counter *c, dp_id tree, dp_tree_counts *out)
{
    dp_id state = dp_at(c->heap, tree)->u.made->state;
    const dp_array *nodes = dp_array_of(c->heap, dp_obj_get(c->heap, state, "nodes"));
    const dp_obj *depth = dp_at(c->heap, dp_obj_get(c->heap, state, "max_depth"));
    uint64_t deepest = 0;
    out->trees++;
    if (nodes != NULL && nodes->type.kind == 'V') {
        out->nodes += nodes->count;
        deepest = depth->kind == DP_K_INT && depth->u.i >= 0 ? (uint64_t)depth->u.i : depth_of(c, nodes);
    }
    out->deepest = deepest > out->deepest ? deepest : out->deepest;
}

/* ---- the way to them ---- */

static void push_items(dp_tree_counter *c, dp_id id, size_t *n)
{
    const dp_array *a = dp_array_of(c->heap, id);
    dp_id dict = dp_kind_of(c->heap, id) == DP_K_MADE ? dp_model_dict(c->heap, id) : id;
    const dp_obj *o = dp_at(c->heap, dict);
    const dp_id *item = NULL;
    size_t count = 0;
    if (a != NULL && a->type.kind == 'O') {
        item = a->item;
        count = (size_t)a->count;
    } else if (o->kind == DP_K_LIST || o->kind == DP_K_TUPLE || o->kind == DP_K_DICT) {
        item = o->u.item;
        count = o->kind == DP_K_DICT ? (size_t)o->len * 2 : o->len;
    }
    for (size_t i = 0; i < count; i++) {
        if (c->seen[item[i]] != c->round) {
            c->seen[item[i]] = c->round;
            c->stack[(*n)++] = item[i];
        }
    }
}

dp_tree_counts dp_count_trees(dp_tree_counter *c, dp_id estimator)
{
    dp_tree_counts out = {0};
    size_t n = 0;
    if (c->work == 0) {
        return out;
    }
    c->round++;
    c->seen[estimator] = c->round;
    c->stack[n++] = estimator;
    while (n != 0) {
        dp_id id = c->stack[--n];
        c->work -= c->work != 0;
        bool made = dp_kind_of(c->heap, id) == DP_K_MADE;
        if (made && strcmp(dp_obj_class(c->heap, id), "sklearn.tree._tree.Tree") == 0) {
            count_tree(c, id, &out);
        } else {
            push_items(c, id, &n);
        }
    }
    return out;
}
