/* AdaBoostRegressor: the weighted median of what the estimators predict. Their predictions in order, the first whose
 * weights so far are at least half of all. */
#include "converters/common/members.h"
#include "converters/common/tree_members.h"

struct ada_median {
    const double *weight;    /* [estimators] */
    size_t n;
    const dp_forest *forest; /* of all estimators, if they are trees; NULL: members */
    const double *table;
    dp_members members;
    uint64_t n_features;
};

static void fill(const void *self, uint32_t leaf, double *row)
{
    dp_tree_state_answer(self, leaf, row);
}

static void read_trees(dp_state *s, struct ada_median *m, const dp_id *estimator)
{
    dp_forest_builder *b = NULL;
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        dp_tree_state tree;
        dp_tree_member_read(s, estimator[i], dp_take_printf(s->ctx, "estimators_[%zu]", i), m->n_features, NULL, &tree);
        if (!s->failed) {
            m->n_features = tree.n_features; /* up to 0.23 nobody else tells */
            b = b != NULL ? b : dp_forest_begin(s->ctx, m->n, m->n_features, 1);
            dp_forest_add_filled(b, &tree.tree, fill, &tree);
        }
    }
    m->forest = s->failed ? NULL : dp_forest_end(b, &m->table);
    s->failed = m->forest == NULL;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct ada_median *m = ir;
    const dp_id *estimator = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &m->n);
    dp_nums weight = dp_need_nums(s, "estimator_weights_", 1);
    m->n_features = dp_state_n_features(s);
    m->weight = weight.v;
    if (!s->failed && (m->n == 0 || weight.count < m->n)) {
        dp_corrupt(s, "estimator_weights_: %llu for %zu estimators", (unsigned long long)weight.count, m->n);
    }
    if (s->failed) {
        return;
    }
    if (dp_are_single_trees(s, estimator, m->n, false)) {
        read_trees(s, m, estimator);
    } else {
        dp_members_read(s, "estimators_", &m->members);
    }
}

/* [N, estimators] */
static dp_val predictions(dp_graph *g, const struct ada_median *m, dp_ports *ports)
{
    if (m->forest != NULL) {
        dp_val leaf = dp_leaf_rows(g, dp_cast(g, dp_port_numbers(g, ports), DP_T_F32), m->forest);
        return dp_gather(g, dp_row(g, m->table, m->forest->n_rows), leaf, 0);
    }
    dp_val *y = dp_graph_take(g, m->n, sizeof *y);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        dp_val v = dp_member_answer(g, m->members.model[i], ports, DP_PREDICT);
        y[i] = dp_cast(g, dp_column(g, v), DP_T_F64); /* clusters, or classes, have whole numbers */
    }
    return dp_concat(g, y, m->n, 1);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct ada_median *m = ir;
    dp_val y = predictions(g, m, ports);
    if (g->failed) {
        return;
    }
    dp_val order = dp_least_k(g, y, m->n);
    dp_val so_far = dp_cum_sum(g, dp_gather(g, dp_row(g, m->weight, m->n), order, 0));
    dp_val all = dp_slice(g, so_far, 1, (int64_t)m->n - 1, (int64_t)m->n);
    dp_val half = dp_binary(g, DP_OP_MUL, dp_scalar(g, 0.5), all);
    dp_val reached = dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_LESS, so_far, half));
    dp_val place = dp_column(g, dp_argmax(g, dp_cast(g, reached, DP_T_F64), 1));
    dp_val which = dp_gather_elements(g, order, place, 1);
    dp_answer(g, ports, DP_PREDICT, dp_flat(g, dp_gather_elements(g, y, which, 1)));
}

static uint64_t width(const void *ir)
{
    const struct ada_median *m = ir;
    return m->n_features != 0 ? m->n_features : dp_members_width(&m->members);
}

const dp_family dp_ada_boost_regressor = {"ada_boost_regressor", sizeof(struct ada_median), NULL, resolve, emit, width};
