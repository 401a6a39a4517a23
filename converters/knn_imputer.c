/* KNNImputer: what is missing in a column becomes the mean of the nearest rows of _fit_X that have a number there. Distances
 * are those of the features that both rows have, scaled to all of them; a row that shares none gets the column's mean.
 * Columns that had no value are dropped. */
#include "converters/common/missing.h"
#include "graph/ports.h"

#include <math.h>

struct imputer {
    dp_missing missing;
    dp_nums rows;         /* [M, n] */
    double *value, *told; /* [n, M]: the numbers, 0 where missing; 1 where not */
    uint64_t k;
    bool by_distance, keep_empty;
    dp_missing_columns indicator;
};

static void read_rows(dp_state *s, struct imputer *m)
{
    uint64_t n = m->rows.dim[1];
    uint64_t rows = m->rows.dim[0];
    m->value = dp_state_take(s, (size_t)m->rows.count + 1, sizeof *m->value);
    m->told = dp_state_take(s, (size_t)m->rows.count + 1, sizeof *m->told);
    for (uint64_t i = 0; !s->failed && i < m->rows.count; i++) {
        double v = m->rows.v[i];
        bool missing = m->missing.nan ? isnan(v) : v == m->missing.value;
        m->value[i % n * rows + i / n] = missing ? 0.0 : v;
        m->told[i % n * rows + i / n] = missing ? 0.0 : 1.0;
    }
}

/* A mask of bools that says the same; up to 0.23 there was none. */
static void check_mask(dp_state *s, const char *key, const uint8_t *want, uint64_t n)
{
    dp_id id = dp_get(s, key);
    const dp_array *a = dp_array_of(s->heap, id);
    if (id == 0 || s->failed) {
        return;
    }
    bool same = a != NULL && a->type.kind == 'b' && a->count == n;
    for (uint64_t i = 0; same && i < n; i++) {
        same = (dp_array_i64(a, i) != 0) == (want[i] != 0);
    }
    if (!same) {
        dp_corrupt(s, "%s: expected where _fit_X is missing, found something else", key);
    }
}

static void check_masks(dp_state *s, const struct imputer *m)
{
    uint64_t n = m->rows.dim[1];
    uint64_t rows = m->rows.dim[0];
    uint8_t *missing = dp_state_take(s, (size_t)m->rows.count + 1, 1);
    uint8_t *valid = dp_state_take(s, (size_t)n + 1, 1);
    for (uint64_t i = 0; !s->failed && i < m->rows.count; i++) {
        bool told = m->told[i % n * rows + i / n] != 0.0;
        missing[i] = !told;
        valid[i % n] = valid[i % n] != 0 || told;
    }
    check_mask(s, "_mask_fit_X", missing, m->rows.count);
    check_mask(s, "_valid_mask", valid, n);
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct imputer *m = ir;
    const char *weights = dp_get_text(s, "weights", "uniform");
    const char *metric = dp_get_text(s, "metric", "nan_euclidean");
    int64_t k = dp_get_int(s, "n_neighbors", 5);
    m->missing = dp_missing_read(s);
    m->rows = dp_need_nums_any(s, "_fit_X", 2);
    m->by_distance = dp_is(weights, "distance");
    m->keep_empty = dp_get_bool(s, "keep_empty_features", false);
    if (!s->failed && ((!m->by_distance && !dp_is(weights, "uniform")) || !dp_is(metric, "nan_euclidean"))) {
        dp_unsupported(s, "weights or metric: a function is Python code, which ONNX does not hold");
    } else if (!s->failed && (k < 1 || m->rows.count == 0)) {
        dp_corrupt(s, "n_neighbors: expected a number from 1 on, found %lld", (long long)k);
    }
    m->k = (uint64_t)k;
    if (!s->failed) {
        read_rows(s, m);
        check_masks(s, m);
        m->indicator = dp_missing_columns_read(s, m->rows.dim[1]);
    }
}

/* Of x [N, n], which holds 0 where it is missing, and told [N, n]: [N, M], infinite where no feature is shared. */
static dp_val distances(dp_graph *g, const struct imputer *m, dp_val x, dp_val told)
{
    uint64_t n = m->rows.dim[1];
    uint64_t rows = m->rows.dim[0];
    dp_val sum = 0;
    for (uint64_t i = 0; i < n && !g->failed; i++) {
        dp_val d = dp_binary(g, DP_OP_SUB, dp_slice(g, x, 1, (int64_t)i, (int64_t)i + 1), dp_row(g, m->value + i * rows, rows));
        dp_val both = dp_binary(g, DP_OP_MUL, dp_slice(g, told, 1, (int64_t)i, (int64_t)i + 1),
                                dp_row(g, m->told + i * rows, rows));
        d = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_MUL, d, d), both);
        sum = sum == 0 ? d : dp_binary(g, DP_OP_ADD, sum, d);
    }
    dp_val shared = dp_matmul(g, told, dp_matrix(g, m->told, n, rows));
    dp_val none = dp_binary(g, DP_OP_EQUAL, shared, dp_scalar(g, 0.0));
    dp_val count = dp_binary(g, DP_OP_ADD, shared, dp_cast(g, none, DP_T_F64));
    sum = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_DIV, sum, count), dp_scalar(g, (double)n));
    return dp_choose(g, none, dp_scalar(g, HUGE_VAL), dp_unary(g, DP_OP_SQRT, sum));
}

