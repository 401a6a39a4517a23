#include "converters/common/pairs.h"

/* +1 (or -1) where pair k is one of class c with another: [classes, pairs]. */
static const double *signs(dp_graph *g, size_t classes, uint64_t pairs)
{
    double *v = dp_graph_take(g, classes * pairs, sizeof *v);
    uint64_t pair = 0;
    for (size_t i = 0; v != NULL && i < classes; i++) {
        for (size_t j = i + 1; j < classes; j++, pair++) {
            v[i * pairs + pair] = 1.0;
            v[j * pairs + pair] = -1.0;
        }
    }
    return v;
}

static uint64_t pairs_of(size_t classes)
{
    return (uint64_t)classes * (classes - 1) / 2;
}

/* Those for the first, and those not for it for the second. */
dp_val dp_pair_votes(dp_graph *g, size_t classes, dp_val for_first)
{
    const double *sign = signs(g, classes, pairs_of(classes));
    double *lost = dp_graph_take(g, classes, sizeof *lost); /* pairs in which a class is the second */
    for (size_t c = 0; lost != NULL && c < classes; c++) {
        lost[c] = (double)c;
    }
    return dp_affine(g, for_first, sign, classes, pairs_of(classes), lost, classes);
}

dp_val dp_pair_scores(dp_graph *g, size_t classes, dp_val for_first, dp_val first_by)
{
    dp_val votes = dp_pair_votes(g, classes, for_first);
    const double *sign = signs(g, classes, pairs_of(classes));
    dp_val sure = dp_affine(g, first_by, sign, classes, pairs_of(classes), NULL, 0);
    dp_val more = dp_binary(g, DP_OP_ADD, dp_unary(g, DP_OP_ABS, sure), dp_scalar(g, 1.0));
    return dp_binary(g, DP_OP_ADD, votes, dp_binary(g, DP_OP_DIV, sure, dp_binary(g, DP_OP_MUL, more, dp_scalar(g, 3.0))));
}
