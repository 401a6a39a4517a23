/* How many trees an estimator holds, and how large they are: Tree objects found in its state, with or without a converter. */
#include "export/inspect_facts.h"

#include <inttypes.h>

enum { WORK_PER_OBJECT = 12 }; /* objects looked at in all counts together, for each object of the file */

bool dp_tree_counter_init(dp_tree_counter *c, dp_heap *heap)
{
    *c = (dp_tree_counter){.work = ((uint64_t)dp_heap_last(heap) + 1) * WORK_PER_OBJECT};
    return dp_walk_init(&c->walk, heap);
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
static uint64_t depth_of(dp_ctx *ctx, const dp_array *nodes)
{
    const dp_dtype_field *sides[] = {field_of(nodes, "left_child"), field_of(nodes, "right_child")};
    dp_mark mark = dp_ctx_mark(ctx);
    uint32_t *depth = dp_take(ctx, (size_t)nodes->count, sizeof *depth);
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
    dp_ctx_release(ctx, mark);
    return deepest;
}

static void count_tree(dp_heap *heap, dp_id tree, dp_tree_counts *out)
{
    dp_id state = dp_at(heap, tree)->u.made->state;
    const dp_array *nodes = dp_array_of(heap, dp_obj_get(heap, state, "nodes"));
    const dp_obj *depth = dp_at(heap, dp_obj_get(heap, state, "max_depth"));
    uint64_t deepest = 0;
    out->trees++;
    if (nodes != NULL && nodes->type.kind == 'V') {
        out->nodes += nodes->count;
        deepest = depth->kind == DP_K_INT && depth->u.i >= 0 ? (uint64_t)depth->u.i : depth_of(dp_heap_ctx(heap), nodes);
    }
    out->deepest = deepest > out->deepest ? deepest : out->deepest;
}

const char *dp_trees_text(dp_ctx *ctx, const dp_tree_counts *trees)
{
    if (trees->trees <= 1) {
        return trees->trees == 0 ? "" : dp_take_printf(ctx, "%" PRIu64 " nodes, depth %" PRIu64, trees->nodes, trees->deepest);
    }
    return dp_take_printf(ctx, "%" PRIu64 " of %" PRIu64 " nodes in all, deepest %" PRIu64, trees->trees, trees->nodes, trees->deepest);
}

/* ---- the way to them ---- */

bool dp_is_tree(dp_heap *heap, dp_id id)
{
    return dp_kind_of(heap, id) == DP_K_MADE && strcmp(dp_obj_class(heap, id), "sklearn.tree._tree.Tree") == 0;
}

dp_tree_counts dp_count_trees(dp_tree_counter *c, dp_id estimator)
{
    dp_tree_counts out = {0};
    if (c->work == 0) {
        return out;
    }
    dp_walk_begin(&c->walk);
    dp_walk_meet(&c->walk, estimator);
    for (dp_id id = dp_walk_next(&c->walk); id != 0; id = dp_walk_next(&c->walk)) {
        c->work -= c->work != 0;
        if (dp_is_tree(c->walk.heap, id)) {
            count_tree(c->walk.heap, id, &out);
        } else {
            dp_walk_inside(&c->walk, id);
        }
    }
    return out;
}
