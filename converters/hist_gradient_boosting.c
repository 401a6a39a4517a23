/* HistGradientBoosting: raw = baseline + Σ leaf values (the learning rate is in them), iteration after iteration, for each
 * class of its own; then the loss's inverse link. Rows stay float64.
 *
 * _predictors: a list of iterations of lists of TreePredictor, whose nodes are packed records (offsets from the dtype):
 *   value f8, feature_idx u4 (i8 since 1.3.1), threshold f8 (num_threshold since 0.24), left u4, right u4, is_leaf u1,
 *   missing_go_to_left u1 (0.22-), is_categorical u1 and bitset_idx u4 (0.24-); left and right of a leaf mean nothing
 * raw_left_cat_bitsets: u4 [splits, 8], a bit a category that goes left. Categories that training did not see
 * (_bin_mapper.known_categories), negative ones and NaN go where missing values go. (Up to 1.3 numbers from 256 on wrap
 * around a C cast on some machines; here they are unknown as well.)
 * Since 1.4 models with categories have a _preprocessor: categorical columns first, as codes, then the others. */
#include "converters/common/boosted.h"
#include "converters/common/record.h"
#include "graph/emit.h"
#include "model/model.h"

#include <inttypes.h>

enum { CATEGORIES = 256, WORDS = CATEGORIES / 32 };

struct hist_boosting {
    size_t classes;           /* trees an iteration */
    dp_boosted trees;
    const double *base;       /* [classes] */
    const dp_model *before;   /* _preprocessor, or NULL */
    const uint8_t **known;    /* [n_features] of 256 flags: categories seen in training; NULL: a column of numbers */
    dp_labels labels;         /* n 0: a regressor */
    uint64_t n_features;
    bool exponential;
    bool from_raw;            /* 1.4-: the label is that of the greatest raw score, before of the greatest probability */
};

/* ---- what was known in training ---- */

static void read_known(dp_state *s, struct hist_boosting *m)
{
    size_t n = 0;
    m->known = dp_state_take(s, (size_t)m->n_features, sizeof *m->known);
    if (s->failed || !dp_has(s, "is_categorical_")) { /* up to 0.23, and models of numbers only */
        return;
    }
    dp_nums is = dp_get_nums_any(s, "_is_categorical_remapped|is_categorical_", 1);
    if (!s->failed && is.count != 0 && is.count != m->n_features) {
        dp_corrupt(s, "is_categorical_: %" PRIu64 " for %" PRIu64 " features", is.count, m->n_features);
    }
    dp_state mapper = dp_state_open(s, dp_need(s, "_bin_mapper"), "_bin_mapper");
    const dp_id *item = dp_items_of(&mapper, dp_need(&mapper, "known_categories"), "known_categories", &n);
    if (!mapper.failed && n != m->n_features) {
        dp_corrupt(&mapper, "known_categories: %zu for %" PRIu64 " features", n, m->n_features);
    }
    for (size_t i = 0; !mapper.failed && i < n; i++) {
        if (dp_kind_of(s->heap, item[i]) == DP_K_NONE) {
            continue;
        }
        dp_nums v = dp_nums_of(&mapper, item[i], "known_categories", 1);
        uint8_t *flag = dp_state_take(&mapper, CATEGORIES, 1);
        for (uint64_t k = 0; flag != NULL && k < v.count; k++) {
            if (v.v[k] >= 0 && v.v[k] < CATEGORIES) {
                flag[(size_t)v.v[k]] = 1;
            }
        }
        m->known[i] = flag;
    }
    dp_state_close(s, &mapper);
}

/* ---- one tree ---- */

struct fields {
    const dp_dtype_field *value, *feature, *threshold, *left, *right, *leaf, *missing, *categorical, *bitset;
};

struct predictor {
    const dp_array *nodes;
    struct fields at;
    const dp_array *bitsets; /* [splits, 8]; NULL: none */
};

