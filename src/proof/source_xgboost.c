#include "proof/source_xgboost.h"

#include "base/num.h"
#include "model/document.h"

struct reading {
    dp_prover *p;
    dp_state *s;
    dp_src_xgboost *x;
};

static bool bad(const struct reading *r, const char *what)
{
    return dp_refute(r->p, "XGBoost's model: %s", what);
}

dp_src_xgboost_tree *dp_src_xgboost_add(dp_prover *p, dp_src_xgboost *x, uint64_t n, uint64_t width)
{
    bool fits = n != 0 && n <= INT32_MAX && width != 0 && width <= INT32_MAX;
    dp_src_xgboost_tree *tree = fits ? dp_grow(p->ctx, &x->tree, x->n, sizeof *tree) : NULL;
    if (tree == NULL) {
        dp_refute(p, "XGBoost's model: a tree of no nodes");
        return NULL;
    }
    *tree = (dp_src_xgboost_tree){.n = (uint32_t)n, .width = width, .weight = 1.0F};
    tree->node = dp_take(p->ctx, (size_t)n, sizeof *tree->node);
    tree->value = dp_take(p->ctx, (size_t)(n * width), sizeof *tree->value);
    x->n += tree->node != NULL && tree->value != NULL;
    return tree->node != NULL && tree->value != NULL ? tree : NULL;
}

bool dp_src_xgboost_base(dp_prover *p, dp_src_xgboost *x, const float *v, uint64_t n)
{
    float *each = n == 1 || n == x->outputs ? dp_take(p->ctx, (size_t)x->outputs, sizeof *each) : NULL;
    for (uint64_t k = 0; each != NULL && k < x->outputs; k++) {
        each[k] = v[n == 1 ? 0 : k];
    }
    x->base = each;
    return each != NULL || dp_refute(p, "base_score: not one for each output");
}

/* ---- numbers of the document ---- */

static uint64_t count(const struct reading *r, const dp_doc *from, const char *key, uint64_t otherwise)
{
    const dp_doc *doc = dp_doc_get(from, key);
    double v = doc != NULL ? dp_doc_number(r->s, doc, key) : (double)otherwise;
    return v >= 0 && v < 0x1p31 ? (uint64_t)v : UINT32_MAX;
}

/* n numbers; NULL: there are others. */
static const double *numbers(const struct reading *r, const dp_doc *doc, const char *what, uint64_t n)
{
    uint64_t have = 0;
    const double *v = doc != NULL ? dp_doc_numbers(r->s, doc, what, &have) : NULL;
    return have == n ? v : NULL;
}

static const double *list(const struct reading *r, const dp_doc *from, const char *key, uint64_t n)
{
    return numbers(r, dp_doc_get(from, key), key, n);
}

static int64_t whole(double v)
{
    return v > -0x1p31 && v < 0x1p31 ? (int64_t)v : INT64_MIN;
}

/* ---- trees ---- */

/* Of vectors: base_weights of every node, or since 3.2 leaf_weights of leaves, which have their number for a right child. */
static bool read_vectors(const struct reading *r, const dp_doc *doc, const double *right, dp_src_xgboost_tree *tree)
{
    uint64_t have = 0;
    const dp_doc *own = dp_doc_get(doc, "leaf_weights");
    bool numbered = own != NULL && own->n != 0;
    const dp_doc *from = numbered ? own : dp_doc_get(doc, "base_weights");
    const double *v = from != NULL ? dp_doc_numbers(r->s, from, "weights", &have) : NULL;
    for (uint32_t i = 0; v != NULL && i < tree->n; i++) {
        int64_t at = numbered ? whole(right[i]) : (int64_t)i;
        if (tree->node[i].leaf && (at < 0 || (uint64_t)at >= have / tree->width)) {
            return bad(r, "a leaf without numbers");
        }
        for (uint64_t k = 0; tree->node[i].leaf && k < tree->width; k++) {
            tree->value[i * tree->width + k] = (float)v[(uint64_t)at * tree->width + k];
        }
    }
    return v != NULL || bad(r, "leaves without numbers");
}

/* A set's categories go to the right, all else to the left; NaN where the node says. Nodes, and where their runs of categories
 * begin and how long they are, stand in lists. */
