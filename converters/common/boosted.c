#include "converters/common/boosted.h"

#include <inttypes.h>
#include <math.h>

void dp_boosted_begin(dp_state *s, dp_boosted *b, size_t outputs, size_t most, uint64_t n_features, bool cut)
{
    *b = (dp_boosted){.outputs = outputs};
    b->builder = dp_state_take(s, outputs, sizeof *b->builder);
    b->forest = dp_state_take(s, outputs, sizeof *b->forest);
    b->table = dp_state_take(s, outputs, sizeof *b->table);
    b->splits = dp_category_splits_new(s, n_features, cut);
    for (size_t k = 0; !s->failed && k < outputs; k++) {
        b->builder[k] = dp_forest_begin(s->ctx, most != 0 ? most : 1, n_features, 1);
    }
}

struct leaves {
    const double *value;
    const uint32_t *origin;
};

static void fill(const void *self, uint32_t leaf, double *row)
{
    const struct leaves *l = self;
    row[0] = l->value[l->origin[leaf]];
}

void dp_boosted_add(dp_state *s, dp_boosted *b, size_t output, const char *what, const dp_flat_node *node, const double *value,
                    uint32_t n, bool all)
{
    dp_flat_tree flat;
    for (uint32_t i = 0; !s->failed && i < n; i++) {
        if (node[i].left < 0 && !isfinite(value[i])) {
            dp_corrupt(s, "%s: leaf %" PRIu32 ": expected a finite number", what, i);
        }
    }
    if (!s->failed && dp_flat_tree_make(s, what, node, n, dp_category_splits_width(b->splits), all, &flat)) {
        struct leaves leaves = {value, flat.origin};
        dp_forest_add_filled(b->builder[output], &flat.tree, fill, &leaves);
    }
}

void dp_boosted_end(dp_state *s, dp_boosted *b)
{
    static const dp_flat_node leaf = {.left = -1, .right = -1};
    static const double zero = 0.0;
    for (size_t k = 0; !s->failed && k < b->outputs; k++) {
        if (dp_forest_is_empty(b->builder[k])) {
            dp_boosted_add(s, b, k, "no tree", &leaf, &zero, 1, true);
        }
        dp_forest_widen(b->builder[k], dp_category_splits_width(b->splits));
        b->forest[k] = s->failed ? NULL : dp_forest_end(b->builder[k], &b->table[k]);
        s->failed = b->forest[k] == NULL;
    }
}

int32_t dp_boosted_index(double v)
{
    return v >= INT32_MIN && v < INT32_MAX && v == floor(v) ? (int32_t)v : INT32_MAX;
}