static bool find_fields(const dp_dtype *type, struct fields *at)
{
    const dp_dtype_field *threshold = dp_record_field(type, "num_threshold");
    at->threshold = threshold != NULL ? threshold : dp_record_field(type, "threshold");
    at->value = dp_record_field(type, "value");
    at->feature = dp_record_field(type, "feature_idx");
    at->left = dp_record_field(type, "left");
    at->right = dp_record_field(type, "right");
    at->leaf = dp_record_field(type, "is_leaf");
    at->missing = dp_record_field(type, "missing_go_to_left");
    at->categorical = dp_record_field(type, "is_categorical");
    at->bitset = dp_record_field(type, "bitset_idx");
    return dp_record_is(at->value, "f", 8, 8) && dp_record_is(at->threshold, "f", 8, 8) &&
           dp_record_is(at->feature, "iu", 4, 8) && dp_record_is(at->left, "iu", 4, 8) &&
           dp_record_is(at->right, "iu", 4, 8) && dp_record_is(at->leaf, "ub", 1, 1) &&
           (at->missing == NULL || dp_record_is(at->missing, "ub", 1, 1)) &&
           (at->categorical == NULL || (dp_record_is(at->categorical, "ub", 1, 1) && dp_record_is(at->bitset, "iu", 4, 8)));
}

static const uint8_t *record(const struct predictor *p, uint64_t i)
{
    return p->nodes->data.p + i * p->nodes->type.itemsize;
}

static void read_nodes(dp_state *tree, struct predictor *p)
{
    dp_id id = dp_need(tree, "nodes");
    p->nodes = dp_array_of(tree->heap, id);
    dp_id bitsets = dp_get(tree, "raw_left_cat_bitsets");
    p->bitsets = bitsets != 0 ? dp_array_of(tree->heap, bitsets) : NULL;
    if (tree->failed) {
        return;
    }
    if (p->nodes == NULL || p->nodes->ndim != 1 || p->nodes->count == 0 || !find_fields(&p->nodes->type, &p->at)) {
        dp_corrupt(tree, "nodes: expected 1-d records with value, feature_idx, left and right, found %s",
                   p->nodes == NULL ? dp_obj_describe(tree->heap, id) : dp_array_text(tree->ctx, p->nodes));
    } else if (p->nodes->count > INT32_MAX) {
        dp_unsupported(tree, "nodes: a tree of %" PRIu64 " nodes", p->nodes->count);
    } else if (bitsets != 0 && (p->bitsets == NULL || p->bitsets->ndim != 2 || p->bitsets->type.kind != 'u' ||
                                p->bitsets->type.itemsize != 4 || p->bitsets->dim[1] != WORDS)) {
        dp_corrupt(tree, "raw_left_cat_bitsets: expected uint32 (n, %d), found %s", WORDS, dp_obj_describe(tree->heap, bitsets));
    }
}

/* A split by category: the column that stands for it. */
static int32_t category_column(dp_state *tree, struct hist_boosting *m, const struct predictor *p, uint64_t i, int64_t feature)
{
    int64_t set = dp_record_int(record(p, i), p->at.bitset);
    const uint8_t *known = feature >= 0 && (uint64_t)feature < m->n_features ? m->known[feature] : NULL;
    if (known == NULL || p->bitsets == NULL || set < 0 || (uint64_t)set >= p->bitsets->dim[0]) {
        dp_corrupt(tree, "nodes[%" PRIu64 "]: expected a categorical feature and one of its sets, found %" PRId64 " and %" PRId64,
                   i, feature, set);
        return 0;
    }
    uint8_t side[CATEGORIES];
    dp_category_sides sides = {side, CATEGORIES, DP_SIDE_MISSING, DP_SIDE_MISSING, DP_SIDE_MISSING};
    for (uint64_t v = 0; v < CATEGORIES; v++) {
        uint32_t word = (uint32_t)dp_array_i64(p->bitsets, (uint64_t)set * WORDS + v / 32);
        side[v] = (word >> v % 32 & 1) != 0 ? DP_SIDE_LEFT : known[v] ? DP_SIDE_RIGHT : DP_SIDE_MISSING;
    }
    return (int32_t)dp_category_split(tree, m->trees.splits, (uint64_t)feature, &sides);
}

static int32_t narrow(int64_t v)
{
    return v < INT32_MIN || v > INT32_MAX ? INT32_MAX : (int32_t)v; /* which is no node and no feature */
}

