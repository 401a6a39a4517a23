/* PolynomialFeatures: products of features. Those of degree d begin with each feature in turn and go on with those of
 * degree d - 1 that begin with it or a later one (interaction_only: a later one); scikit-learn multiplies in that order. */
#include "graph/ports.h"

enum { MOST_DEGREE = 16 };

struct polynomial {
    uint64_t n;
    int64_t least, most; /* degrees */
    bool interaction_only, include_bias;
};

/* A number up to 0.24, or (least, most). */
static void read_degree(dp_state *s, struct polynomial *m)
{
    dp_id id = dp_need(s, "degree");
    const dp_obj *o = dp_at(s->heap, id);
    if (o->kind == DP_K_TUPLE || o->kind == DP_K_LIST) {
        dp_nums v = dp_nums_of(s, id, "degree", 1);
        bool small = v.count == 2 && v.v[0] >= 0.0 && v.v[0] <= v.v[1] && v.v[1] <= MOST_DEGREE;
        m->least = small ? (int64_t)v.v[0] : -1;
        m->most = small ? (int64_t)v.v[1] : -1;
    } else {
        m->most = dp_get_int(s, "degree", 2);
    }
    if (!s->failed && (m->least < 0 || m->most < m->least || m->most > MOST_DEGREE)) {
        dp_unsupported(s, "degree: expected at most %d", MOST_DEGREE);
    }
}

/* How many products there are; more than 2^53 are all the same here. */
static double products_of(const struct polynomial *m)
{
    double count = m->include_bias ? 1.0 : 0.0;
    for (int64_t d = m->least > 1 ? m->least : 1; d <= m->most; d++) {
        double of_degree = 1.0;
        for (int64_t k = 0; k < d; k++) { /* each division leaves a binomial coefficient */
            of_degree = of_degree * ((double)m->n + (double)(m->interaction_only ? -k : k)) / (double)(k + 1);
        }
        count += of_degree;
    }
    return count;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct polynomial *m = ir;
    m->n = (uint64_t)dp_get_int(s, "n_features_in_|n_input_features_|_n_features", 0);
    m->interaction_only = dp_get_bool(s, "interaction_only", false);
    m->include_bias = dp_get_bool(s, "include_bias", true);
    read_degree(s, m);
    double told = dp_get_f64(s, "n_output_features_", -1.0);
    if (!s->failed && told >= 0.0 && told != products_of(m)) {
        dp_corrupt(s, "n_output_features_: expected %g, as of so many features, found %g", products_of(m), told);
    }
    if (!s->failed && (m->n == 0 || m->n > 100000)) {
        dp_unsupported(s, "how many features it takes is not told");
    }
}

struct level {
    dp_val v;
    uint64_t *first; /* [n + 1]: where the products begin whose first factor is this feature */
    uint64_t n;
};

/* All products of one more factor. */
static bool next_level(dp_graph *g, const struct polynomial *m, dp_val x, struct level *l)
{
    enum { MOST = 1 << 20 };
    uint64_t count = 0;
    uint64_t skip = m->interaction_only ? 1 : 0;
    for (uint64_t f = 0; f < m->n; f++) {
        count += l->n - l->first[f + skip < m->n ? f + skip : m->n];
    }
    if (count > MOST) {
        dp_graph_fail(g, DP_LIMIT, "", "more than %d products", MOST);
    }
    int64_t *factor = dp_graph_take(g, count + 1, sizeof *factor);
    int64_t *rest = dp_graph_take(g, count + 1, sizeof *rest);
    uint64_t *first = dp_graph_take(g, m->n + 1, sizeof *first);
    if (g->failed) {
        return false;
    }
    uint64_t k = 0;
    for (uint64_t f = 0; f < m->n; f++) {
        first[f] = k;
        for (uint64_t i = l->first[f + skip < m->n ? f + skip : m->n]; i < l->n; i++, k++) {
            factor[k] = (int64_t)f;
            rest[k] = (int64_t)i;
        }
    }
    first[m->n] = k;
    if (k != 0) {
        l->v = dp_binary(g, DP_OP_MUL, dp_columns(g, x, factor, k), dp_columns(g, l->v, rest, k));
    }
    l->first = first;
    l->n = k;
    return k != 0;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct polynomial *m = ir;
    dp_val part[20];
    size_t n = 0;
    struct level l = {ports->x, dp_graph_take(g, m->n + 1, sizeof *l.first), m->n};
    for (uint64_t f = 0; !g->failed && f <= m->n; f++) {
        l.first[f] = f;
    }
    if (m->include_bias && !g->failed) {
        dp_val same = dp_binary(g, DP_OP_EQUAL, dp_port_column(g, ports, 0), dp_port_column(g, ports, 0));
        dp_val zero = dp_binary(g, DP_OP_MUL, dp_cast(g, same, DP_T_F64), dp_scalar(g, 0.0));
        part[n++] = dp_binary(g, DP_OP_ADD, zero, dp_scalar(g, 1.0));
    }
    bool more = !g->failed;
    for (int64_t degree = 1; degree <= m->most && more; degree++) {
        more = degree == 1 || next_level(g, m, ports->x, &l);
        if (more && degree >= m->least) {
            part[n++] = l.v;
        }
    }
    if (!g->failed && n == 0) {
        dp_graph_fail(g, DP_UNSUPPORTED, "", "polynomial features of degree 0 without a bias");
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, part, n, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct polynomial *)ir)->n;
}

const dp_family dp_polynomial_features = {"polynomial_features", sizeof(struct polynomial), NULL, resolve, emit, width};