static bool read_sets(const struct reading *r, const dp_doc *doc, dp_src_xgboost_tree *tree)
{
    uint64_t n = 0;
    uint64_t all = 0;
    const dp_doc *nodes = dp_doc_get(doc, "categories_nodes");
    const double *at = nodes != NULL ? dp_doc_numbers(r->s, nodes, "categories_nodes", &n) : NULL;
    if (n == 0) {
        return !r->s->failed || bad(r, "categories_nodes");
    }
    const dp_doc *list_of = dp_doc_get(doc, "categories");
    const double *category = list_of != NULL ? dp_doc_numbers(r->s, list_of, "categories", &all) : NULL;
    const double *from = list(r, doc, "categories_segments", n);
    const double *size = list(r, doc, "categories_sizes", n);
    for (uint64_t i = 0; i < n; i++) {
        int8_t *side;
        double most = -1;
        bool fits = at != NULL && category != NULL && from != NULL && size != NULL && at[i] >= 0 && at[i] < (double)tree->n
                    && from[i] >= 0 && size[i] >= 0 && from[i] + size[i] <= (double)all;
        for (uint64_t k = 0; fits && k < (uint64_t)size[i]; k++) {
            double v = category[(uint64_t)from[i] + k];
            fits = v >= 0 && v < 0x1p24 && v == (double)(int64_t)v;
            most = v > most ? v : most;
        }
        dp_src_node *node = fits ? &tree->node[(size_t)at[i]] : NULL;
        if (node == NULL) {
            return bad(r, "a set of categories that is not there");
        }
        node->by_set = true;
        node->set = dp_sets_add(r->p, &r->x->sets, (uint64_t)(most + 1), 0, -1, &side);
        for (uint64_t k = 0; node->set >= 0 && k < (uint64_t)size[i]; k++) {
            side[(size_t)category[(uint64_t)from[i] + k]] = 1;
        }
        if (node->set < 0) {
            return false;
        }
    }
    return true;
}

static bool read_tree(const struct reading *r, const dp_doc *doc, double group)
{
    const dp_doc *param = dp_doc_get(doc, "tree_param");
    uint64_t n = count(r, param, "num_nodes", 0);
    uint64_t width = count(r, param, "size_leaf_vector", 1);
    const double *left = list(r, doc, "left_children", n);
    const double *right = list(r, doc, "right_children", n);
    const double *feature = list(r, doc, "split_indices", n);
    const double *condition = list(r, doc, "split_conditions", n);
    const double *missing = list(r, doc, "default_left", n);
    if (left == NULL || right == NULL || feature == NULL || condition == NULL || missing == NULL) {
        return bad(r, "lists of nodes of other lengths");
    }
    width = width > 1 ? width : 1;
    bool room = width <= r->x->outputs;
    dp_src_xgboost_tree *tree = room ? dp_src_xgboost_add(r->p, r->x, n, width) : NULL;
    if (tree == NULL) {
        return bad(r, "leaves of more numbers than there are outputs");
    }
    tree->group = group >= 0 && group < 0x1p31 ? (uint64_t)group : UINT64_MAX;
    for (uint32_t i = 0; i < tree->n; i++) {
        int64_t to = whole(left[i]);
        tree->node[i] = (dp_src_node){.leaf = to == -1, .left = to, .right = whole(right[i]), .feature = whole(feature[i]),
                                      .threshold = (double)(float)condition[i], .missing_left = missing[i] != 0};
        tree->value[i * width] = (float)condition[i];
    }
    return read_sets(r, doc, tree) && (width == 1 || read_vectors(r, doc, right, tree));
}

static bool read_trees(const struct reading *r, const dp_doc *model, const dp_doc *weights)
{
    const dp_doc *trees = dp_doc_get(model, "trees");
    uint64_t n = trees != NULL && trees->kind == DP_DOC_LIST ? trees->n : 0;
    const double *group = list(r, model, "tree_info", n);
    const double *weight = numbers(r, weights, "weight_drop", n);
    const dp_doc *doc = n != 0 ? trees->first : NULL;
    if (trees == NULL || (n != 0 && group == NULL) || (r->x->dart && n != 0 && weight == NULL)) {
        return bad(r, "trees, tree_info and weight_drop of other lengths");
    }
    r->x->parallel = count(r, dp_doc_get(model, "gbtree_model_param"), "num_parallel_tree", 1);
    for (uint64_t t = 0; t < n; t++, doc = doc->next) {
        if (!read_tree(r, doc, group[t])) {
            return false;
        }
        r->x->tree[t].weight = weight != NULL ? (float)weight[t] : 1.0F;
    }
    return true;
}

/* ---- columns of categories ---- */

