/* TfidfTransformer: 1 + log(count) where sublinear_tf is on, times idf_, divided by the row's norm.
 *
 *   idf_        since 1.5; before, _idf_diag: a sparse matrix that has them on its diagonal */
#include "graph/ports.h"

#include <inttypes.h>

struct tfidf {
    const double *idf; /* [n]; NULL: not used */
    uint64_t n;
    bool sublinear;
    const char *norm;  /* "" none */
};

/* Numbers on the diagonal of a square matrix, and nothing else. */
static const double *diagonal_of(dp_state *s, dp_id id, uint64_t *n)
{
    const dp_obj *o = dp_at(s->heap, id);
    const dp_sparse *m = o->kind == DP_K_SPARSE ? o->u.value : NULL;
    if (m == NULL || m->rows != m->cols || m->rows == 0 || m->data == NULL || m->data->count != m->rows
        || strchr("fiu", m->data->type.kind) == NULL || m->indices == NULL
        || m->indices->count != (m->kind == 'd' ? 1 : m->rows)) {
        dp_corrupt(s, "_idf_diag: expected a diagonal, found %s", dp_obj_describe(s->heap, id));
        return NULL;
    }
    double *v = dp_state_take(s, (size_t)m->rows, sizeof *v);
    for (uint64_t i = 0; v != NULL && i < m->rows; i++) {
        int64_t at = m->kind == 'd' ? dp_array_i64(m->indices, 0) : dp_array_i64(m->indices, i);
        if (at != (m->kind == 'd' ? 0 : (int64_t)i)) {
            dp_corrupt(s, "_idf_diag: expected a diagonal");
            return NULL;
        }
        v[i] = dp_array_f64(m->data, i);
    }
    *n = m->rows;
    return v;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct tfidf *m = ir;
    m->sublinear = dp_get_bool(s, "sublinear_tf", false);
    m->norm = dp_has(s, "norm") ? dp_get_text(s, "norm", "") : "";
    m->n = dp_state_n_features(s);
    if (!s->failed && m->norm[0] != '\0' && !dp_is(m->norm, "l1") && !dp_is(m->norm, "l2")) {
        dp_corrupt(s, "norm: expected l1, l2 or None, found %s", m->norm);
    }
    if (!dp_get_bool(s, "use_idf", true) || s->failed) {
        return;
    }
    uint64_t n = 0;
    if (dp_has(s, "_idf_diag")) {
        m->idf = diagonal_of(s, dp_get(s, "_idf_diag"), &n);
    } else {
        dp_nums idf = dp_need_nums_any(s, "idf_|_idf", 1);
        m->idf = idf.v;
        n = idf.count;
    }
    if (!s->failed && (n == 0 || (m->n != 0 && n != m->n))) {
        dp_corrupt(s, "idf_: expected %" PRIu64 " numbers, found %" PRIu64, m->n, n);
    }
    m->n = n;
}

static dp_val indicator(dp_graph *g, dp_op op, dp_val x)
{
    return dp_cast(g, dp_binary(g, op, x, dp_scalar(g, 0.0)), DP_T_F64);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct tfidf *m = ir;
    dp_val y = ports->x;
    if (m->sublinear) { /* log(1) + 0 where there is nothing */
        dp_val none = indicator(g, DP_OP_EQUAL, y);
        dp_val one = dp_scalar(g, 1.0);
        y = dp_unary(g, DP_OP_LOG, dp_binary(g, DP_OP_ADD, y, none));
        y = dp_binary(g, DP_OP_ADD, y, dp_binary(g, DP_OP_SUB, one, none));
    }
    if (m->idf != NULL) {
        y = dp_binary(g, DP_OP_MUL, y, dp_row(g, m->idf, m->n));
    }
    if (m->norm[0] != '\0' && !g->failed) {
        bool l2 = dp_is(m->norm, "l2");
        dp_val sum = dp_sum_columns(g, l2 ? dp_binary(g, DP_OP_MUL, y, y) : dp_unary(g, DP_OP_ABS, y));
        sum = l2 ? dp_unary(g, DP_OP_SQRT, sum) : sum;
        y = dp_binary(g, DP_OP_DIV, y, dp_binary(g, DP_OP_ADD, sum, indicator(g, DP_OP_EQUAL, sum)));
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static uint64_t width(const void *ir)
{
    return ((const struct tfidf *)ir)->n;
}

const dp_family dp_tfidf_transformer = {"tfidf_transformer", sizeof(struct tfidf), NULL, resolve, emit, width};
