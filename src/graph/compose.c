/* What several operators make together, in the order of scikit-learn's own operations, so that results agree to the
 * last bit where both sides round the same way. */
#include "graph/forest.h"
#include "graph/build.h"

#include <math.h>

/* The numbers as a matrix of this type. */
static dp_val matrix_as(dp_graph *g, const double *v, uint64_t rows, uint64_t width, dp_type type)
{
    if (type == DP_T_F64) {
        return dp_matrix(g, v, rows, width);
    }
    float *narrow = dp_graph_take(g, rows * width, sizeof *narrow);
    dp_const *c = dp_graph_take(g, 1, sizeof *c);
    if (g->failed) {
        return 0;
    }
    for (uint64_t i = 0; i < rows * width; i++) {
        narrow[i] = (float)v[i];
    }
    *c = (dp_const){.type = DP_T_F32, .shape = {2, {rows, width}}, .count = rows * width, .data = narrow};
    return dp_constant(g, c);
}

dp_val dp_affine(dp_graph *g, dp_val x, const double *coef, uint64_t outputs, uint64_t inputs, const double *intercept,
                 uint64_t n_intercept)
{
    const double *w = coef;
    if (outputs > 1 && inputs > 1) { /* X · coefᵀ: ONNX wants [inputs, outputs] in C order */
        double *turned = dp_graph_take(g, outputs * inputs, sizeof *turned);
        if (turned == NULL) {
            return 0;
        }
        for (uint64_t i = 0; i < inputs; i++) {
            for (uint64_t o = 0; o < outputs; o++) {
                turned[i * outputs + o] = coef[o * inputs + i];
            }
        }
        w = turned;
    }
    dp_type type = g->failed ? DP_T_F64 : dp_value_at(g, x)->type;
    dp_val y = dp_matmul(g, x, matrix_as(g, w, inputs, outputs, type));
    if (n_intercept == 0) {
        return y;
    }
    dp_val added = type == DP_T_F64 ? dp_row(g, intercept, n_intercept) : matrix_as(g, intercept, 1, n_intercept, type);
    return dp_binary(g, DP_OP_ADD, y, added);
}

dp_val dp_rounded(dp_graph *g, dp_val v)
{
    return dp_cast(g, dp_cast(g, v, DP_T_F32), DP_T_F64);
}

dp_val dp_step(dp_graph *g, bool f32, dp_op op, dp_val a, dp_val b)
{
    dp_val v = dp_binary(g, op, a, b);
    return f32 ? dp_rounded(g, v) : v;
}

dp_val dp_sigmoid(dp_graph *g, dp_val z)
{
    dp_val e = dp_unary(g, DP_OP_EXP, dp_unary(g, DP_OP_NEG, z));
    dp_val one = dp_scalar(g, 1.0);
    return dp_binary(g, DP_OP_DIV, one, dp_binary(g, DP_OP_ADD, one, e));
}

dp_val dp_sigmoid_f32(dp_graph *g, dp_val z)
{
    dp_val one = dp_scalar(g, 1.0);
    dp_val e = dp_rounded(g, dp_unary(g, DP_OP_EXP, dp_unary(g, DP_OP_NEG, z)));
    return dp_rounded(g, dp_binary(g, DP_OP_DIV, one, dp_rounded(g, dp_binary(g, DP_OP_ADD, one, e))));
}

/* ReduceSum over the last axis leaves the order to the runtime; over the first it does not. */
dp_val dp_sum_columns(dp_graph *g, dp_val p)
{
    static const uint8_t turn[] = {1, 0};
    return dp_column(g, dp_reduce_sum(g, dp_transpose(g, p, turn), 0, false));
}

/* cos x = 1 - 2 sin²(x/2) */
dp_val dp_cosine(dp_graph *g, dp_val x)
{
    dp_val half = dp_unary(g, DP_OP_SIN, dp_binary(g, DP_OP_MUL, x, dp_scalar(g, 0.5)));
    dp_val square = dp_binary(g, DP_OP_MUL, half, half);
    return dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), dp_binary(g, DP_OP_ADD, square, square));
}

/* y + (t - sin y) / sqrt(1 - t²), closer to the angle whose sine is t: its error is that of y squared. */
static dp_val closer(dp_graph *g, dp_val y, dp_val t, dp_val slope)
{
    dp_val rest = dp_binary(g, DP_OP_SUB, t, dp_unary(g, DP_OP_SIN, y));
    return dp_binary(g, DP_OP_ADD, y, dp_binary(g, DP_OP_DIV, rest, slope));
}