static dp_flat_node flat_node(dp_state *tree, struct hist_boosting *m, const struct predictor *p, uint64_t i)
{
    const uint8_t *r = record(p, i);
    if (dp_record_int(r, p->at.leaf) != 0) {
        return (dp_flat_node){.left = -1, .right = -1};
    }
    int64_t feature = dp_record_int(r, p->at.feature);
    dp_flat_node node = {.left = narrow(dp_record_int(r, p->at.left)), .right = narrow(dp_record_int(r, p->at.right)),
                         .feature = (uint64_t)feature < m->n_features ? narrow(feature) : INT32_MAX,
                         .threshold = dp_record_f64(r, p->at.threshold)};
    node.missing_left = p->at.missing != NULL && dp_record_int(r, p->at.missing) != 0;
    if (node.left <= 0) { /* the root is nobody's child */
        node.left = INT32_MAX;
    }
    if (p->at.categorical != NULL && dp_record_int(r, p->at.categorical) != 0) {
        node.feature = category_column(tree, m, p, i, feature);
        node.threshold = 0.5;
    }
    return node;
}

static void add_tree(dp_state *s, struct hist_boosting *m, size_t k, dp_id predictor, const char *path)
{
    dp_state tree = dp_state_open(s, predictor, path);
    struct predictor p = {0};
    read_nodes(&tree, &p);
    uint32_t n = tree.failed ? 0 : (uint32_t)p.nodes->count;
    dp_flat_node *node = tree.failed ? NULL : dp_state_take(&tree, n, sizeof *node);
    double *value = tree.failed ? NULL : dp_state_take(&tree, n, sizeof *value);
    for (uint32_t i = 0; !tree.failed && i < n; i++) {
        node[i] = flat_node(&tree, m, &p, i);
        value[i] = dp_record_f64(record(&p, i), p.at.value);
    }
    if (!tree.failed) {
        dp_boosted_add(&tree, &m->trees, k, "nodes", node, value, n, true);
    }
    dp_state_close(s, &tree);
}

/* ---- all of them ---- */

/* The predictors of each iteration: [iterations][classes]. */
static const dp_id **read_iterations(dp_state *s, struct hist_boosting *m, size_t *n)
{
    const dp_id *iteration = dp_items_of(s, dp_need(s, "_predictors"), "_predictors", n);
    const dp_id **predictor = dp_state_take(s, *n != 0 ? *n : 1, sizeof *predictor);
    for (size_t i = 0; !s->failed && i < *n; i++) {
        size_t k = 0;
        predictor[i] = dp_items_of(s, iteration[i], "_predictors", &k);
        m->classes = i == 0 ? k : m->classes;
        if (!s->failed && k != m->classes) {
            dp_corrupt(s, "_predictors[%zu]: expected %zu trees, as the first has, found %zu", i, m->classes, k);
        }
    }
    if (!s->failed && (*n == 0 || m->classes == 0)) {
        dp_corrupt(s, "_predictors: expected at least one tree, found none");
    }
    return s->failed ? NULL : predictor;
}

static void read_trees(dp_state *s, struct hist_boosting *m, const dp_id **predictor, size_t iterations)
{
    dp_boosted_begin(s, &m->trees, m->classes, iterations, m->n_features, false);
    for (size_t i = 0; !s->failed && i < iterations; i++) {
        for (size_t k = 0; !s->failed && k < m->classes; k++) {
            add_tree(s, m, k, predictor[i][k], dp_take_printf(s->ctx, "_predictors[%zu][%zu]", i, k));
        }
    }
    dp_boosted_end(s, &m->trees);
}

