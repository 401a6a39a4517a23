#include "export/sizes.h"

#include "export/inspect_facts.h"

#include <stdlib.h>

enum { NUMBER = 8, LARGEST_RAW = 16 };

struct scale {
    dp_walk *walk;
    dp_ctx *ctx;
    uint64_t nodes, values; /* of the trees on it */
};

static uint64_t bytes_of_array(const dp_array *a)
{
    return a->type.kind == 'O' ? a->mask.n : (uint64_t)a->data.n + a->mask.n;
}

static uint64_t bytes_of(const dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    const dp_sparse *s = o->kind == DP_K_SPARSE ? o->u.value : NULL;
    if (a != NULL) {
        return bytes_of_array(a);
    }
    if (s != NULL) {
        return bytes_of_array(s->data) + bytes_of_array(s->indices) + (s->indptr != NULL ? bytes_of_array(s->indptr) : 0);
    }
    switch ((dp_kind)o->kind) {
    case DP_K_TEXT: case DP_K_BYTES: case DP_K_BYTEARRAY: case DP_K_LONG: return o->len;
    case DP_K_INT: case DP_K_FLOAT: return NUMBER;
    case DP_K_COMPLEX: return LARGEST_RAW;
    case DP_K_BOOL: case DP_K_NONE: return 1;
    case DP_K_LIST: case DP_K_TUPLE: case DP_K_SET: case DP_K_FROZENSET: case DP_K_DICT: case DP_K_GLOBAL: case DP_K_MADE:
    case DP_K_ARRAY: case DP_K_SCALAR: case DP_K_DTYPE: case DP_K_SPARSE: case DP_K_SLICE: case DP_K_OPAQUE: break;
    }
    return 0;
}

static uint64_t array_in(const dp_heap *heap, dp_id dict, const char *key)
{
    const dp_array *a = dp_array_of(heap, dp_obj_get(heap, dict, key));
    return a != NULL ? bytes_of_array(a) : 0;
}

/* All that it holds, and nobody before it did. */
static uint64_t weigh(struct scale *s, dp_id id)
{
    dp_heap *heap = s->walk->heap;
    uint64_t bytes = 0;
    dp_walk_meet(s->walk, id);
    for (dp_id at = dp_walk_next(s->walk); at != 0; at = dp_walk_next(s->walk)) {
        if (dp_is_tree(heap, at)) {
            s->nodes += array_in(heap, dp_at(heap, at)->u.made->state, "nodes");
            s->values += array_in(heap, dp_at(heap, at)->u.made->state, "values");
        }
        bytes += bytes_of(heap, at);
        dp_walk_inside(s->walk, at);
    }
    return bytes;
}

static int by_bytes(const void *a, const void *b)
{
    const dp_part *x = a;
    const dp_part *y = b;
    return x->bytes != y->bytes ? (x->bytes < y->bytes ? 1 : -1) : x->at < y->at ? -1 : x->at > y->at;
}

/* Its own attributes; those inside have been weighed. */
static void measure_parts(struct scale *s, dp_described *d)
{
    dp_heap *heap = s->walk->heap;
    const dp_obj *dict = dp_at(heap, dp_model_dict(heap, d->obj));
    size_t n = dict->kind == DP_K_DICT ? dict->len : 0;
    d->part = dp_take(s->ctx, n, sizeof *d->part);
    for (size_t i = 0; d->part != NULL && i < n; i++) {
        s->nodes = s->values = 0;
        uint64_t bytes = weigh(s, dict->u.item[2 * i + 1]);
        dp_span name = dp_obj_bytes(heap, dict->u.item[2 * i]);
        if (bytes != 0 && name.p != NULL) {
            d->part[d->n_parts] = (dp_part){name, bytes, s->nodes, s->values, d->n_parts};
            d->n_parts++;
        }
        d->bytes += bytes;
    }
    if (d->part != NULL) {
        qsort(d->part, d->n_parts, sizeof *d->part, by_bytes);
    }
}

static void measure(struct scale *s, dp_described *d)
{
    for (size_t i = 0; i < d->n_inside; i++) {
        measure(s, d->inside[i]);
        d->bytes += d->inside[i]->bytes;
    }
    measure_parts(s, d);
    d->bytes += weigh(s, d->obj);
}

void dp_measure(dp_walk *walk, dp_id root, dp_description *what)
{
    struct scale s = {.walk = walk, .ctx = dp_heap_ctx(walk->heap)};
    dp_walk_begin(walk);
    for (size_t i = 0; i < what->n_models; i++) {
        measure(&s, what->model[i]);
        what->bytes += what->model[i]->bytes;
    }
    what->bytes += weigh(&s, root);
}
