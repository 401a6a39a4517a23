/* XGBoost: Booster, and the scikit-learn wrappers around one.
 *   margin = base + Σ leaf values (of dart: times the tree's weight), each added in float32, in the trees' order; before 1.3 (dart: 1.4)
 *   the base comes last. Wrappers of 1.4 to 3.3 have each of dart's trees start from the base and take it off again.
 * then the objective's own function of it, whose float32 results are given as float64. Rows are float32; a row goes left
 * where x < condition, that is x <= the float32 before it; by category where the category is not in the set. What equals
 * `missing` is missing, as NaN is. The wrappers leave off the trees behind best_iteration. */
#include "converters/common/boosted.h"
#include "converters/common/xgboost_model.h"
#include "graph/ports.h"
#include "model/family.h"

#include <inttypes.h>
#include <math.h>

enum link { IDENTITY, EXPONENTIAL, LOGISTIC, SOFTMAX, SOFTMAX_CLASS, HINGE };

struct xgboost {
    dp_boosted trees;
    dp_xgboost_model model;
    double *base;        /* [outputs], margins */
    enum link link;
    double missing;      /* NaN: nothing else is */
    dp_labels labels;    /* n 0: numbers */
    bool by_category;
    bool base_is_odds;   /* base_score is a probability */
    bool sum_first;      /* the base is added to the sum */
    bool around_base;    /* dart of the wrappers */
};

/* ---- objective ---- */

static void read_objective(dp_state *s, struct xgboost *m)
{
    static const struct { const char *name; enum link link; } known[] = {
        {"reg:squarederror", IDENTITY}, {"reg:linear", IDENTITY}, {"reg:squaredlogerror", IDENTITY},
        {"reg:pseudohubererror", IDENTITY}, {"reg:absoluteerror", IDENTITY}, {"reg:quantileerror", IDENTITY},
        {"reg:expectileerror", IDENTITY}, {"binary:logitraw", IDENTITY}, {"rank:pairwise", IDENTITY}, {"rank:ndcg", IDENTITY},
        {"rank:map", IDENTITY}, {"binary:logistic", LOGISTIC}, {"reg:logistic", LOGISTIC}, {"binary:hinge", HINGE},
        {"count:poisson", EXPONENTIAL}, {"reg:gamma", EXPONENTIAL}, {"reg:tweedie", EXPONENTIAL},
        {"survival:cox", EXPONENTIAL}, {"survival:aft", EXPONENTIAL}, {"multi:softprob", SOFTMAX},
        {"multi:softmax", SOFTMAX_CLASS},
    };
    size_t i = 0;
    while (i < sizeof known / sizeof *known && !dp_span_is(m->model.objective, known[i].name)) {
        i++;
    }
    if (i == sizeof known / sizeof *known) {
        dp_unsupported(s, "an objective of XGBoost that is not known here");
        return;
    }
    m->link = known[i].link;
}

/* base_score is what the link gives; XGBoost goes back to the margin in float32. */
static void read_base(dp_state *s, struct xgboost *m)
{
    uint64_t n = dp_xgboost_outputs(&m->model);
    m->base = dp_state_take(s, (size_t)n, sizeof *m->base);
    for (uint64_t k = 0; !s->failed && k < n; k++) {
        float v = (float)m->model.base[m->model.n_base == 1 ? 0 : k];
        if (!m->model.base_is_margin && m->base_is_odds) {
            v = -logf(1.0F / v - 1.0F);
        } else if (!m->model.base_is_margin && m->link == EXPONENTIAL) {
            v = logf(v);
        }
        if (!isfinite(v)) {
            dp_corrupt(s, "base_score: expected a number that its objective can give");
        }
        m->base[k] = (double)v;
    }
}

/* ---- trees ---- */

/* A split by category: those of the set go right, all others left. */
static void category_split(dp_state *s, struct xgboost *m, const dp_xgboost_tree *tree, uint64_t set, dp_flat_node *node)
{
    double from = tree->set_from[set];
    double size = tree->set_size[set];
    uint64_t most = 0;
    if (!(from >= 0 && size >= 0 && from + size <= (double)tree->n_categories) || node->feature < 0 ||
        (uint64_t)node->feature >= m->model.n_features) {
        dp_corrupt(s, "categories_segments: a run of categories that is not there");
        return;
    }
    const double *category = tree->category + (size_t)from;
    for (size_t i = 0; i < (size_t)size; i++) {
        if (!(category[i] >= 0 && category[i] < 0x1p24)) {
            dp_corrupt(s, "categories: expected numbers from 0 on, found %g", category[i]);
            return;
        }
        most = (uint64_t)category[i] + 1 > most ? (uint64_t)category[i] + 1 : most;
    }
    uint8_t *side = dp_state_take(s, (size_t)most + 1, 1); /* zeros: left */
    for (size_t i = 0; side != NULL && i < (size_t)size; i++) {
        side[(size_t)category[i]] = DP_SIDE_RIGHT;
    }
    const dp_category_sides sides = {side, (size_t)most, DP_SIDE_LEFT, DP_SIDE_LEFT, DP_SIDE_MISSING};
    node->feature = (int32_t)dp_category_split(s, m->trees.splits, (uint64_t)node->feature, &sides);
    node->threshold = 0.5;
    m->by_category = true;
}

