#include "converters/common/set_distance.h"

bool dp_set_distance_of(const char *name, dp_set_distance *out)
{
    static const struct { const char *name; dp_set_distance how; } known[] = {
        {"jaccard", DP_JACCARD}, {"dice", DP_DICE}, {"matching", DP_MATCHING}, {"kulsinski", DP_KULSINSKI},
        {"rogerstanimoto", DP_ROGERS_TANIMOTO}, {"sokalmichener", DP_ROGERS_TANIMOTO}, {"russellrao", DP_RUSSELL_RAO},
        {"sokalsneath", DP_SOKAL_SNEATH}, {"yule", DP_YULE},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (strcmp(name, known[k].name) == 0) {
            *out = known[k].how;
            return true;
        }
    }
    return false;
}

/* How many features two sets have in common, and each has. Counts up to 2^53 are exact in float64, in any order of sums. */
struct counts {
    dp_val both;     /* [N, points] */
    dp_val in_x;     /* [N, 1] */
    dp_val in_point; /* [points] */
    dp_val unlike;   /* [N, points]: features that one of them has */
    double features;
};

static struct counts count(dp_graph *g, dp_val x, const dp_nums *points)
{
    uint64_t n = points->dim[0];
    uint64_t d = points->dim[1];
    struct counts c = {.features = (double)d};
    double *there = dp_graph_take(g, points->count, sizeof *there);
    double *size = dp_graph_take(g, n, sizeof *size);
    for (uint64_t i = 0; i < points->count && !g->failed; i++) {
        there[i] = points->v[i] != 0.0;
        size[i / d] += there[i];
    }
    if (g->failed) {
        return c;
    }
    dp_val is = dp_cast(g, dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_EQUAL, x, dp_scalar(g, 0.0))), DP_T_F64);
    c.both = dp_affine(g, is, there, n, d, NULL, 0);
    c.in_x = dp_reduce_sum(g, is, 1, true);
    c.in_point = dp_row(g, size, n);
    c.unlike = dp_minus(g, dp_plus(g, c.in_x, c.in_point), dp_plus(g, c.both, c.both));
    return c;
}

/* 2 ab / (both · neither + ab), of a, how many only the one has, and b, only the other. */
static dp_val yule(dp_graph *g, const struct counts *c)
{
    dp_val neither = dp_minus(g, dp_minus(g, dp_scalar(g, c->features), c->both), c->unlike);
    dp_val product = dp_times(g, dp_minus(g, c->in_x, c->both), dp_minus(g, c->in_point, c->both));
    return dp_divide_or_a(g, dp_plus(g, product, product), dp_plus(g, dp_times(g, c->both, neither), product));
}

dp_val dp_set_distance_emit(dp_graph *g, dp_set_distance how, dp_val x, const dp_nums *points)
{
    struct counts c = count(g, x, points);
    dp_val all = dp_scalar(g, c.features);
    switch (how) {
    case DP_JACCARD:
        return dp_divide_or_a(g, c.unlike, dp_plus(g, c.unlike, c.both));
    case DP_DICE:
        return dp_divide_or_a(g, c.unlike, dp_plus(g, c.in_x, c.in_point));
    case DP_KULSINSKI:
        return dp_over(g, dp_plus(g, dp_minus(g, c.unlike, c.both), all), dp_plus(g, c.unlike, all));
    case DP_ROGERS_TANIMOTO:
        return dp_over(g, dp_plus(g, c.unlike, c.unlike), dp_plus(g, all, c.unlike));
    case DP_RUSSELL_RAO:
        return dp_over(g, dp_minus(g, all, c.both), all);
    case DP_SOKAL_SNEATH:
        return dp_divide_or_a(g, c.unlike, dp_plus(g, c.unlike, dp_scaled(g, c.both, 0.5)));
    case DP_YULE:
        return yule(g, &c);
    case DP_MATCHING:
        break;
    }
    return dp_over(g, c.unlike, all);
}