/* Texts: the bytes of all, and where each begins and the last ends. 3.1 to 3.3 count letters for bytes. */
static bool read_texts(const struct reading *r, const dp_doc *doc, const double *at, uint64_t n, dp_codes *out)
{
    uint64_t have = 0;
    const dp_doc *values = dp_doc_get(doc, "values");
    const double *v = values != NULL ? dp_doc_numbers(r->s, values, "values", &have) : NULL;
    uint8_t *byte = dp_take(r->p->ctx, (size_t)have + 1, 1);
    dp_span *key = dp_take(r->p->ctx, (size_t)n, sizeof *key);
    bool ascii = true;
    for (uint64_t i = 0; byte != NULL && v != NULL && i < have; i++) {
        if (!(v[i] >= -128 && v[i] < 256)) {
            return bad(r, "categories that are no bytes");
        }
        byte[i] = (uint8_t)(int)v[i];
        ascii = ascii && byte[i] < 0x80;
    }
    if (!ascii && r->x->version < 304) {
        return dp_leave_open(r->p, "categories of XGBoost that are not ASCII");
    }
    bool good = byte != NULL && key != NULL;
    for (uint64_t i = 0; good && i + 1 < n; i++) {
        good = at[i] >= 0 && at[i] <= at[i + 1] && at[i + 1] <= (double)have;
        key[i] = good ? (dp_span){byte + (size_t)at[i], (size_t)at[i + 1] - (size_t)at[i]} : (dp_span){NULL, 0};
    }
    *out = (dp_codes){.text = true, .n = n != 0 ? (size_t)n - 1 : 0, .key = key, .missing = n != 0 ? (size_t)n - 1 : 0};
    return good || bad(r, "categories without their ends");
}

static bool read_codes(const struct reading *r, const dp_doc *doc, dp_codes *out)
{
    uint64_t n = 0;
    const dp_doc *ends = dp_doc_get(doc, "offsets");
    const dp_doc *values = dp_doc_get(doc, "values");
    if (ends != NULL) {
        const double *at = dp_doc_numbers(r->s, ends, "offsets", &n);
        return at != NULL ? read_texts(r, doc, at, n, out) : bad(r, "categories without their ends");
    }
    const double *v = values != NULL ? dp_doc_numbers(r->s, values, "values", &n) : NULL;
    *out = (dp_codes){.n = (size_t)n, .number = v, .missing = (size_t)n};
    return values == NULL || v != NULL || bad(r, "categories that are no numbers");
}

/* enc: a list for each feature, empty where it has no categories */
static bool read_coded(const struct reading *r, const dp_doc *model, const dp_doc *names)
{
    const dp_doc *all = dp_doc_get(dp_doc_get(model, "cats"), "enc");
    const dp_doc *one = all != NULL && all->kind == DP_DOC_LIST && all->n != 0 ? all->first : NULL;
    const dp_doc *name = names != NULL && names->kind == DP_DOC_LIST && names->n == r->x->n_features ? names->first : NULL;
    dp_codes *codes = one != NULL ? dp_take(r->p->ctx, all->n, sizeof *codes) : NULL;
    bool any = false;
    if (one == NULL) {
        return true;
    }
    if (codes == NULL || all->n != r->x->n_features || !dp_coded_begin(r->p, all->n, &r->x->coded)) {
        return bad(r, "categories of other features");
    }
    for (uint64_t i = 0; one != NULL; one = one->next, i++) {
        if (!read_codes(r, one, &codes[i])) {
            return false;
        }
        r->x->coded.code[i] = codes[i].n != 0 ? &codes[i] : NULL;
        any = any || codes[i].n != 0;
    }
    r->x->coded.code = any ? r->x->coded.code : NULL;
    r->x->coded.name = name != NULL ? r->x->coded.name : NULL;
    for (uint64_t i = 0; name != NULL; name = name->next, i++) {
        r->x->coded.name[i] = name->text;
    }
    return true;
}

/* ---- the booster ---- */

static bool read_booster(const struct reading *r, const dp_doc *booster, const dp_doc *names)
{
    const dp_doc *name = dp_doc_get(booster, "name");
    bool dart = name != NULL && dp_span_is(name->text, "dart");
    const dp_doc *model = dp_doc_get(dart && dp_doc_get(booster, "gbtree") != NULL ? dp_doc_get(booster, "gbtree") : booster, "model");
    const dp_doc *drop = dp_doc_get(model, "weight_drop"); /* since 3.4 in the model */
    if (name == NULL || (!dart && !dp_span_is(name->text, "gbtree"))) {
        return dp_leave_open(r->p, "a booster of XGBoost that is no sum of trees");
    }
    if (!read_coded(r, model, names)) {
        return false;
    }
    r->x->dart = dart || (drop != NULL && drop->n != 0);
    return read_trees(r, model, drop == NULL && dart ? dp_doc_get(booster, "weight_drop") : r->x->dart ? drop : NULL);
}

