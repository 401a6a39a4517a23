/* BaggingClassifier and BaggingRegressor: the mean of what the estimators answer, each to its own columns
 * (estimators_features_). A classifier without predict_proba gives one vote. Estimators of a classifier were fitted on the
 * numbers of the classes, and may have met only some of them. */
#include "converters/common/columns.h"
#include "converters/common/members.h"
#include "converters/common/tree_members.h"

#include <inttypes.h>

struct bagging {
    dp_labels classes;         /* n 0: a regressor */
    size_t n;
    const dp_forest *forest;   /* of all estimators, if they are trees; NULL: members */
    const double *table;
    dp_members members;
    dp_column_set *columns;    /* [n]; n 0: all of them */
    uint64_t n_features;
};

static size_t row_width(const struct bagging *m)
{
    return m->classes.n != 0 ? m->classes.n : 1;
}

/* ---- trees ---- */

struct leaves {
    const dp_tree_state *tree;
    const dp_labels *own; /* the tree's classes; NULL: a regressor */
    double *scratch;
    size_t width;
};

static void fill(const void *self, uint32_t leaf, double *row)
{
    const struct leaves *l = self;
    memset(row, 0, l->width * sizeof *row);
    dp_tree_state_answer(l->tree, leaf, l->scratch);
    size_t n = l->own != NULL ? l->own->n : 1;
    for (size_t k = 0; k < n; k++) {
        row[l->own != NULL ? l->own->i[k] : 0] += l->scratch[k]; /* 0.0 + -0.0 is 0.0, as in the sum over the trees */
    }
}

/* Are these numbers of our classes, in their order? */
static bool are_encoded(const struct bagging *m, const dp_labels *own)
{
    bool good = own->kind == DP_LABEL_INT;
    for (size_t k = 0; good && k < own->n; k++) {
        good = own->i[k] >= 0 && (uint64_t)own->i[k] < m->classes.n && (k == 0 || own->i[k] > own->i[k - 1]);
    }
    return good;
}

static void add_tree(dp_state *s, struct bagging *m, dp_forest_builder *b, dp_id estimator, size_t i)
{
    const dp_column_set *set = &m->columns[i];
    bool classifier = m->classes.n != 0;
    uint64_t wide = set->n != 0 ? set->n : m->n_features;
    dp_tree_state tree;
    dp_labels own = {0};
    dp_tree_member_read(s, estimator, dp_take_printf(s->ctx, "estimators_[%zu]", i), wide, classifier ? &own : NULL, &tree);
    if (!s->failed && classifier && !are_encoded(m, &own)) {
        dp_corrupt(s, "estimators_[%zu].classes_: expected numbers of %zu classes", i, m->classes.n);
    }
    uint32_t *feature = dp_state_take(s, (size_t)wide, sizeof *feature);
    double *scratch = dp_state_take(s, own.n != 0 ? own.n : 1, sizeof *scratch);
    if (s->failed) {
        return;
    }
    for (uint64_t k = 0; k < set->n; k++) {
        feature[k] = (uint32_t)set->index[k];
    }
    tree.tree.feature = set->n != 0 ? feature : NULL;
    struct leaves leaves = {&tree, classifier ? &own : NULL, scratch, row_width(m)};
    dp_forest_add_filled(b, &tree.tree, fill, &leaves);
}

static void read_trees(dp_state *s, struct bagging *m, const dp_id *estimator)
{
    dp_forest_builder *b = dp_forest_begin(s->ctx, m->n, m->n_features, row_width(m));
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        add_tree(s, m, b, estimator[i], i);
    }
    m->forest = s->failed ? NULL : dp_forest_end(b, &m->table);
    s->failed = m->forest == NULL;
}

/* ---- reading ---- */

static void read_columns(dp_state *s, struct bagging *m)
{
    size_t n = 0;
    m->columns = dp_state_take(s, m->n, sizeof *m->columns);
    if (s->failed || !dp_has(s, "estimators_features_")) {
        return;
    }
    const dp_id *item = dp_items_of(s, dp_get(s, "estimators_features_"), "estimators_features_", &n);
    if (!s->failed && n != m->n) {
        dp_corrupt(s, "estimators_features_: %zu for %zu estimators", n, m->n);
    }
    for (size_t i = 0; !s->failed && i < n; i++) {
        const char *what = dp_take_printf(s->ctx, "estimators_features_[%zu]", i);
        m->columns[i] = dp_columns_drawn(s, item[i], what, m->n_features);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct bagging *m = ir;
    bool classifier = dp_is(variant, "classifier");
    const dp_id *estimator = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &m->n);
    m->n_features = (uint64_t)dp_get_int(s, "n_features_in_|n_features_", 0);
    if (classifier) {
        m->classes = dp_need_labels(s, "classes_");
    }
    if (!s->failed && (m->n == 0 || m->n_features == 0)) {
        dp_corrupt(s, "estimators_: expected estimators over some features, found %zu over %" PRIu64, m->n, m->n_features);
    }
    dp_same_count(s, "n_estimators", m->n, "there are estimators_"); /* which the sum is divided by */
    if (s->failed) {
        return;
    }
    read_columns(s, m);
    if (dp_are_single_trees(s, estimator, m->n, classifier)) {
        read_trees(s, m, estimator);
        return;
    }
    dp_members_read(s, "estimators_", &m->members);
}

