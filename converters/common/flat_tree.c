#include "converters/common/flat_tree.h"

#include <inttypes.h>
#include <stddef.h>

static const dp_tree_layout layout = {
    .stride = sizeof(dp_flat_node), .left = offsetof(dp_flat_node, left), .right = offsetof(dp_flat_node, right),
    .feature = offsetof(dp_flat_node, feature), .threshold = offsetof(dp_flat_node, threshold),
    .missing = offsetof(dp_flat_node, missing_left), .index_size = 4, .threshold_size = 8,
};

/* A tree on its way to preorder. */
struct walk {
    const dp_flat_node *from;
    uint32_t n;
    dp_flat_node *to;
    uint32_t *origin;
    uint32_t *parent; /* of those on the stack: the new number of the node whose right side it is */
    uint32_t *stack;
    uint8_t *seen;
    uint32_t top, done;
};

static bool check_split(dp_state *s, const char *what, const struct walk *w, uint32_t i, uint64_t n_features)
{
    const dp_flat_node *node = &w->from[i];
    if (node->right < 0 || (uint32_t)node->left >= w->n || (uint32_t)node->right >= w->n || node->left == node->right) {
        dp_corrupt(s, "%s: node %" PRIu32 ": expected two children among %" PRIu32 " nodes, found %" PRId32 " and %" PRId32,
                   what, i, w->n, node->left, node->right);
        return false;
    }
    if (node->feature < 0 || (uint64_t)node->feature >= n_features) {
        dp_corrupt(s, "%s: node %" PRIu32 ": expected a feature in 0..%" PRIu64 ", found %" PRId32, what, i, n_features - 1,
                   node->feature);
        return false;
    }
    if (node->threshold != node->threshold) {
        dp_corrupt(s, "%s: node %" PRIu32 ": expected a threshold, found NaN", what, i);
        return false;
    }
    return true;
}

/* Preorder with a stack of right sides, as deep as the tree. */
static bool walk(dp_state *s, const char *what, struct walk *w, uint64_t n_features)
{
    uint32_t i = 0;
    for (;;) {
        if (w->seen[i]) {
            dp_corrupt(s, "%s: node %" PRIu32 ": expected one parent, found two", what, i);
            return false;
        }
        w->seen[i] = 1;
        uint32_t here = w->done++;
        w->origin[here] = i;
        w->to[here] = w->from[i];
        if (w->from[i].left >= 0) {
            if (!check_split(s, what, w, i, n_features)) {
                return false;
            }
            w->stack[w->top] = (uint32_t)w->from[i].right;
            w->parent[w->top++] = here;
            w->to[here].left = (int32_t)here + 1;
            i = (uint32_t)w->from[i].left;
            continue;
        }
        w->to[here].left = w->to[here].right = -1;
        if (w->top == 0) {
            return true;
        }
        i = w->stack[--w->top];
        w->to[w->parent[w->top]].right = (int32_t)w->done;
    }
}

bool dp_flat_tree_make(dp_state *s, const char *what, const dp_flat_node *node, uint32_t n, uint64_t n_features, bool all,
                       dp_flat_tree *out)
{
    if (s->failed || n == 0 || n > INT32_MAX) {
        dp_corrupt(s, "%s: expected from 1 to %d nodes, found %" PRIu32, what, INT32_MAX, n);
        return false;
    }
    struct walk w = {.from = node, .n = n};
    w.to = dp_state_take(s, n, sizeof *w.to);
    w.origin = dp_state_take(s, n, sizeof *w.origin);
    dp_mark mark = dp_ctx_mark(s->ctx);
    w.parent = dp_state_take(s, n, sizeof *w.parent);
    w.stack = dp_state_take(s, n, sizeof *w.stack);
    w.seen = dp_state_take(s, n, 1);
    bool good = !s->failed && walk(s, what, &w, n_features);
    dp_ctx_release(s->ctx, mark);
    if (good && all && w.done != n) {
        dp_corrupt(s, "%s: expected every node to be reached from the root, found %" PRIu32 " of %" PRIu32, what, w.done, n);
        good = false;
    }
    if (good) {
        *out = (dp_flat_tree){.tree = {.node = (const uint8_t *)w.to, .n = w.done, .at = layout}, .origin = w.origin};
    }
    return good;
}
