/* LightGBM: Booster, and the scikit-learn wrappers around one. The booster is pickled as its model text.
 *   raw = Σ leaf values (shrinkage and dart's weights are in them) / iterations, where it is a random forest
 * of leaves that may be linear models (linear_tree)
 * then the objective's own function of it. A row goes left where x <= threshold; NaN counts as 0 where the split does not
 * know missing values, and zeros count as missing where it takes them for that. best_iteration cuts the trees off.
 *
 * pandas_categorical lists the categories of each categorical column of the frame that it was fitted on, in their order: rows
 * have the numbers of their categories in place of them, and NaN for others. */
#include "converters/common/boosted.h"
#include "converters/common/coded_columns.h"
#include "converters/common/lightgbm_text.h"
#include "converters/common/linear_leaves.h"
#include "graph/ports.h"
#include "model/family.h"

#include <inttypes.h>
#include <math.h>

static const double ZERO = 1e-35f; /* numbers up to this are zeros */

enum link { IDENTITY, EXPONENTIAL, LOGISTIC, SOFTMAX, SIGNED_SQUARE, LOG1P_EXP };

struct lightgbm {
    dp_boosted trees;
    uint64_t n_features;
    dp_linear_leaves *linear; /* [outputs]; NULL: leaves are values */
    double iterations;  /* 0: no mean */
    bool zero_missing;
    enum link link;
    double slope;       /* of LOGISTIC */
    dp_labels labels;   /* n 0: numbers */
    dp_coded_columns coded; /* pandas' columns of categories */
    bool has_scores;    /* a classifier with a decision_function, which what stands around it asks first */
};

/* ---- trees ---- */

static void category_split(dp_state *s, struct lightgbm *m, const dp_lightgbm_tree *tree, uint32_t i, dp_flat_node *node)
{
    double set = tree->threshold[i];
    uint64_t k = set >= 0 && set < (double)tree->sets && set == floor(set) ? (uint64_t)set : tree->sets;
    double from = k < tree->sets ? tree->bound[k] : -1;
    double to = k < tree->sets ? tree->bound[k + 1] : -1;
    if (!(from >= 0 && from <= to && to <= (double)tree->words) || node->feature < 0 || (uint64_t)node->feature >= m->n_features) {
        dp_corrupt(s, "split %" PRIu32 ": expected one of %" PRIu64 " sets of categories", i, tree->sets);
        return;
    }
    size_t n = ((size_t)to - (size_t)from) * 32;
    uint8_t *side = dp_state_take(s, n != 0 ? n : 1, 1);
    for (size_t v = 0; side != NULL && v < n; v++) {
        uint32_t word = (uint32_t)tree->word[(size_t)from + v / 32];
        side[v] = (word >> v % 32 & 1) != 0 ? DP_SIDE_LEFT : DP_SIDE_RIGHT;
    }
    const dp_category_sides sides = {side, n, DP_SIDE_RIGHT, DP_SIDE_RIGHT, DP_SIDE_RIGHT};
    node->feature = (int32_t)dp_category_split(s, m->trees.splits, (uint64_t)node->feature, &sides);
    node->threshold = 0.5;
    node->missing_left = 0;
}

static dp_flat_node split(dp_state *s, struct lightgbm *m, const dp_lightgbm_tree *tree, uint32_t i)
{
    int32_t child[] = {dp_boosted_index(tree->left[i]), dp_boosted_index(tree->right[i])};
    for (int k = 0; k < 2; k++) { /* leaves stand behind the splits */
        child[k] = child[k] < 0 ? (int32_t)tree->leaves - 1 + ~child[k] : child[k];
        child[k] = child[k] <= 0 ? INT32_MAX : child[k];
    }
    int32_t type = dp_boosted_index(tree->decision[i]);
    dp_flat_node node = {child[0], child[1], dp_boosted_index(tree->feature[i]), (type & DP_LGB_MISSING_LEFT) != 0,
                         tree->threshold[i]};
    if (node.feature < 0 || (uint64_t)node.feature >= m->n_features) {
        dp_corrupt(s, "split_feature: expected one of %" PRIu64 " features, found %g", m->n_features, tree->feature[i]);
    } else if ((type & DP_LGB_BY_CATEGORY) != 0) {
        category_split(s, m, tree, i, &node);
    } else if ((type & DP_LGB_ZERO_MISSING) != 0) {
        node.feature += (int32_t)m->n_features;
    } else if ((type & DP_LGB_NAN_MISSING) == 0) {
        node.missing_left = 0.0 <= node.threshold;
    }
    return node;
}

