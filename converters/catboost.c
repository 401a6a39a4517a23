/* CatBoost: models over numbers. The state's __model is "CBM1", 4 bytes of length and a FlatBuffer (catboost's model.fbs):
 *   1 trees { 0 outputs, 1 splits [], 2 sizes [], 3 starts [], 4 categorical features [], 5 float features [], 6 one-hot [],
 *             7 ctr [], 8 leaf values [], 10 steps [] (u2 left, u2 right), 11 leaf of each node [], 12 texts [],
 *             13 estimated [], 14 scale, 15 bias, 16 biases [], 18 embeddings [] }
 *   categorical feature { 1 place among all features }
 *   float feature { 2 place among all features, 3 borders [], 5 NaN: 0 as it is, 1 false, 2 true }
 *   2 information [] { 0 key, 1 value }: class_params, params
 * A split is the number of a border, counted over all float features; it is true where the float32 x > border. A tree of
 * size d is symmetric: split i is bit i of its leaf's number. With steps, splits are nodes: the steps to the next, 0 to end.
 *   raw = scale · Σ leaf values + bias
 * Splits by categories look for hashes of their texts, which no ONNX operator has; a category without splits is not read. */
#include "converters/common/boosted.h"
#include "graph/ports.h"
#include "model/document.h"
#include "model/family.h"
#include "model/flatbuffer.h"

#include <inttypes.h>
#include <math.h>

enum { TREES = 1, INFORMATION = 2 };
enum { OUTPUTS = 0, SPLITS = 1, SIZES = 2, STARTS = 3, CATEGORICAL = 4, FLOATS = 5, ONE_HOT = 6, STATISTICS = 7, VALUES = 8,
       STEPS = 10, LEAVES = 11, TEXTS = 12, ESTIMATED = 13, SCALE = 14, BIAS = 15, BIASES = 16, EMBEDDINGS = 18 };
enum { CATEGORY_PLACE = 1, PLACE = 2, BORDERS = 3, NAN_IS = 5, NAN_IS_TRUE = 2 };
enum { DEEPEST = 16 };

enum link { IDENTITY, EXPONENTIAL, LOGISTIC, SOFTMAX };

struct catboost {
    dp_boosted trees;
    uint64_t n_features;
    double scale;
    double *bias;     /* [outputs] */
    enum link link;
    dp_labels labels; /* n 0: numbers */
};

struct border {
    int32_t feature;
    bool missing_left;
    double at;
};

struct reading {
    dp_flatbuffer f;
    size_t trees;
    struct border *border;
    uint64_t n_borders;
    dp_fb_vector splits, sizes, starts, values, steps, leaves;
    uint64_t next; /* leaf values used so far by symmetric trees */
};

/* ---- features ---- */

static void count_place(dp_state *s, struct catboost *m, int64_t place)
{
    if (!s->failed && (place < 0 || place >= INT32_MAX)) {
        dp_corrupt(s, "__model: a feature without a place");
    }
    m->n_features = place >= 0 && (uint64_t)place + 1 > m->n_features ? (uint64_t)place + 1 : m->n_features;
}

static void add_feature(dp_state *s, struct reading *r, struct catboost *m, size_t feature)
{
    int64_t place = dp_fb_int(&r->f, feature, PLACE, 4, -1);
    bool missing_left = dp_fb_int(&r->f, feature, NAN_IS, 1, 0) != NAN_IS_TRUE;
    dp_fb_vector borders = dp_fb_vector_of(&r->f, feature, BORDERS, 4);
    count_place(s, m, place);
    for (uint32_t i = 0; !s->failed && i < borders.n; i++) {
        float v = dp_loadf32(r->f.bytes.p + borders.at + 4 * (size_t)i);
        struct border *border = dp_grow(s->ctx, &r->border, (size_t)r->n_borders, sizeof *border);
        if (border == NULL) {
            s->failed = true;
            return;
        }
        *border = (struct border){(int32_t)place, missing_left, (double)v};
        r->n_borders++;
    }
}