/* 1, or one by the distance; where some are 0, those alone count. 0 for rows that share nothing. */
static dp_val weights_of(dp_graph *g, const struct imputer *m, dp_val d)
{
    dp_val near = dp_cast(g, dp_binary(g, DP_OP_LESS, d, dp_scalar(g, HUGE_VAL)), DP_T_F64);
    if (!m->by_distance || g->failed) {
        return near;
    }
    dp_val zero = dp_cast(g, dp_binary(g, DP_OP_EQUAL, d, dp_scalar(g, 0.0)), DP_T_F64);
    dp_val one = dp_binary(g, DP_OP_DIV, dp_scalar(g, 1.0), dp_binary(g, DP_OP_ADD, d, zero));
    dp_val any = dp_cast(g, dp_binary(g, DP_OP_GREATER, dp_sum_columns(g, zero), dp_scalar(g, 0.0)), DP_T_F64);
    dp_val others = dp_binary(g, DP_OP_MUL, one, dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), any));
    return dp_binary(g, DP_OP_ADD, others, zero);
}

/* Column f as it is filled: [N,1]; 0 where no row of _fit_X has a number there. */
static dp_val fill(dp_graph *g, const struct imputer *m, uint64_t f, dp_val d)
{
    uint64_t rows = m->rows.dim[0];
    int64_t *donor = dp_graph_take(g, rows, sizeof *donor);
    double *value = dp_graph_take(g, rows, sizeof *value);
    uint64_t n = 0;
    double sum = 0.0;
    for (uint64_t r = 0; r < rows && !g->failed; r++) {
        if (m->told[f * rows + r] != 0.0) {
            value[n] = m->value[f * rows + r];
            sum += value[n];
            donor[n++] = (int64_t)r;
        }
    }
    if (n == 0 || g->failed) {
        return 0;
    }
    dp_val own = n == rows ? d : dp_columns(g, d, donor, n);
    dp_val index = dp_least_k(g, own, m->k < n ? m->k : n);
    dp_val w = weights_of(g, m, dp_gather_elements(g, own, index, 1));
    dp_val total = dp_sum_columns(g, w);
    dp_val none = dp_binary(g, DP_OP_EQUAL, total, dp_scalar(g, 0.0));
    dp_val y = dp_binary(g, DP_OP_MUL, dp_gather(g, dp_row(g, value, n), index, 0), w);
    y = dp_sum_columns(g, y);
    y = dp_binary(g, DP_OP_DIV, y, dp_binary(g, DP_OP_ADD, total, dp_cast(g, none, DP_T_F64)));
    return dp_choose(g, none, dp_scalar(g, sum / (double)n), y);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct imputer *m = ir;
    uint64_t n = m->rows.dim[1];
    dp_val *column = dp_graph_take(g, n + 1, sizeof *column);
    dp_val missing = dp_missing_test(g, &m->missing, ports->x);
    size_t kept = 0;
    dp_val x = dp_choose(g, missing, dp_scalar(g, 0.0), ports->x);
    dp_val told = dp_cast(g, dp_unary(g, DP_OP_NOT, missing), DP_T_F64);
    dp_val d = g->failed ? 0 : distances(g, m, x, told);
    for (uint64_t f = 0; f < n && !g->failed; f++) {
        dp_val own = dp_slice(g, x, 1, (int64_t)f, (int64_t)f + 1);
        dp_val hole = dp_binary(g, DP_OP_EQUAL, dp_slice(g, told, 1, (int64_t)f, (int64_t)f + 1), dp_scalar(g, 0.0));
        dp_val y = fill(g, m, f, d);
        if (y != 0 && !g->failed) {
            column[kept++] = dp_choose(g, hole, y, own);
        } else if (m->keep_empty && !g->failed) {
            column[kept++] = dp_binary(g, DP_OP_MUL, own, dp_scalar(g, 0.0));
        }
    }
    if (m->indicator.n != 0 && !g->failed) {
        column[kept++] = dp_missing_columns_of(g, &m->missing, &m->indicator, ports->x);
    }
    if (kept == 0 && !g->failed) {
        dp_graph_fail(g, DP_UNSUPPORTED, "", "every column is dropped: none had a value");
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, column, kept, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct imputer *)ir)->rows.dim[1];
}

const dp_family dp_knn_imputer = {"knn_imputer", sizeof(struct imputer), NULL, resolve, emit, width};