/* In place of the leaves' values, their numbers among all of the output. */
static void number_leaves(dp_state *s, const struct lightgbm *m, const dp_lightgbm_tree *tree, dp_linear_leaves *to, double *value)
{
    uint64_t done = 0;
    for (uint32_t i = 0; !s->failed && i < tree->leaves; i++) {
        dp_linear_leaf leaf = {.value = tree->value[i], .first = tree->value[i]};
        if (tree->first != NULL) {
            leaf.first = tree->first[i];
            leaf.terms = (uint64_t)tree->terms[i];
            leaf.feature = tree->term + done;
            leaf.coef = tree->coef + done;
            done += leaf.terms;
        }
        value[i] = dp_linear_leaf_add(s, to, &leaf, m->n_features);
    }
}

static void add_tree(dp_state *s, struct lightgbm *m, dp_lightgbm_text *text, uint64_t t)
{
    dp_lightgbm_tree tree;
    dp_lightgbm_next(s, text, &tree);
    uint32_t splits = tree.leaves != 0 ? tree.leaves - 1 : 0;
    uint32_t n = splits + tree.leaves;
    dp_flat_node *node = dp_state_take(s, n != 0 ? n : 1, sizeof *node);
    double *value = dp_state_take(s, n != 0 ? n : 1, sizeof *value);
    for (uint32_t i = 0; !s->failed && i < splits; i++) {
        node[i] = split(s, m, &tree, i);
    }
    for (uint32_t i = splits; !s->failed && i < n; i++) {
        node[i] = (dp_flat_node){.left = -1, .right = -1};
        value[i] = tree.value[i - splits] + 0.0; /* the sum begins with 0.0 */
    }
    if (m->linear != NULL && !s->failed) {
        number_leaves(s, m, &tree, &m->linear[t % text->per_iteration], value + splits);
    }
    if (!s->failed) {
        const char *what = dp_take_printf(s->ctx, "Tree=%" PRIu64, t);
        dp_boosted_add(s, &m->trees, (size_t)(t % text->per_iteration), what, node, value, n, true);
    }
}

/* ---- reading ---- */

static void read_objective(dp_state *s, struct lightgbm *m, const dp_lightgbm_text *text)
{
    static const struct { const char *name; enum link link; } known[] = {
        {"binary", LOGISTIC}, {"multiclassova", LOGISTIC}, {"multiclass", SOFTMAX}, {"poisson", EXPONENTIAL},
        {"gamma", EXPONENTIAL}, {"tweedie", EXPONENTIAL}, {"cross_entropy", LOGISTIC}, {"xentropy", LOGISTIC},
        {"cross_entropy_lambda", LOG1P_EXP}, {"xentlambda", LOG1P_EXP}, {"regression", IDENTITY},
        {"regression_l1", IDENTITY}, {"huber", IDENTITY}, {"fair", IDENTITY}, {"quantile", IDENTITY}, {"mape", IDENTITY},
        {"lambdarank", IDENTITY}, {"rank_xendcg", IDENTITY}, {"custom", IDENTITY}, {"none", IDENTITY},
    };
    size_t i = 0;
    while (i < sizeof known / sizeof *known && !dp_lightgbm_says(text, known[i].name, true)) {
        i++;
    }
    if (i == sizeof known / sizeof *known && text->objective.n != 0) {
        dp_unsupported(s, "an objective of LightGBM that is not known here");
        return;
    }
    m->link = text->objective.n == 0 ? IDENTITY : known[i].link;
    m->slope = dp_lightgbm_setting(text, "sigmoid", 1.0);
    if (m->link == IDENTITY && dp_lightgbm_says(text, "sqrt", false)) {
        m->link = SIGNED_SQUARE;
    }
}