static void read_features(dp_state *s, struct reading *r, struct catboost *m)
{
    static const struct { unsigned part; const char *why; } others[] = {
        {ONE_HOT, "splits by a category's 32-bit hash, and has no list of the texts hashed: ONNX has no operator for that hash"},
        {STATISTICS, "splits by statistics found by hashes of categories, and has no list of the texts hashed: ONNX has no operator "
                     "for that hash"},
        {TEXTS, "takes texts, whose words are found by hashes: ONNX has no operator for them"},
        {ESTIMATED, "splits by features computed of texts or embeddings, which are not read here"},
        {EMBEDDINGS, "takes embeddings, each column a list of numbers: no table of rows"},
    };
    for (size_t i = 0; !s->failed && i < sizeof others / sizeof *others; i++) {
        if (dp_fb_vector_of(&r->f, r->trees, others[i].part, 4).n != 0) {
            dp_unsupported(s, "%s", others[i].why);
        }
    }
    dp_fb_vector categories = dp_fb_vector_of(&r->f, r->trees, CATEGORICAL, 4);
    for (uint32_t i = 0; !s->failed && i < categories.n; i++) {
        count_place(s, m, dp_fb_int(&r->f, dp_fb_table_at(&r->f, categories, i), CATEGORY_PLACE, 4, -1));
    }
    dp_fb_vector features = dp_fb_vector_of(&r->f, r->trees, FLOATS, 4);
    for (uint32_t i = 0; !s->failed && i < features.n; i++) {
        add_feature(s, r, m, dp_fb_table_at(&r->f, features, i));
    }
    if (!s->failed && m->n_features == 0) {
        dp_corrupt(s, "__model: expected features, found none");
    }
}

/* ---- trees ---- */

static uint32_t u32_of(const struct reading *r, dp_fb_vector v, uint64_t i)
{
    return dp_load32(r->f.bytes.p + v.at + 4 * i);
}

static dp_flat_node split_at(dp_state *s, const struct reading *r, uint64_t i)
{
    uint32_t k = i < r->splits.n ? u32_of(r, r->splits, i) : UINT32_MAX;
    if (k >= r->n_borders) {
        dp_corrupt(s, "__model: split %" PRIu64 ": expected one of %" PRIu64 " borders", i, r->n_borders);
        return (dp_flat_node){.left = -1};
    }
    const struct border *border = &r->border[k];
    return (dp_flat_node){.feature = border->feature, .missing_left = border->missing_left, .threshold = border->at};
}

/* A tree for each output: the same splits, values of its own. place[i]: of node i, if a leaf, the number of its values. */
static void add_outputs(dp_state *s, const struct reading *r, struct catboost *m, const dp_flat_node *node,
                        const uint64_t *place, uint32_t n, const char *what)
{
    size_t outputs = m->trees.outputs;
    for (size_t k = 0; !s->failed && k < outputs; k++) {
        double *value = dp_state_take(s, n, sizeof *value);
        for (uint32_t i = 0; value != NULL && i < n; i++) {
            uint64_t at = place[i] + k;
            if (node[i].left < 0 && at >= r->values.n) {
                dp_corrupt(s, "%s: expected one of %" PRIu32 " leaf values, found number %" PRIu64, what, r->values.n, at);
                return;
            }
            value[i] = node[i].left < 0 ? dp_loadf64(r->f.bytes.p + r->values.at + 8 * at) + 0.0 : 0.0;
        }
        dp_boosted_add(s, &m->trees, k, what, node, value, n, false);
    }
}