/* ---- the computation ---- */

/* Probabilities of the classes that the estimator knows, at their places among all: [N, C]. */
static dp_val spread(dp_graph *g, const struct bagging *m, const dp_labels *own, dp_val p)
{
    if (own == NULL || !are_encoded(m, own)) {
        dp_graph_fail(g, DP_CORRUPT, "", "estimators_: expected classifiers of numbers of %zu classes", m->classes.n);
        return 0;
    }
    if (own->n == m->classes.n) {
        return p;
    }
    double *place = dp_graph_take(g, own->n * m->classes.n, sizeof *place);
    if (g->failed) {
        return 0;
    }
    for (size_t k = 0; k < own->n; k++) {
        place[k * m->classes.n + (size_t)own->i[k]] = 1.0;
    }
    return dp_matmul(g, p, dp_matrix(g, place, own->n, m->classes.n));
}

struct answers {
    dp_val *predict, *score; /* [estimators]; score[0] 0: no decision_function */
    bool f32;                /* all numbers of a regressor are, and are added as such */
};

/* One estimator's number or probabilities, and its scores. */
static void of_member(dp_graph *g, const struct bagging *m, size_t i, const dp_ports *ports, struct answers *out)
{
    const dp_model *member = m->members.model[i];
    const dp_column_set *set = &m->columns[i];
    dp_ports own;
    dp_port_same(ports, &own);
    if (set->n != 0) {
        dp_port_select(g, ports, set->index, set->n, &own);
    }
    own.want[DP_PREDICT] = own.want[DP_PREDICT_PROBA] = own.want[DP_DECISION_FUNCTION] = true;
    dp_emit_child(g, member, &own);
    bool proba = m->classes.n != 0 && own.out[DP_PREDICT_PROBA].n == 1;
    if (!g->failed && !proba && own.out[DP_PREDICT].n != 1) {
        dp_graph_fail(g, DP_UNSUPPORTED, member->path, "%s has no single answer", member->canonical);
    }
    if (g->failed) {
        return;
    }
    dp_labels numbers = dp_numbered_labels(g, m->classes.n);
    out->f32 = out->f32 && own.y_is_f32;
    out->predict[i] = m->classes.n == 0 ? dp_column(g, own.out[DP_PREDICT].v[0])
                      : proba           ? spread(g, m, own.classes, own.out[DP_PREDICT_PROBA].v[0])
                                        : dp_ballot(g, own.out[DP_PREDICT].v[0], &numbers);
    bool all = own.classes != NULL && own.classes->n == m->classes.n;
    out->score[i] = own.out[DP_DECISION_FUNCTION].n == 1 && all ? dp_column(g, own.out[DP_DECISION_FUNCTION].v[0]) : 0;
}

static dp_val mean_of_members(dp_graph *g, const struct bagging *m, dp_ports *ports)
{
    struct answers a = {dp_graph_take(g, m->n, sizeof *a.predict), dp_graph_take(g, m->n, sizeof *a.score), m->classes.n == 0};
    bool scores = m->classes.n != 0;
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        of_member(g, m, i, ports, &a);
        scores = scores && a.score[i] != 0;
    }
    if (g->failed) {
        return 0;
    }
    if (scores) {
        uint64_t wide = dp_value_at(g, a.score[0])->shape.dim[1];
        dp_val score = dp_mean_in_order(g, a.score, m->n, wide, (double)m->n, false);
        dp_answer(g, ports, DP_DECISION_FUNCTION, wide == 1 ? dp_flat(g, score) : score);
    }
    ports->y_is_f32 = a.f32;
    return dp_mean_in_order(g, a.predict, m->n, row_width(m), (double)m->n, a.f32);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct bagging *m = ir;
    dp_val y;
    if (m->forest != NULL) {
        dp_val x = dp_cast(g, dp_port_numbers(g, ports), DP_T_F32);
        y = dp_forest_sum(g, x, m->forest, m->table, row_width(m), NULL, (double)m->n);
    } else {
        y = mean_of_members(g, m, ports);
    }
    if (g->failed) {
        return;
    }
    if (m->classes.n == 0) {
        dp_answer(g, ports, DP_PREDICT, dp_flat(g, y));
        return;
    }
    dp_answer(g, ports, DP_PREDICT_PROBA, y);
    dp_answer_labels(g, ports, &m->classes, dp_argmax(g, y, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct bagging *)ir)->n_features;
}

/* Which of the whole input each estimator looks at. */
static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct bagging *m = ir;
    if (m->forest != NULL) {
        dp_model_takes(NULL, column, n, uses);
    }
    for (size_t i = 0; i < m->members.n; i++) {
        const dp_column_set *set = &m->columns[i];
        uint64_t wide = set->n != 0 ? set->n : n;
        uint64_t *own = dp_take(uses->ctx, (size_t)wide, sizeof *own);
        for (uint64_t k = 0; own != NULL && k < wide; k++) {
            uint64_t from = set->n != 0 ? set->index[k] : k;
            own[k] = from < n ? column[from] : 0;
        }
        if (own == NULL || m->n_features > n) {
            return; /* memory, or fewer columns than it was fitted on: emit says so */
        }
        dp_model_takes(m->members.model[i], own, wide, uses);
    }
}

const dp_family dp_bagging = {"bagging", sizeof(struct bagging), NULL, resolve, emit, width, takes};