/* Of x beyond sqrt(1/2) by the cosine, the sine of what a right angle lacks, so that t is at most sqrt(1/2). t + t³ / 6 + … is
 * within 1e-3 of the angle; three steps take it to the last place. */
dp_val dp_arc_sine(dp_graph *g, dp_val x)
{
    static const double series[] = {35.0 / 1152, 5.0 / 112, 3.0 / 40, 1.0 / 6, 1.0};
    const double right = acos(0.0);
    dp_val one = dp_scalar(g, 1.0);
    dp_val cosine = dp_unary(g, DP_OP_SQRT, dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_SUB, one, x), dp_binary(g, DP_OP_ADD, one, x)));
    dp_val t = dp_binary(g, DP_OP_MIN, x, cosine);
    dp_val slope = dp_binary(g, DP_OP_MAX, x, cosine);
    dp_val square = dp_binary(g, DP_OP_MUL, t, t);
    dp_val y = dp_scalar(g, series[0]);
    for (size_t i = 1; i < sizeof series / sizeof *series; i++) {
        y = dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, y, square), dp_scalar(g, series[i]));
    }
    y = dp_binary(g, DP_OP_MUL, y, t);
    for (int i = 0; i < 3; i++) {
        y = closer(g, y, t, slope);
    }
    return dp_choose(g, dp_binary(g, DP_OP_LESS, cosine, x), dp_binary(g, DP_OP_SUB, dp_scalar(g, right), y), y);
}

dp_val dp_divide_or_a(dp_graph *g, dp_val a, dp_val b)
{
    dp_val zero = dp_cast(g, dp_binary(g, DP_OP_EQUAL, b, dp_scalar(g, 0.0)), DP_T_F64);
    return dp_binary(g, DP_OP_DIV, a, dp_binary(g, DP_OP_ADD, b, zero));
}

/* The greatest of each row is picked by its index: ONNX Runtime 1.6 has no ReduceMax of float64. */
dp_val dp_softmax(dp_graph *g, dp_val z)
{
    dp_val most = dp_gather_elements(g, z, dp_column(g, dp_argmax(g, z, 1)), 1);
    dp_val e = dp_unary(g, DP_OP_EXP, dp_binary(g, DP_OP_SUB, z, most));
    return dp_binary(g, DP_OP_DIV, e, dp_sum_columns(g, e));
}

dp_val dp_two_columns(dp_graph *g, dp_val p1)
{
    dp_val p = dp_value_at(g, p1)->shape.rank == 1 ? dp_column(g, p1) : p1;
    dp_val both[] = {dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), p), p};
    return dp_concat(g, both, 2, 1);
}

/* (p + zero / C) / (sum + zero), where zero is 1.0 for a row of zeros and 0.0, which changes nothing, for others: ONNX
 * Runtime 1.6 has no Where of float64. */
dp_val dp_normalize_rows(dp_graph *g, dp_val p)
{
    uint64_t classes = dp_value_at(g, p)->shape.dim[1];
    dp_val sum = dp_sum_columns(g, p);
    dp_val zero = dp_cast(g, dp_binary(g, DP_OP_EQUAL, sum, dp_scalar(g, 0.0)), DP_T_F64);
    dp_val even = dp_binary(g, DP_OP_DIV, zero, dp_scalar(g, (double)classes));
    return dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_ADD, p, even), dp_binary(g, DP_OP_ADD, sum, zero));
}

dp_val dp_flat(dp_graph *g, dp_val x)
{
    static const int64_t dim[] = {-1};
    return dp_value_at(g, x)->shape.rank == 1 ? x : dp_reshape(g, x, dim, 1);
}

dp_val dp_column(dp_graph *g, dp_val x)
{
    static const int64_t dim[] = {-1, 1};
    return dp_value_at(g, x)->shape.rank == 2 ? x : dp_reshape(g, x, dim, 2);
}