/* Symmetric: node j of level d (from 0) is 2^d - 1 + j, where bit i of j says how split i went. */
static void add_symmetric(dp_state *s, struct reading *r, struct catboost *m, uint32_t t, const char *what)
{
    uint32_t depth = u32_of(r, r->sizes, t);
    uint32_t start = u32_of(r, r->starts, t);
    if (depth > DEEPEST || (uint64_t)1 << depth > r->values.n) {
        dp_corrupt(s, "%s: %" PRIu32 " splits", what, depth);
        return;
    }
    uint32_t leaves = 1U << depth;
    uint32_t n = 2 * leaves - 1;
    dp_flat_node *node = dp_state_take(s, n, sizeof *node);
    uint64_t *place = dp_state_take(s, n, sizeof *place);
    for (uint32_t d = 0; !s->failed && d < depth; d++) {
        dp_flat_node split = split_at(s, r, (uint64_t)start + d);
        for (uint32_t j = 0; j < 1U << d; j++) {
            split.left = (int32_t)((2U << d) - 1 + j);
            split.right = (int32_t)((2U << d) - 1 + j + (1U << d));
            node[(1U << d) - 1 + j] = split;
        }
    }
    for (uint32_t j = 0; !s->failed && j < leaves; j++) {
        node[leaves - 1 + j] = (dp_flat_node){.left = -1, .right = -1};
        place[leaves - 1 + j] = r->next + (uint64_t)j * m->trees.outputs;
    }
    r->next += (uint64_t)leaves * m->trees.outputs;
    add_outputs(s, r, m, node, place, n, what);
}

/* With steps: node i of n, and n + i the leaf that it is itself where a step is 0. */
static void add_free(dp_state *s, struct reading *r, struct catboost *m, uint32_t t, const char *what)
{
    uint32_t n = u32_of(r, r->sizes, t);
    uint64_t start = u32_of(r, r->starts, t);
    if (n == 0 || n > INT32_MAX / 2 || start + n > r->steps.n || start + n > r->leaves.n) {
        dp_corrupt(s, "%s: %" PRIu32 " nodes that are not there", what, n);
        return;
    }
    dp_flat_node *node = dp_state_take(s, 2 * (size_t)n, sizeof *node);
    uint64_t *place = dp_state_take(s, 2 * (size_t)n, sizeof *place);
    for (uint32_t i = 0; !s->failed && i < n; i++) {
        const uint8_t *step = r->f.bytes.p + r->steps.at + 4 * (start + i);
        uint32_t left = dp_load16(step);
        uint32_t right = dp_load16(step + 2);
        if (left == 0 || right == 0) { /* others have no values */
            place[i] = place[n + i] = u32_of(r, r->leaves, start + i);
        }
        node[i] = node[n + i] = (dp_flat_node){.left = -1, .right = -1};
        if (left != 0 || right != 0) {
            node[i] = split_at(s, r, start + i);
            node[i].left = (int32_t)(left != 0 ? (i + left < n ? i + left : UINT32_MAX / 2) : n + i);
            node[i].right = (int32_t)(right != 0 ? (i + right < n ? i + right : UINT32_MAX / 2) : n + i);
        }
    }
    if (!s->failed) {
        add_outputs(s, r, m, node, place, 2 * n, what);
    }
}

static void read_trees(dp_state *s, struct reading *r, struct catboost *m)
{
    r->splits = dp_fb_vector_of(&r->f, r->trees, SPLITS, 4);
    r->sizes = dp_fb_vector_of(&r->f, r->trees, SIZES, 4);
    r->starts = dp_fb_vector_of(&r->f, r->trees, STARTS, 4);
    r->values = dp_fb_vector_of(&r->f, r->trees, VALUES, 8);
    r->steps = dp_fb_vector_of(&r->f, r->trees, STEPS, 4);
    r->leaves = dp_fb_vector_of(&r->f, r->trees, LEAVES, 4);
    int64_t outputs = dp_fb_int(&r->f, r->trees, OUTPUTS, 4, 1);
    if (!s->failed && (outputs < 1 || outputs > INT16_MAX || r->starts.n != r->sizes.n)) {
        dp_corrupt(s, "__model: %" PRId64 " outputs, %" PRIu32 " trees with %" PRIu32 " starts", outputs, r->sizes.n, r->starts.n);
    }
    if (s->failed) {
        return;
    }
    dp_boosted_begin(s, &m->trees, (size_t)outputs, r->sizes.n, m->n_features, true);
    for (uint32_t t = 0; !s->failed && t < r->sizes.n; t++) {
        (r->steps.n != 0 ? add_free : add_symmetric)(s, r, m, t, dp_take_printf(s->ctx, "tree %" PRIu32, t));
    }
    dp_boosted_end(s, &m->trees);
}