/* ---- the model ---- */

/* 5E-1, or since 3.1 [5E-1,2E0] */
static bool read_base(const struct reading *r, dp_span text)
{
    float *v = NULL;
    uint64_t n = 0;
    bool listed = text.n > 1 && text.p[0] == '[';
    for (dp_span rest = listed ? dp_span_cut(text, 1, text.n - 2) : text; rest.n != 0; n++) {
        const uint8_t *comma = memchr(rest.p, ',', rest.n);
        size_t end = comma != NULL ? (size_t)(comma - rest.p) : rest.n;
        double number;
        float *slot = dp_num_read(dp_span_cut(rest, 0, end), &number) ? dp_grow(r->p->ctx, &v, (size_t)n, sizeof *slot) : NULL;
        if (slot == NULL) {
            return bad(r, "base_score that is no number");
        }
        *slot = (float)number;
        rest = dp_span_cut(rest, comma != NULL ? end + 1 : end, rest.n);
    }
    return dp_src_xgboost_base(r->p, r->x, v, n);
}

static bool read_document(const struct reading *r, dp_span bytes)
{
    const dp_doc *root = dp_doc_read(r->s, bytes);
    const dp_doc *model = dp_doc_get(root, "Model") != NULL ? dp_doc_get(root, "Model") : root;
    const dp_doc *learner = dp_doc_get(model, "learner");
    const dp_doc *param = dp_doc_get(learner, "learner_model_param");
    const dp_doc *objective = dp_doc_get(dp_doc_get(learner, "objective"), "name");
    const dp_doc *base = dp_doc_get(param, "base_score");
    const dp_doc *best = dp_doc_get(dp_doc_get(learner, "attributes"), "best_iteration");
    const dp_doc *version = dp_doc_get(model, "version");
    uint64_t parts = 0;
    const double *part = version != NULL ? dp_doc_numbers(r->s, version, "version", &parts) : NULL;
    if (r->s->failed || objective == NULL || base == NULL) {
        return bad(r, "no objective, or no base_score");
    }
    uint64_t classes = count(r, param, "num_class", 0);
    uint64_t targets = count(r, param, "num_target", 1);
    r->x->outputs = classes > targets ? classes : targets;
    r->x->outputs = r->x->outputs != 0 ? r->x->outputs : 1;
    r->x->n_features = count(r, param, "num_feature", 0);
    r->x->objective = objective->text;
    r->x->best = best != NULL ? whole(dp_doc_number(r->s, best, "best_iteration")) : -1;
    bool told = parts > 1 && part[0] >= 0 && part[0] < 100 && part[1] >= 0 && part[1] < 100;
    r->x->version = told ? (unsigned)part[0] * 100 + (unsigned)part[1] : 100;
    return read_base(r, base->text) && read_booster(r, dp_doc_get(learner, "gradient_booster"), dp_doc_get(learner, "feature_names"));
}

bool dp_src_xgboost_read(dp_prover *p, dp_state *booster, dp_src_xgboost *out)
{
    static const char offset[] = "CONFIG-offset:"; /* 8 bytes of length, the old form, and JSON of its settings */
    const size_t head = sizeof offset - 1;
    dp_span bytes = dp_obj_bytes(booster->heap, dp_need(booster, "handle"));
    struct reading r = {p, booster, out};
    *out = (dp_src_xgboost){.best = -1, .parallel = 1};
    if (booster->failed || bytes.n < 2) {
        return dp_refute(p, "handle: no model of XGBoost");
    }
    bool both = bytes.n > head + 8 && memcmp(bytes.p, offset, head) == 0;
    uint64_t n = both ? dp_load64(bytes.p + head) : 0;
    dp_span old = both ? dp_span_cut(bytes, head + 8, n < bytes.n ? (size_t)n : 0) : bytes;
    bool good = !both && bytes.p[0] == '{' ? read_document(&r, bytes) : dp_src_xgboost_records(p, old, out);
    bool vectors = good && out->n != 0 && out->tree[0].width > 1;
    out->round = vectors ? 1 : out->outputs;
    for (size_t t = 0; good && t < out->n; t++) {
        good = out->tree[t].group < out->outputs && out->tree[t].width == (vectors ? out->outputs : 1)
               && (!vectors || out->tree[t].group == 0);
    }
    return good || dp_refute(p, "XGBoost's model: trees of other outputs");
}