/* The tree with the numbers that its leaves have for one output. */
static void add_output(dp_state *s, struct xgboost *m, const dp_xgboost_tree *tree, uint64_t k, const char *what)
{
    uint64_t output = tree->group + k;
    double *value = dp_state_take(s, tree->n != 0 ? tree->n : 1, sizeof *value);
    for (uint32_t i = 0; value != NULL && i < tree->n; i++) {
        float leaf = (float)tree->value[i * tree->width + k];
        if (m->around_base) {
            float with = leaf + (float)m->base[output];
            leaf = with - (float)m->base[output];
        }
        value[i] = (double)(leaf * (float)tree->weight);
    }
    if (!s->failed) {
        dp_boosted_add(s, &m->trees, (size_t)output, what, tree->node, value, tree->n, false);
    }
}

static void add_tree(dp_state *s, struct xgboost *m, const dp_xgboost_tree *tree, uint64_t t)
{
    for (uint32_t i = 0; !s->failed && i < tree->n; i++) {
        dp_flat_node *node = &tree->node[i];
        if (node->left >= 0 && (uint64_t)node->feature >= m->model.n_features) {
            dp_corrupt(s, "split_indices: expected one of %" PRIu64 " features, found %" PRId32, m->model.n_features,
                       node->feature);
        }
        node->threshold = (double)nextafterf((float)node->threshold, -INFINITY);
    }
    for (uint64_t i = 0; !s->failed && i < tree->n_sets; i++) {
        double at = tree->set_node[i];
        if (!(at >= 0 && at < (double)tree->n)) {
            dp_corrupt(s, "categories_nodes: expected one of %" PRIu32 " nodes, found %g", tree->n, at);
            return;
        }
        category_split(s, m, tree, i, &tree->node[(size_t)at]);
    }
    const char *what = dp_take_printf(s->ctx, "trees[%" PRIu64 "]", t);
    for (uint64_t k = 0; !s->failed && k < tree->width; k++) {
        add_output(s, m, tree, k, what);
    }
}

/* limit: trees an output; 0, all of them. */
static void read_booster(dp_state *s, struct xgboost *m, uint64_t limit)
{
    if (s->failed) {
        return;
    }
    uint64_t outputs = dp_xgboost_outputs(&m->model);
    uint64_t most = m->model.n_trees;
    most = limit != 0 && limit < most / m->model.n_together ? limit * m->model.n_together : most;
    m->sum_first = m->model.version < (m->model.dart ? 104 : 103);
    read_objective(s, m);
    m->base_is_odds = m->link == LOGISTIC || (m->model.version < 103 && dp_span_is(m->model.objective, "binary:logitraw"));
    read_base(s, m);
    dp_boosted_begin(s, &m->trees, (size_t)outputs, (size_t)most, m->model.n_features, false);
    for (uint64_t t = 0; !s->failed && t < most; t++) {
        add_tree(s, m, &m->model.tree[t], t);
    }
    dp_boosted_end(s, &m->trees);
}

/* ---- the wrappers ---- */

/* How many trees an output predict looks at: up to 1.3 the wrapper tells (with early stopping), up to 1.7 the booster's own
 * attributes, since 2.0 one inside its model; 0: all. */
static uint64_t limit_of(dp_state *s, dp_state *booster, const dp_xgboost_model *model)
{
    int64_t trees = dp_get_int(model->version < 104 ? s : booster, "best_ntree_limit", 0);
    int64_t best = dp_get_int(booster, "best_iteration", model->best_iteration);
    if (model->version < 104 || trees > 0) {
        return trees > 0 ? (uint64_t)trees : 0;
    }
    return best >= 0 ? ((uint64_t)best + 1) * model->parallel : 0;
}