/* The feature with the next list of categories: as the parameter tells, which pandas' columns are not in before 3.0, or as
 * feature_infos do. *next: a feature that has not been looked at. UINT64_MAX: none. */
static uint64_t next_by_category(dp_lightgbm_text *text, bool told, uint64_t *next)
{
    if (told) {
        return dp_lightgbm_number(&text->by_category);
    }
    while (text->infos.n != 0) {
        dp_span info = dp_lightgbm_name(&text->infos);
        uint64_t feature = (*next)++;
        if (info.n != 0 && info.p[0] != '[' && memchr(info.p, ':', info.n) != NULL) {
            return feature;
        }
    }
    return UINT64_MAX;
}

/* Ordered categories are among pandas', but not among those that splits know: then nothing tells which columns they are. */
static void read_categories(dp_state *s, struct lightgbm *m, dp_lightgbm_text *text)
{
    size_t n = 0;
    dp_id list = dp_get(s, "pandas_categorical");
    bool none = list == 0 || dp_kind_of(s->heap, list) == DP_K_NONE;
    const dp_id *item = none ? NULL : dp_items_of(s, list, "pandas_categorical", &n);
    if (s->failed || n == 0) {
        return;
    }
    dp_categories *all = dp_state_take(s, n, sizeof *all);
    dp_coded_columns_begin(s, m->n_features, &m->coded);
    bool told = text->by_category.n != 0;
    uint64_t next = 0;
    dp_span names = text->names;
    uint64_t least = 0;
    for (size_t i = 0; !s->failed && i < n; i++) {
        uint64_t feature = next_by_category(text, told, &next);
        if (feature == UINT64_MAX) {
            dp_unsupported(s, "pandas_categorical: %zu columns of categories, of which only %zu are told: ordered ones are not", n, i);
        } else if (feature < least || feature >= m->n_features) {
            dp_corrupt(s, "categorical_feature: expected growing numbers of %" PRIu64 " features", m->n_features);
        } else {
            dp_categories_of_items(s, item[i], "pandas_categorical", &all[i]);
            m->coded.category[feature] = &all[i];
            least = feature + 1;
        }
    }
    for (uint64_t i = 0; !s->failed && i < m->n_features; i++) {
        m->coded.name[i] = dp_lightgbm_name(&names);
    }
}

static void read_booster(dp_state *s, struct lightgbm *m)
{
    dp_lightgbm_text text;
    dp_lightgbm_open_handle(s, &text);
    int64_t best = dp_get_int(s, "best_iteration", 0);
    if (s->failed) {
        return;
    }
    uint64_t iterations = text.n_trees / text.per_iteration;
    iterations = best > 0 && (uint64_t)best < iterations ? (uint64_t)best : iterations;
    m->n_features = text.n_features;
    read_categories(s, m, &text);
    m->zero_missing = text.zero_missing;
    m->iterations = text.average ? (double)iterations : 0.0;
    read_objective(s, m, &text);
    m->linear = text.linear ? dp_state_take(s, (size_t)text.per_iteration, sizeof *m->linear) : NULL;
    uint64_t columns = text.zero_missing ? 2 * text.n_features : text.n_features;
    dp_boosted_begin(s, &m->trees, (size_t)text.per_iteration, (size_t)iterations, columns, true);
    for (uint64_t t = 0; !s->failed && t < iterations * text.per_iteration; t++) {
        add_tree(s, m, &text, t);
    }
    dp_boosted_end(s, &m->trees);
}

