/* AdaBoostRegressor over single trees: the weighted median. With the trees' numbers in order, the least first, the number of
 * the first tree whose estimator_weights_ so far are at least half of all.
 *
 *     y       = Gather(numbers of the leaves, leaf rows)       [N, trees]
 *     order   = TopK(y, trees, least first)                    places, not numbers
 *     so far  = CumSum(Gather(weights, order))
 *     which   = order at the first place where not so far < 0.5 · so far at the last
 *     answer  = y at which
 */
#include "proof/prove.h"
#include "proof/source_members.h"

struct median {
    dp_prover *p;
    dp_src_members members;
    const double *weight;
    dp_file_forest forest;
    const dp_form_tensor *number; /* of each row of the table */
    dp_span y, order, sums;       /* once they are proved */
};

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    const struct median *m = self;
    double value;
    (void)p;
    dp_src_answer(tree, i, &value);
    return row < m->number->count && dp_same_bits(dp_f64_at(m->number, row), value);
}

static bool is_y(struct median *m, dp_span name)
{
    dp_span table, rows;
    if (m->y.n != 0) {
        return dp_same(m->p, name, m->y, "the trees");
    }
    m->y = name;
    if (!dp_is_gather(m->p, name, 0, &table, &rows) || !dp_is_leaf_rows(m->p, rows, &m->forest)) {
        return false;
    }
    m->number = dp_tensor_of(m->p, table, DP_FORM_DOUBLE, 1);
    if (m->number == NULL || m->forest.n_trees != m->members.n) {
        return dp_refute(m->p, "expected %zu trees", m->members.n);
    }
    for (size_t t = 0; t < m->members.n; t++) {
        dp_src_tree tree;
        if (!dp_src_members_read(&m->members, t, &tree, NULL) || !dp_tree_same(m->p, &m->forest, t, &tree, leaf_holds, m)) {
            return false;
        }
    }
    return dp_trees_done(m->p, &m->forest);
}

static bool is_order(struct median *m, dp_span name)
{
    dp_span in[2];
    int64_t n = (int64_t)m->members.n;
    if (m->order.n != 0) {
        return dp_same(m->p, name, m->order, "the order");
    }
    m->order = name;
    const dp_form_node *node = dp_node_of(m->p, name);
    if (node == NULL || !dp_attr_is(node, "axis", 1) || !dp_attr_is(node, "largest", 0) || !dp_attr_is(node, "sorted", 1)) {
        return dp_refute(m->p, "expected the trees' order");
    }
    return dp_says(m->p, name, "TopK", 2, in, 3) && dp_is_i64s(m->p, in[1], 1, 1, &n) && is_y(m, in[0]);
}

static bool are_sums(struct median *m, dp_span name)
{
    static const int64_t axis[] = {1};
    dp_span in[2], table, order;
    if (m->sums.n != 0) {
        return dp_same(m->p, name, m->sums, "the sums of weights");
    }
    m->sums = name;
    if (!dp_says(m->p, name, "CumSum", 2, in, 0) || !dp_is_i64s(m->p, in[1], 0, 1, axis)
        || !dp_is_gather(m->p, in[0], 0, &table, &order) || !is_order(m, order)) {
        return false;
    }
    return dp_is_f64s(m->p, table, m->members.n, m->weight) || dp_refute(m->p, "estimator_weights_: others than in the file");
}

/* The first place where the sum is at least half of all. */
static bool is_place(struct median *m, dp_span name)
{
    dp_span flat, number, reached, less, sums, half, by, last;
    dp_prover *p = m->p;
    return dp_is_column_as(p, name, 2, &flat) && dp_is_argmax(p, flat, &number) && dp_is_cast(p, number, DP_FORM_DOUBLE, &reached)
           && dp_is_unary(p, reached, "Not", &less) && dp_is_binary(p, less, "Less", &sums, &half) && are_sums(m, sums)
           && dp_is_binary(p, half, "Mul", &by, &last) && dp_is_factor(p, by, last, 1, 0.5)
           && dp_is_slice(p, last, m->members.n - 1, m->members.n, &sums) && are_sums(m, sums);
}

/* Of each row of `from` the one at `place`. */
static bool is_element(dp_prover *p, dp_span name, dp_span *from, dp_span *place)
{
    dp_span in[2];
    const dp_form_node *node = dp_node_of(p, name);
    if (node == NULL || !dp_attr_is(node, "axis", 1) || !dp_says(p, name, "GatherElements", 2, in, 1)) {
        return dp_refute(p, "the weighted median: expected one of each row");
    }
    *from = in[0];
    *place = in[1];
    return true;
}

static bool begin(struct median *m, dp_prover *p, dp_state *s)
{
    *m = (struct median){.p = p};
    if (!dp_src_members_find(p, s, false, &m->members) || !dp_input_holds(p, dp_src_members_features(&m->members))) {
        return false;
    }
    dp_nums weight = dp_need_nums_any(s, "estimator_weights_", 1);
    m->weight = weight.v;
    return (!s->failed && weight.count >= m->members.n) || dp_refute(p, "estimator_weights_ are not those of the trees");
}

bool dp_prove_ada_boost_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct median m;
    dp_span flat, answer, y, which, order, place;
    return dp_claims_only(p, c, true, false, false, false) && begin(&m, p, s) && c->number.port != NULL
           && dp_claim_numbers(p, &c->number, 1) && dp_claim_flat(p, &c->number, &flat)
           && dp_is_column_as(p, flat, 1, &answer) && is_element(p, answer, &y, &which) && is_y(&m, y)
           && is_element(p, which, &order, &place) && is_order(&m, order) && is_place(&m, place);
}