static void numbered(dp_state *s, dp_labels *labels, int64_t n)
{
    int64_t *number = n > 0 && n < INT32_MAX ? dp_state_take(s, (size_t)n, sizeof *number) : NULL;
    for (int64_t k = 0; number != NULL && k < n; k++) {
        number[k] = k;
    }
    *labels = (dp_labels){.kind = DP_LABEL_INT, .n = number != NULL ? (size_t)n : 0, .i = number};
}

static void read_classes(dp_state *s, struct xgboost *m)
{
    uint64_t outputs = dp_xgboost_outputs(&m->model);
    if (dp_has(s, "classes_")) {
        m->labels = dp_need_labels(s, "classes_");
    } else if (dp_has(s, "_le")) {
        dp_state encoder = dp_state_open(s, dp_get(s, "_le"), "_le");
        m->labels = dp_need_labels(&encoder, "classes_");
        dp_state_close(s, &encoder);
    } else { /* since 2.0 classes are numbers from 0 on */
        numbered(s, &m->labels, dp_get_int(s, "n_classes_", outputs == 1 ? 2 : (int64_t)outputs));
    }
    if (!s->failed && m->labels.n != (outputs == 1 ? 2 : outputs)) {
        dp_corrupt(s, "n_classes_: %zu, but the booster has %" PRIu64 " outputs", m->labels.n, outputs);
    }
    if (!s->failed && (m->link == EXPONENTIAL || (m->link == IDENTITY && outputs != 1))) {
        dp_unsupported(s, "a classifier whose objective gives no probabilities");
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct xgboost *m = ir;
    m->missing = (double)NAN;
    if (dp_is(variant, "booster")) {
        dp_xgboost_read_handle(s, &m->model);
        read_booster(s, m, 0);
        return;
    }
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    dp_xgboost_read_handle(&booster, &m->model);
    uint64_t limit = limit_of(s, &booster, &m->model);
    m->around_base = m->model.dart && m->model.version >= 104 && m->model.version < 304;
    read_booster(&booster, m, limit);
    dp_state_close(s, &booster);
    m->missing = (double)(float)dp_get_f64_any(s, "missing", (double)NAN);
    if (!s->failed && dp_is(variant, "classifier")) {
        read_classes(s, m);
    }
}

/* ---- the computation ---- */

/* Rows as the trees see them: float32, with NaN for what is missing. */
static dp_val rows_of(dp_graph *g, const struct xgboost *m, dp_val x)
{
    bool told = !isnan(m->missing);
    if (!told && !m->by_category) {
        return dp_cast(g, x, DP_T_F32);
    }
    dp_val wide = dp_rounded(g, x);
    if (told) {
        wide = dp_choose(g, dp_binary(g, DP_OP_EQUAL, wide, dp_scalar(g, m->missing)), dp_scalar(g, (double)NAN), wide);
    }
    return dp_cast(g, dp_category_columns(g, m->trees.splits, wide), DP_T_F32);
}

/* base + bias + Σ weight · x over what is not missing, feature after feature: [N, outputs] float32. The base is that of the first
 * output for all, as XGBoost itself has it since each has one of its own (3.1). One Add a feature: ONNX Runtime turns a Transpose
 * and a ReduceSum into a sum in an order of its own. */
static dp_val linear_of(dp_graph *g, const struct xgboost *m, dp_val x)
{
    uint64_t outputs = dp_xgboost_outputs(&m->model);
    uint64_t n = m->model.n_features;
    dp_val *column = dp_graph_take(g, outputs, sizeof *column);
    dp_val zero = dp_scalar(g, 0.0);
    dp_val wide = dp_cast(g, x, DP_T_F64);
    wide = dp_choose(g, dp_unary(g, DP_OP_IS_NAN, wide), zero, wide);
    for (uint64_t k = 0; k < outputs && !g->failed; k++) {
        double *weight = dp_graph_take(g, n, sizeof *weight);
        if (g->failed) {
            return 0;
        }
        for (uint64_t i = 0; i < n; i++) {
            weight[i] = (double)(float)m->model.weights[i * outputs + k];
        }
        double first = (double)((float)m->model.weights[n * outputs + k] + (float)m->base[0]);
        dp_val terms = dp_cast(g, dp_binary(g, DP_OP_MUL, wide, dp_row(g, weight, n)), DP_T_F32); /* one rounding */
        dp_val sum = dp_cast(g, dp_scalar(g, first), DP_T_F32);
        for (uint64_t i = 0; i < n && !g->failed; i++) {
            sum = dp_binary(g, DP_OP_ADD, sum, dp_slice(g, terms, 1, (int64_t)i, (int64_t)i + 1));
        }
        column[k] = sum;
    }
    return dp_concat(g, column, outputs, 1);
}

/* [N, outputs] float32 */
static dp_val margin_of(dp_graph *g, const struct xgboost *m, dp_val x)
{
    const dp_boosted *trees = &m->trees;
    dp_val rows = rows_of(g, m, x);
    dp_val *column = dp_graph_take(g, trees->outputs, sizeof *column);
    if (m->model.weights != NULL && !g->failed) {
        return linear_of(g, m, rows);
    }
    for (size_t k = 0; k < trees->outputs && !g->failed; k++) {
        const double *first = m->sum_first ? NULL : &m->base[k];
        column[k] = dp_forest_sum_f32(g, rows, trees->forest[k], trees->table[k], first);
        if (m->sum_first) { /* of two float32 numbers: float64 rounds once */
            dp_val sum = dp_binary(g, DP_OP_ADD, dp_cast(g, column[k], DP_T_F64), dp_scalar(g, m->base[k]));
            column[k] = dp_cast(g, sum, DP_T_F32);
        }
    }
    return dp_concat(g, column, trees->outputs, 1);
}

/* 1 / (1 + exp(-x)) with float32 after each step. */
static dp_val logistic(dp_graph *g, dp_val margin)
{
    const double most = (double)88.7F;
    dp_val one = dp_scalar(g, 1.0);
    dp_val power = dp_binary(g, DP_OP_MIN, dp_unary(g, DP_OP_NEG, margin), dp_scalar(g, most));
    dp_val below = dp_rounded(g, dp_binary(g, DP_OP_ADD, dp_rounded(g, dp_unary(g, DP_OP_EXP, power)), one));
    return dp_rounded(g, dp_binary(g, DP_OP_DIV, one, below));
}

/* float32 after each step, but for the sum. */
static dp_val softmax(dp_graph *g, dp_val margin)
{
    dp_val most = dp_gather_elements(g, margin, dp_column(g, dp_argmax(g, margin, 1)), 1);
    dp_val e = dp_rounded(g, dp_unary(g, DP_OP_EXP, dp_rounded(g, dp_binary(g, DP_OP_SUB, margin, most))));
    dp_val sum = dp_rounded(g, dp_sum_columns(g, e));
    return dp_rounded(g, dp_binary(g, DP_OP_DIV, e, sum));
}

static dp_val linked(dp_graph *g, const struct xgboost *m, dp_val margin)
{
    switch (m->link) {
    case EXPONENTIAL:
        return dp_rounded(g, dp_unary(g, DP_OP_EXP, margin));
    case LOGISTIC:
        return logistic(g, margin);
    case HINGE:
        return dp_cast(g, dp_binary(g, DP_OP_GREATER, margin, dp_scalar(g, 0.0)), DP_T_F64);
    case SOFTMAX: case SOFTMAX_CLASS:
        return softmax(g, margin);
    case IDENTITY:
        break;
    }
    return margin;
}

static void answer_classes(dp_graph *g, const struct xgboost *m, dp_ports *ports, dp_val y)
{
    if (m->trees.outputs != 1) {
        dp_answer(g, ports, DP_PREDICT_PROBA, y);
        dp_answer_labels(g, ports, &m->labels, dp_argmax(g, y, 1));
        return;
    }
    dp_val yes = dp_binary(g, DP_OP_GREATER, dp_flat(g, y), dp_scalar(g, 0.5));
    dp_answer(g, ports, DP_PREDICT_PROBA, dp_rounded(g, dp_two_columns(g, y)));
    dp_answer_labels(g, ports, &m->labels, dp_cast(g, yes, DP_T_I64));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct xgboost *m = ir;
    dp_val margin = dp_cast(g, margin_of(g, m, dp_coded_columns_rows(g, &m->model.coded, ports)), DP_T_F64);
    dp_val y = g->failed ? 0 : linked(g, m, margin);
    if (g->failed) {
        return;
    }
    ports->y_is_f32 = true;
    if (m->labels.n != 0) {
        answer_classes(g, m, ports, y);
    } else if (m->link == SOFTMAX_CLASS) {
        dp_answer(g, ports, DP_PREDICT, dp_cast(g, dp_argmax(g, y, 1), DP_T_F64));
    } else {
        dp_answer(g, ports, DP_PREDICT, m->trees.outputs == 1 ? dp_flat(g, y) : y);
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct xgboost *)ir)->model.n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_coded_columns_take(&((const struct xgboost *)ir)->model.coded, column, n, uses);
}

const dp_family dp_xgboost = {"xgboost", sizeof(struct xgboost), NULL, resolve, emit, width, takes};