/* The same forest with a tree of one leaf before the others, that leads to an extra last row of the table. */
static const dp_forest *with_base(dp_graph *g, const dp_forest *forest)
{
    static const int32_t leaf[4] = {-1, -1, 0, 0};
    dp_forest *more = dp_graph_take(g, 1, sizeof *more);
    dp_tree *tree = dp_graph_take(g, forest->n_trees + 1, sizeof *tree);
    uint32_t *row = dp_graph_take(g, 1, sizeof *row);
    if (g->failed) {
        return NULL;
    }
    *row = forest->n_rows;
    tree[0] = (dp_tree){.node = (const uint8_t *)leaf, .n = 1, .row = row};
    tree[0].at = (dp_tree_layout){.stride = 16, .left = 0, .right = 4, .feature = 8, .threshold = 12,
                                  .missing = DP_NO_MISSING, .index_size = 4, .threshold_size = 4};
    memcpy(tree + 1, forest->tree, forest->n_trees * sizeof *tree);
    *more = *forest;
    more->tree = tree;
    more->n_trees++;
    more->n_rows++;
    dp_forest_count(more, tree);
    return more;
}

static const double *with_base_row(dp_graph *g, const double *table, uint64_t cells, const double *base, uint64_t width)
{
    double *more = dp_graph_take(g, cells + width, sizeof *more);
    if (more != NULL) {
        memcpy(more, table, cells * sizeof *more);
        memcpy(more + cells, base, width * sizeof *more);
    }
    return more;
}

static dp_val forest_sum(dp_graph *g, dp_val x, const dp_forest *forest, const double *table, uint64_t width,
                         const double *base, dp_type type)
{
    static const uint8_t turn[] = {1, 0};
    if (g->failed || forest == NULL) { /* the builder has said why */
        g->failed = true;
        return 0;
    }
    if (base != NULL) {
        table = with_base_row(g, table, (uint64_t)forest->n_rows * width, base, width);
        forest = table != NULL ? with_base(g, forest) : NULL;
        if (forest == NULL) {
            return 0;
        }
    }
    dp_val leaf = dp_leaf_rows(g, x, forest);
    dp_val rows = matrix_as(g, table, forest->n_rows, width, type);
    if (forest->n_trees == 1) {
        return dp_gather(g, rows, dp_flat(g, leaf), 0);
    }
    return dp_reduce_sum(g, dp_gather(g, rows, dp_transpose(g, leaf, turn), 0), 0, false);
}

dp_val dp_forest_sum_f32(dp_graph *g, dp_val x, const dp_forest *forest, const double *table, const double *base)
{
    return forest_sum(g, x, forest, table, 1, base, DP_T_F32);
}

dp_val dp_forest_sum(dp_graph *g, dp_val x, const dp_forest *forest, const double *table, uint64_t width,
                     const double *base, double divisor)
{
    dp_val sum = forest_sum(g, x, forest, table, width, base, DP_T_F64);
    return divisor == 0 ? sum : dp_binary(g, DP_OP_DIV, sum, dp_scalar(g, divisor));
}

dp_val dp_forest_sum_from(dp_graph *g, dp_val x, const dp_forest *forest, const double *table, uint64_t width, dp_val first)
{
    static const uint8_t turn[] = {1, 0};
    static const uint8_t rows_second[] = {1, 0, 2};
    const int64_t dim[] = {-1, 1, (int64_t)width};
    if (g->failed || forest == NULL) {
        g->failed = true;
        return 0;
    }
    dp_val rows = dp_matrix(g, table, forest->n_rows, width);
    dp_val all[] = {dp_transpose(g, dp_reshape(g, first, dim, 3), rows_second),
                    dp_gather(g, rows, dp_transpose(g, dp_leaf_rows(g, x, forest), turn), 0)};
    return dp_reduce_sum(g, dp_concat(g, all, 2, 0), 0, false);
}

dp_val dp_choose(dp_graph *g, dp_val condition, dp_val yes, dp_val no)
{
    uint64_t width = dp_value_at(g, condition)->shape.dim[1];
    const int64_t three[] = {-1, (int64_t)width, 1};
    const int64_t two[] = {-1, (int64_t)width};
    dp_val zero = dp_binary(g, DP_OP_MUL, dp_cast(g, condition, DP_T_F64), dp_scalar(g, 0.0));
    dp_val both[] = {dp_reshape(g, dp_binary(g, DP_OP_ADD, no, zero), three, 3),
                     dp_reshape(g, dp_binary(g, DP_OP_ADD, yes, zero), three, 3)};
    dp_val which = dp_reshape(g, dp_cast(g, condition, DP_T_I64), three, 3);
    return dp_reshape(g, dp_gather_elements(g, dp_concat(g, both, 2, 2), which, 2), two, 2);
}
