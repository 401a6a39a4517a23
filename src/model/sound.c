#include "model/sound.h"

#include "value/array.h"

enum color { WHITE, GREY, BLACK };

/* What is known of a node once all below it was seen. */
struct below {
    uint64_t size;    /* values written out, saturating */
    uint32_t objects; /* MADE nodes on the longest way down */
};

struct frame {
    dp_id id;
    uint32_t next; /* child to visit next */
};

struct walk {
    dp_heap *heap;
    dp_ctx *ctx;
    uint8_t *color;
    struct below *below;
    struct frame *stack;
    size_t n, most;
    dp_soundness *out;
};

static const dp_id *children(const dp_heap *heap, dp_id id, dp_id own[5], size_t *n)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a;
    switch ((dp_kind)o->kind) {
    case DP_K_LIST:
    case DP_K_TUPLE:
    case DP_K_SET:
    case DP_K_FROZENSET: *n = o->len; return o->u.item;
    case DP_K_DICT: *n = (size_t)o->len * 2; return o->u.item;
    case DP_K_SLICE: *n = 3; return o->u.item;
    case DP_K_ARRAY:
        a = o->u.value;
        *n = a->type.kind == 'O' ? (size_t)a->count : 0;
        return a->item;
    case DP_K_MADE:
        own[0] = o->u.made->args;
        own[1] = o->u.made->kwargs;
        own[2] = o->u.made->state;
        own[3] = o->u.made->items;
        own[4] = o->u.made->pairs;
        *n = 5;
        return own;
    case DP_K_NONE: case DP_K_BOOL: case DP_K_INT: case DP_K_LONG: case DP_K_FLOAT: case DP_K_TEXT: case DP_K_BYTES:
    case DP_K_BYTEARRAY: case DP_K_GLOBAL: case DP_K_SCALAR: case DP_K_DTYPE: case DP_K_SPARSE: case DP_K_COMPLEX:
    case DP_K_OPAQUE: break;
    }
    *n = 0;
    return NULL;
}

static dp_rc push(struct walk *w, dp_id id)
{
    if (w->n == w->most) {
        return dp_fail(w->ctx, DP_LIMIT, dp_at(w->heap, id)->offset, "values nested deeper than the limit (--max-depth)");
    }
    w->color[id] = GREY;
    w->stack[w->n++] = (struct frame){id, 0};
    return DP_OK;
}

static uint64_t add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* A finished child's sums go into its parent's. */
static void join(struct below *parent, const struct below *child)
{
    parent->size = add(parent->size, child->size);
    parent->objects = child->objects > parent->objects ? child->objects : parent->objects;
}

static dp_rc finish(struct walk *w, dp_id id)
{
    const dp_limits *limits = dp_ctx_limits(w->ctx);
    const dp_obj *o = dp_at(w->heap, id);
    struct below *b = &w->below[id];
    bool made = o->kind == DP_K_MADE;
    b->size = add(b->size, 1);
    b->objects += made;
    w->out->objects += made;
    w->color[id] = BLACK;
    if (b->size > limits->nodes) {
        return dp_fail(w->ctx, DP_LIMIT, o->offset, "more than %zu values when shared ones are counted each time",
                       limits->nodes);
    }
    if (b->objects > limits->estimators) {
        return dp_fail(w->ctx, DP_LIMIT, o->offset, "objects nested deeper than %zu", limits->estimators);
    }
    return DP_OK;
}

static dp_rc visit(struct walk *w, dp_id child, struct below *parent)
{
    if (w->color[child] == GREY) {
        return dp_fail(w->ctx, DP_CORRUPT, dp_at(w->heap, child)->offset, "expected a value, found one that contains itself");
    }
    if (w->color[child] == BLACK) {
        join(parent, &w->below[child]);
        return DP_OK;
    }
    return push(w, child);
}

static dp_rc step(struct walk *w)
{
    dp_id own[5];
    size_t n;
    struct frame *top = &w->stack[w->n - 1];
    const dp_id *child = children(w->heap, top->id, own, &n);
    if (top->next < n) {
        dp_id id = child[top->next++];
        return id != 0 ? visit(w, id, &w->below[top->id]) : DP_OK;
    }
    dp_id done = top->id;
    DP_TRY(finish(w, done));
    w->n--;
    if (w->n != 0) {
        join(&w->below[w->stack[w->n - 1].id], &w->below[done]);
    }
    return DP_OK;
}

dp_rc dp_check_sound(dp_heap *heap, dp_id root, dp_soundness *out)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_limits *limits = dp_ctx_limits(ctx);
    size_t ids = (size_t)dp_heap_last(heap) + 1;
    struct walk w = {.heap = heap, .ctx = ctx, .out = out};
    *out = (dp_soundness){0};
    w.most = limits->depth + 3 * limits->estimators; /* an object is three levels: itself, its state, a list in it */
    w.color = dp_take(ctx, ids, 1);
    w.below = dp_take(ctx, ids, sizeof *w.below);
    w.stack = dp_take(ctx, w.most, sizeof *w.stack);
    if (w.color == NULL || w.below == NULL || w.stack == NULL) {
        return dp_failed(ctx);
    }
    dp_rc rc = push(&w, root);
    while (rc == DP_OK && w.n != 0) {
        rc = step(&w);
    }
    return rc;
}
