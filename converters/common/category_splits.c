#include "converters/common/category_splits.h"

#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

/* One split: sides as bytes, in the order below, above, nan, 0, 1, 2 … */
struct split {
    uint64_t feature;
    uint8_t *side;
    size_t n; /* of values */
};

struct dp_category_splits {
    uint64_t n_features;
    bool cut;
    struct split *split;
    size_t n;
};

enum { BELOW, ABOVE, NOT_A_NUMBER, FIRST };

dp_category_splits *dp_category_splits_new(dp_state *s, uint64_t n_features, bool cut)
{
    dp_category_splits *splits = dp_state_take(s, 1, sizeof *splits);
    if (splits != NULL) {
        splits->n_features = n_features;
        splits->cut = cut;
    }
    return splits;
}

uint64_t dp_category_splits_width(const dp_category_splits *splits)
{
    return splits->n_features + splits->n;
}

static bool is_this(const struct split *a, uint64_t feature, const dp_category_sides *sides)
{
    return a->feature == feature && a->n == sides->n && a->side[BELOW] == sides->below && a->side[ABOVE] == sides->above
           && a->side[NOT_A_NUMBER] == sides->nan && memcmp(a->side + FIRST, sides->side, sides->n) == 0;
}

uint32_t dp_category_split(dp_state *s, dp_category_splits *splits, uint64_t feature, const dp_category_sides *sides)
{
    if (s->failed) {
        return 0;
    }
    for (size_t i = 0; i < splits->n; i++) {
        if (is_this(&splits->split[i], feature, sides)) {
            return (uint32_t)(splits->n_features + i);
        }
    }
    if (feature >= splits->n_features || dp_category_splits_width(splits) >= INT32_MAX) {
        dp_corrupt(s, "a split by category of feature %" PRIu64 ", but there are %" PRIu64, feature, splits->n_features);
        return 0;
    }
    struct split *split = dp_grow(s->ctx, &splits->split, splits->n, sizeof *split);
    uint8_t *side = dp_state_take(s, sides->n + FIRST, 1);
    if (split == NULL || side == NULL) {
        s->failed = true;
        return 0;
    }
    side[BELOW] = sides->below;
    side[ABOVE] = sides->above;
    side[NOT_A_NUMBER] = sides->nan;
    memcpy(side + FIRST, sides->side, sides->n);
    *split = (struct split){.feature = feature, .side = side, .n = sides->n};
    return (uint32_t)(splits->n_features + splits->n++);
}

static double code(uint8_t side)
{
    return side == DP_SIDE_MISSING ? (double)NAN : side == DP_SIDE_LEFT ? 0.0 : 1.0;
}

/* A table [most + 3, k] of the splits of one feature: its lines are below 0, the values up to most, and NaN. */
static double *side_table(dp_graph *g, const dp_category_splits *splits, uint64_t feature, uint64_t k, size_t most)
{
    double *table = dp_graph_take(g, k * (most + 3), sizeof *table);
    uint64_t column = 0;
    for (size_t i = 0; i < splits->n && table != NULL; i++) {
        const struct split *split = &splits->split[i];
        if (split->feature != feature) {
            continue;
        }
        table[column] = code(split->side[BELOW]);
        for (size_t v = 0; v <= most; v++) {
            table[(v + 1) * k + column] = code(v < split->n ? split->side[FIRST + v] : split->side[ABOVE]);
        }
        table[(most + 2) * k + column] = code(split->side[NOT_A_NUMBER]);
        column++;
    }
    return table;
}

/* Which line of the table each row has. */
static dp_val line_of(dp_graph *g, const dp_category_splits *splits, dp_val v, size_t most)
{
    dp_val is_nan = dp_unary(g, DP_OP_IS_NAN, v);
    dp_val below = splits->cut ? dp_binary(g, DP_OP_LESS_OR_EQUAL, v, dp_scalar(g, -1.0))
                               : dp_binary(g, DP_OP_LESS, v, dp_scalar(g, 0.0));
    dp_val number = dp_choose(g, is_nan, dp_scalar(g, (double)most), v);
    number = dp_binary(g, DP_OP_MAX, number, dp_scalar(g, 0.0));
    number = dp_cast(g, dp_binary(g, DP_OP_MIN, number, dp_scalar(g, (double)most)), DP_T_I64);
    dp_val line = dp_binary(g, DP_OP_SUB, number, dp_cast(g, below, DP_T_I64));
    line = dp_binary(g, DP_OP_ADD, line, dp_cast(g, is_nan, DP_T_I64));
    return dp_binary(g, DP_OP_ADD, line, dp_scalar_i64(g, 1));
}

static dp_val feature_columns(dp_graph *g, const dp_category_splits *splits, dp_val x, uint64_t feature, uint64_t k, size_t most)
{
    int64_t *index = dp_graph_take(g, 1, sizeof *index);
    double *table = side_table(g, splits, feature, k, most);
    if (g->failed) {
        return 0;
    }
    *index = (int64_t)feature;
    dp_val line = line_of(g, splits, dp_columns(g, x, index, 1), most);
    return dp_gather(g, dp_matrix(g, table, most + 3, k), dp_flat(g, line), 0);
}

/* Columns stand feature by feature, the splits in their own order: place[i] of split i among the former. */
static dp_val in_order(dp_graph *g, const dp_category_splits *splits, dp_val all)
{
    int64_t *place = dp_graph_take(g, dp_category_splits_width(splits), sizeof *place);
    if (g->failed) {
        return 0;
    }
    int64_t next = 0;
    for (; next < (int64_t)splits->n_features; next++) {
        place[next] = next;
    }
    for (uint64_t f = 0; f < splits->n_features; f++) {
        for (size_t i = 0; i < splits->n; i++) {
            if (splits->split[i].feature == f) {
                place[splits->n_features + i] = next++;
            }
        }
    }
    return dp_columns(g, all, place, dp_category_splits_width(splits));
}

dp_val dp_category_columns(dp_graph *g, const dp_category_splits *splits, dp_val x)
{
    dp_val all = x;
    for (uint64_t f = 0; f < splits->n_features && !g->failed; f++) {
        uint64_t k = 0;
        size_t most = 0;
        for (size_t i = 0; i < splits->n; i++) {
            const struct split *split = &splits->split[i];
            k += split->feature == f;
            most = split->feature == f && split->n > most ? split->n : most;
        }
        if (k != 0) {
            dp_val both[] = {all, feature_columns(g, splits, x, f, k, most)};
            all = dp_concat(g, both, 2, 1);
        }
    }
    return splits->n == 0 || g->failed ? all : in_order(g, splits, all);
}