static void read_classes(dp_state *s, struct lightgbm *m)
{
    if (dp_has(s, "_classes")) {
        m->labels = dp_need_labels(s, "_classes");
    } else {
        dp_state encoder = dp_state_open(s, dp_need(s, "_le"), "_le");
        m->labels = dp_need_labels(&encoder, "classes_");
        dp_state_close(s, &encoder);
    }
    size_t outputs = m->trees.outputs;
    if (!s->failed && m->labels.n != (outputs == 1 ? 2 : outputs)) {
        dp_corrupt(s, "_classes: %zu of them, but %zu trees an iteration", m->labels.n, outputs);
    }
    if (!s->failed && m->link != LOGISTIC && m->link != SOFTMAX) {
        dp_unsupported(s, "a classifier with an objective of one's own, which has no probabilities");
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct lightgbm *m = ir;
    if (dp_is(variant, "booster")) {
        read_booster(s, m);
        return;
    }
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    read_booster(&booster, m);
    dp_state_close(s, &booster);
    if (!s->failed && dp_is(variant, "classifier")) {
        read_classes(s, m);
        m->has_scores = dp_has(s, "_fitted_with_feature_names"); /* both came with 4.7 */
    }
}

/* ---- the computation ---- */

/* x, and behind it x with NaN for zeros, where splits ask for that. */
static dp_val columns_of(dp_graph *g, const struct lightgbm *m, dp_val x)
{
    if (!m->zero_missing) {
        return x;
    }
    dp_val tiny = dp_binary(g, DP_OP_LESS_OR_EQUAL, dp_unary(g, DP_OP_ABS, x), dp_scalar(g, ZERO));
    dp_val both[] = {x, dp_choose(g, tiny, dp_scalar(g, (double)NAN), x)};
    return dp_concat(g, both, 2, 1);
}

/* [N, outputs] */
static dp_val raw_of(dp_graph *g, const struct lightgbm *m, dp_val x)
{
    const dp_boosted *trees = &m->trees;
    dp_val *column = dp_graph_take(g, trees->outputs, sizeof *column);
    dp_val all = dp_category_columns(g, trees->splits, columns_of(g, m, x));
    for (size_t k = 0; k < trees->outputs && !g->failed; k++) {
        column[k] = m->linear != NULL ? dp_linear_leaves_sum(g, &m->linear[k], x, all, trees->forest[k], trees->table[k])
                                      : dp_forest_sum(g, all, trees->forest[k], trees->table[k], 1, NULL, 0.0);
        column[k] = m->iterations != 0.0 ? dp_binary(g, DP_OP_DIV, column[k], dp_scalar(g, m->iterations)) : column[k];
    }
    return dp_concat(g, column, trees->outputs, 1);
}

static dp_val linked(dp_graph *g, const struct lightgbm *m, dp_val raw)
{
    dp_val one = dp_scalar(g, 1.0);
    switch (m->link) {
    case EXPONENTIAL:
        return dp_unary(g, DP_OP_EXP, raw);
    case LOGISTIC:
        return dp_sigmoid(g, dp_binary(g, DP_OP_MUL, raw, dp_scalar(g, m->slope)));
    case SOFTMAX:
        return dp_softmax(g, raw);
    case SIGNED_SQUARE:
        return dp_binary(g, DP_OP_MUL, dp_unary(g, DP_OP_ABS, raw), raw);
    case LOG1P_EXP:
        return dp_unary(g, DP_OP_LOG, dp_binary(g, DP_OP_ADD, one, dp_unary(g, DP_OP_EXP, raw)));
    case IDENTITY:
        break;
    }
    return raw;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct lightgbm *m = ir;
    dp_val raw = raw_of(g, m, dp_coded_columns_rows(g, &m->coded, ports));
    dp_val y = linked(g, m, raw);
    if (g->failed) {
        return;
    }
    bool one = m->trees.outputs == 1;
    if (m->labels.n == 0) {
        dp_answer(g, ports, DP_PREDICT, one ? dp_flat(g, y) : y);
        return;
    }
    if (m->has_scores) {
        dp_answer(g, ports, DP_DECISION_FUNCTION, one ? dp_flat(g, raw) : raw);
    }
    dp_val p = one ? dp_two_columns(g, y) : y;
    dp_answer(g, ports, DP_PREDICT_PROBA, p);
    dp_answer_labels(g, ports, &m->labels, dp_argmax(g, p, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct lightgbm *)ir)->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_coded_columns_take(&((const struct lightgbm *)ir)->coded, column, n, uses);
}

const dp_family dp_lightgbm = {"lightgbm", sizeof(struct lightgbm), NULL, resolve, emit, width, takes};