static void read_bias(dp_state *s, const struct reading *r, struct catboost *m)
{
    dp_fb_vector each = dp_fb_vector_of(&r->f, r->trees, BIASES, 8);
    double one = dp_fb_double(&r->f, r->trees, BIAS, 0.0);
    m->scale = dp_fb_double(&r->f, r->trees, SCALE, 1.0);
    m->bias = s->failed ? NULL : dp_state_take(s, m->trees.outputs, sizeof *m->bias);
    if (!s->failed && each.n != 0 && each.n != m->trees.outputs) {
        dp_corrupt(s, "__model: %" PRIu32 " biases for %zu outputs", each.n, m->trees.outputs);
    }
    for (size_t k = 0; !s->failed && k < m->trees.outputs; k++) {
        m->bias[k] = each.n != 0 ? dp_loadf64(r->f.bytes.p + each.at + 8 * k) : one;
        if (!isfinite(m->bias[k]) || !isfinite(m->scale)) {
            dp_corrupt(s, "__model: expected a finite scale and bias");
        }
    }
}

/* ---- what it is for ---- */

static const dp_doc *information(dp_state *s, const struct reading *r, const char *key)
{
    dp_fb_vector all = dp_fb_vector_of(&r->f, dp_fb_root(&r->f), INFORMATION, 4);
    for (uint32_t i = 0; !s->failed && i < all.n; i++) {
        size_t entry = dp_fb_table_at(&r->f, all, i);
        if (dp_span_is(dp_fb_text(&r->f, entry, 0), key)) {
            return dp_doc_read(s, dp_fb_text(&r->f, entry, 1));
        }
    }
    return NULL;
}

static bool is_loss(const dp_doc *loss, const char *name)
{
    return loss != NULL && loss->kind == DP_DOC_TEXT && dp_span_is(loss->text, name);
}

static void read_link(dp_state *s, const struct reading *r, struct catboost *m, bool classifier)
{
    const dp_doc *loss = dp_doc_get(dp_doc_get(information(s, r, "params"), "loss_function"), "type");
    if (classifier) {
        m->link = m->trees.outputs == 1 || is_loss(loss, "MultiClassOneVsAll") ? LOGISTIC : SOFTMAX;
    } else if (is_loss(loss, "Poisson") || is_loss(loss, "Tweedie")) {
        m->link = EXPONENTIAL;
    } else if (is_loss(loss, "RMSEWithUncertainty") || is_loss(loss, "SurvivalAft")) {
        dp_unsupported(s, "a loss whose predict is not yet known here");
    }
}