static void read_base(dp_state *s, struct hist_boosting *m)
{
    dp_nums v = dp_need_nums(s, "_baseline_prediction", 2);
    double *base = dp_state_take(s, m->classes, sizeof *base);
    if (!s->failed && v.count != m->classes) {
        dp_corrupt(s, "_baseline_prediction: expected %zu numbers, found %" PRIu64, m->classes, v.count);
    }
    for (size_t k = 0; !s->failed && k < m->classes; k++) {
        base[k] = v.v[k] + 0.0; /* it is added to zeros */
    }
    m->base = base;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct hist_boosting *m = ir;
    size_t iterations = 0;
    const char *loss = dp_get_text(s, "loss", "");
    int64_t n_features = dp_get_int(s, "_n_features|n_features_|n_features_in_", 0);
    const dp_id **predictor = read_iterations(s, m, &iterations);
    if (!s->failed && (n_features < 1 || n_features > INT32_MAX)) {
        dp_corrupt(s, "n_features_in_: expected a number from 1 on, found %" PRId64, n_features);
    }
    dp_same_count(s, "n_trees_per_iteration_", m->classes, "_predictors has");
    if (s->failed) {
        return;
    }
    m->n_features = (uint64_t)n_features;
    m->exponential = dp_is(loss, "poisson") || dp_is(loss, "gamma");
    m->from_raw = dp_state_era(s) >= 104;
    m->before = dp_has(s, "_preprocessor") ? dp_child(s, dp_get(s, "_preprocessor"), "_preprocessor") : NULL;
    if (dp_is(variant, "classifier")) {
        m->labels = dp_need_labels(s, "classes_");
        if (!s->failed && m->labels.n != (m->classes == 1 ? 2 : m->classes)) {
            dp_corrupt(s, "classes_: %zu of them, but %zu trees an iteration", m->labels.n, m->classes);
        }
    } else if (m->classes != 1) {
        dp_corrupt(s, "_predictors: expected one tree an iteration, found %zu", m->classes);
    }
    read_base(s, m);
    read_known(s, m);
    if (!s->failed) {
        read_trees(s, m, predictor, iterations);
    }
}

/* ---- the computation ---- */

/* [N, classes] */
static dp_val raw_of(dp_graph *g, const struct hist_boosting *m, dp_ports *ports)
{
    dp_val *column = dp_graph_take(g, m->classes, sizeof *column);
    dp_val x = m->before != NULL ? dp_emit_transform_of(g, m->before, ports) : dp_port_numbers(g, ports);
    const uint64_t wide = g->failed ? 0 : dp_value_at(g, x)->shape.dim[1];
    if (!g->failed && wide != m->n_features) {
        dp_graph_fail(g, DP_CORRUPT, "", "_preprocessor: expected %" PRIu64 " columns, found %" PRIu64, m->n_features, wide);
    }
    x = g->failed ? 0 : dp_category_columns(g, m->trees.splits, x);
    for (size_t k = 0; k < m->classes && !g->failed; k++) {
        column[k] = dp_forest_sum(g, x, m->trees.forest[k], m->trees.table[k], 1, &m->base[k], 0.0);
    }
    return dp_concat(g, column, m->classes, 1);
}

static void answer_classes(dp_graph *g, const struct hist_boosting *m, dp_ports *ports, dp_val raw)
{
    bool two = m->classes == 1;
    dp_val z = two ? dp_flat(g, raw) : raw;
    dp_val p = two ? dp_two_columns(g, dp_sigmoid(g, z)) : dp_softmax(g, z);
    dp_val yes = dp_cast(g, dp_binary(g, DP_OP_GREATER, z, dp_scalar(g, 0.0)), DP_T_I64);
    dp_answer(g, ports, DP_DECISION_FUNCTION, z);
    dp_answer(g, ports, DP_PREDICT_PROBA, p);
    dp_answer_labels(g, ports, &m->labels, !m->from_raw ? dp_argmax(g, p, 1) : two ? yes : dp_argmax(g, raw, 1));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct hist_boosting *m = ir;
    dp_val raw = raw_of(g, m, ports);
    if (g->failed) {
        return;
    }
    if (m->labels.n != 0) {
        answer_classes(g, m, ports, raw);
    } else {
        dp_val y = dp_flat(g, raw);
        dp_answer(g, ports, DP_PREDICT, m->exponential ? dp_unary(g, DP_OP_EXP, y) : y);
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct hist_boosting *)ir)->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_model_takes(((const struct hist_boosting *)ir)->before, column, n, uses);
}

const dp_family dp_hist_gradient_boosting = {"hist_gradient_boosting", sizeof(struct hist_boosting), NULL, resolve, emit, width,
                                             takes};