/* class_names: texts, or numbers; without it classes are numbers from 0 on. */
static void read_labels(dp_state *s, const struct reading *r, struct catboost *m)
{
    const dp_doc *names = dp_doc_get(information(s, r, "class_params"), "class_names");
    size_t n = m->trees.outputs == 1 ? 2 : m->trees.outputs;
    bool told = names != NULL && names->kind == DP_DOC_LIST && names->n != 0;
    dp_span *text = dp_state_take(s, n, sizeof *text);
    int64_t *number = dp_state_take(s, n, sizeof *number);
    double *real = dp_state_take(s, n, sizeof *real);
    if (!s->failed && told && names->n != n) {
        dp_corrupt(s, "class_names: %" PRIu32 " of them for %zu outputs", names->n, m->trees.outputs);
    }
    const dp_doc *name = told ? names->first : NULL;
    m->labels = (dp_labels){.kind = DP_LABEL_INT, .n = n, .i = number, .text = text, .f = real};
    for (size_t k = 0; !s->failed && k < n; k++, name = name != NULL ? name->next : NULL) {
        double v = name != NULL ? name->number : (double)k;
        text[k] = name != NULL ? name->text : (dp_span){NULL, 0};
        number[k] = v > -0x1p53 && v < 0x1p53 ? (int64_t)v : 0;
        real[k] = v;
        m->labels.kind = text[k].p != NULL ? DP_LABEL_TEXT : v != (double)number[k] ? DP_LABEL_FLOAT : m->labels.kind;
        if (text[k].p != NULL && memchr(text[k].p, '\\', text[k].n) != NULL) {
            dp_unsupported(s, "class_names: a name with an escape in it");
        }
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct catboost *m = ir;
    struct reading r = {0};
    bool classifier = dp_is(variant, "classifier");
    dp_span bytes = dp_obj_bytes(s->heap, dp_need(s, "__model"));
    if (!s->failed && (bytes.n < 12 || memcmp(bytes.p, "CBM1", 4) != 0)) {
        dp_corrupt(s, "__model: expected CatBoost's own bytes, CBM1");
    }
    if (s->failed) {
        return;
    }
    r.f = (dp_flatbuffer){s, dp_span_cut(bytes, 8, dp_load32(bytes.p + 4))};
    r.trees = dp_fb_table(&r.f, dp_fb_root(&r.f), TREES);
    if (!s->failed && r.trees == 0) {
        dp_corrupt(s, "__model: expected trees, found none");
    }
    read_features(s, &r, m);
    if (!s->failed) {
        read_trees(s, &r, m);
    }
    read_bias(s, &r, m);
    if (!s->failed) {
        read_link(s, &r, m, classifier);
    }
    if (!s->failed && classifier) {
        read_labels(s, &r, m);
    }
}

/* ---- the computation ---- */

/* [N, outputs] */
static dp_val raw_of(dp_graph *g, const struct catboost *m, dp_val x)
{
    const dp_boosted *trees = &m->trees;
    dp_val x32 = dp_cast(g, x, DP_T_F32);
    dp_val *column = dp_graph_take(g, trees->outputs, sizeof *column);
    for (size_t k = 0; k < trees->outputs && !g->failed; k++) {
        dp_val sum = dp_forest_sum(g, x32, trees->forest[k], trees->table[k], 1, NULL, 0.0);
        sum = m->scale != 1.0 ? dp_binary(g, DP_OP_MUL, sum, dp_scalar(g, m->scale)) : sum;
        column[k] = m->bias[k] != 0.0 ? dp_binary(g, DP_OP_ADD, sum, dp_scalar(g, m->bias[k])) : sum;
    }
    return dp_concat(g, column, trees->outputs, 1);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct catboost *m = ir;
    dp_val raw = raw_of(g, m, ports->x);
    if (g->failed) {
        return;
    }
    bool one = m->trees.outputs == 1;
    if (m->labels.n == 0) {
        dp_val y = m->link == EXPONENTIAL ? dp_unary(g, DP_OP_EXP, raw) : raw;
        dp_answer(g, ports, DP_PREDICT, one ? dp_flat(g, y) : y);
        return;
    }
    dp_val p = m->link == SOFTMAX ? dp_softmax(g, raw) : dp_sigmoid(g, raw);
    dp_val yes = dp_cast(g, dp_binary(g, DP_OP_GREATER, raw, dp_scalar(g, 0.0)), DP_T_I64);
    dp_answer(g, ports, DP_PREDICT_PROBA, one ? dp_two_columns(g, p) : p);
    dp_answer_labels(g, ports, &m->labels, one ? dp_flat(g, yes) : dp_argmax(g, raw, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct catboost *)ir)->n_features;
}

const dp_family dp_catboost = {"catboost", sizeof(struct catboost), NULL, resolve, emit, width};
