#include "proof/source_catboost.h"

#include "model/flatbuffer.h"

enum { DEEPEST = 16, NAN_IS_TRUE = 2 };

struct border {
    int64_t feature;
    double at;
    bool missing_left;
};

struct reading {
    dp_prover *p;
    dp_flatbuffer f;
    size_t trees;
    struct border *border;
    size_t n_borders;
    dp_fb_vector split, size, start, value, step, leaf;
    uint64_t used; /* leaf values, by symmetric trees */
    dp_src_catboost *m;
};

static bool bad(const struct reading *r, const char *what)
{
    return dp_refute(r->p, "CatBoost's model: %s", what);
}

static uint32_t u32(const struct reading *r, dp_fb_vector v, uint64_t i)
{
    return i < v.n ? dp_load32(r->f.bytes.p + v.at + 4 * i) : UINT32_MAX;
}

/* ---- features ---- */

static bool read_feature(struct reading *r, size_t feature)
{
    int64_t place = dp_fb_int(&r->f, feature, 2, 4, -1);
    bool missing_left = dp_fb_int(&r->f, feature, 5, 1, 0) != NAN_IS_TRUE;
    dp_fb_vector borders = dp_fb_vector_of(&r->f, feature, 3, 4);
    if (r->f.s->failed || place < 0 || place >= INT32_MAX) {
        return bad(r, "a feature without a place");
    }
    r->m->n_features = (uint64_t)place >= r->m->n_features ? (uint64_t)place + 1 : r->m->n_features;
    for (uint32_t i = 0; i < borders.n; i++) {
        float at = dp_loadf32(r->f.bytes.p + borders.at + 4 * (size_t)i);
        struct border *b = dp_grow(r->p->ctx, &r->border, r->n_borders, sizeof *b);
        if (b == NULL) {
            return bad(r, "out of memory");
        }
        *b = (struct border){place, (double)at, missing_left};
        r->n_borders++;
    }
    return true;
}

static bool read_features(struct reading *r)
{
    static const unsigned others[] = {4, 6, 7, 12, 13, 18};
    dp_fb_vector features = dp_fb_vector_of(&r->f, r->trees, 5, 4);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (dp_fb_vector_of(&r->f, r->trees, others[i], 4).n != 0) {
            return dp_leave_open(r->p, "categories, texts or embeddings of CatBoost");
        }
    }
    for (uint32_t i = 0; i < features.n; i++) {
        if (!read_feature(r, dp_fb_table_at(&r->f, features, i))) {
            return false;
        }
    }
    return r->m->n_features != 0 || bad(r, "no features");
}

/* ---- trees ---- */

static bool take_split(const struct reading *r, uint64_t i, dp_src_node *node)
{
    uint32_t k = u32(r, r->split, i);
    if (k >= r->n_borders) {
        return bad(r, "a split at no border");
    }
    const struct border *b = &r->border[k];
    *node = (dp_src_node){.feature = b->feature, .threshold = b->at, .missing_left = b->missing_left};
    return true;
}

/* The leaves' numbers of output k: place[i], of leaf i, is where the first output's stands. */
static bool take_values(const struct reading *r, dp_grown_tree *tree, const uint64_t *place, uint64_t k)
{
    for (uint32_t i = 0; i < tree->n; i++) {
        if (tree->node[i].leaf) {
            if (place[i] + k >= r->value.n) {
                return bad(r, "a leaf without a value");
            }
            tree->value[i] = dp_loadf64(r->f.bytes.p + r->value.at + 8 * (place[i] + k)) + 0.0; /* the sum begins with 0.0 */
        }
    }
    return true;
}

static bool add_outputs(struct reading *r, const dp_src_node *node, const uint64_t *place, uint32_t n)
{
    bool good = true;
    for (uint64_t k = 0; good && k < r->m->outputs; k++) {
        dp_grown_tree *tree = dp_grown_add(r->p, &r->m->trees, k, n);
        if (tree == NULL) {
            return false;
        }
        memcpy(tree->node, node, n * sizeof *node);
        good = take_values(r, tree, place, k);
    }
    return good;
}

/* Levels one after another: node j of level d is number 2^d - 1 + j, and bit i of j tells how split i went. */
static bool take_symmetric(struct reading *r, uint32_t t)
{
    uint32_t depth = u32(r, r->size, t);
    uint32_t leaves = depth <= DEEPEST ? 1U << depth : 0;
    uint32_t n = 2 * leaves - 1;
    dp_src_node *node = leaves != 0 ? dp_take(r->p->ctx, n, sizeof *node) : NULL;
    uint64_t *place = leaves != 0 ? dp_take(r->p->ctx, n, sizeof *place) : NULL;
    if (node == NULL || place == NULL) {
        return bad(r, "a tree too deep");
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t d = 31 - (uint32_t)__builtin_clz(i + 1);
        uint32_t j = i + 1 - (1U << d);
        if (d == depth) {
            node[i] = (dp_src_node){.leaf = true, .left = -1, .right = -1};
            place[i] = r->used + j * r->m->outputs;
            continue;
        }
        if (!take_split(r, (uint64_t)u32(r, r->start, t) + d, &node[i])) {
            return false;
        }
        node[i].left = (2U << d) - 1 + j;
        node[i].right = node[i].left + (1U << d);
    }
    r->used += leaves * r->m->outputs;
    return add_outputs(r, node, place, n);
}

/* Node i of n; what a step of 0 ends at is node n + i, a leaf. */
static bool take_free(struct reading *r, uint32_t t)
{
    uint32_t n = u32(r, r->size, t);
    uint64_t start = u32(r, r->start, t);
    bool there = n != 0 && n <= INT32_MAX / 2 && start + n <= r->step.n && start + n <= r->leaf.n;
    dp_src_node *node = there ? dp_take(r->p->ctx, 2 * (size_t)n, sizeof *node) : NULL;
    uint64_t *place = there ? dp_take(r->p->ctx, 2 * (size_t)n, sizeof *place) : NULL;
    if (node == NULL || place == NULL) {
        return bad(r, "nodes that are not there");
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t left = dp_load16(r->f.bytes.p + r->step.at + 4 * (start + i));
        uint32_t right = dp_load16(r->f.bytes.p + r->step.at + 4 * (start + i) + 2);
        bool ends = left == 0 || right == 0; /* others have no values */
        node[i] = node[n + i] = (dp_src_node){.leaf = true, .left = -1, .right = -1};
        place[i] = place[n + i] = ends ? u32(r, r->leaf, start + i) : 0;
        if ((left != 0 || right != 0) && !take_split(r, start + i, &node[i])) {
            return false;
        }
        if (left != 0 || right != 0) {
            node[i].left = left == 0 ? n + i : i + left < n ? i + left : 2 * (int64_t)n;
            node[i].right = right == 0 ? n + i : i + right < n ? i + right : 2 * (int64_t)n;
        }
    }
    return add_outputs(r, node, place, 2 * n);
}

static bool read_trees(struct reading *r)
{
    int64_t outputs = dp_fb_int(&r->f, r->trees, 0, 4, 1);
    r->split = dp_fb_vector_of(&r->f, r->trees, 1, 4);
    r->size = dp_fb_vector_of(&r->f, r->trees, 2, 4);
    r->start = dp_fb_vector_of(&r->f, r->trees, 3, 4);
    r->value = dp_fb_vector_of(&r->f, r->trees, 8, 8);
    r->step = dp_fb_vector_of(&r->f, r->trees, 10, 4);
    r->leaf = dp_fb_vector_of(&r->f, r->trees, 11, 4);
    bool good = !r->f.s->failed && outputs >= 1 && outputs <= INT16_MAX && r->start.n == r->size.n;
    r->m->outputs = good ? (uint64_t)outputs : 0;
    for (uint32_t t = 0; good && t < r->size.n; t++) {
        good = r->step.n != 0 ? take_free(r, t) : take_symmetric(r, t);
    }
    return good || bad(r, "trees of other numbers");
}

/* ---- what is around them ---- */

static bool read_bias(struct reading *r)
{
    dp_fb_vector each = dp_fb_vector_of(&r->f, r->trees, 16, 8);
    double one = dp_fb_double(&r->f, r->trees, 15, 0.0);
    dp_src_catboost *m = r->m;
    m->scale = dp_fb_double(&r->f, r->trees, 14, 1.0);
    m->bias = dp_take(r->p->ctx, (size_t)m->outputs, sizeof *m->bias);
    for (uint64_t k = 0; m->bias != NULL && k < m->outputs; k++) {
        m->bias[k] = each.n == m->outputs ? dp_loadf64(r->f.bytes.p + each.at + 8 * k) : one;
    }
    return (m->bias != NULL && !r->f.s->failed && (each.n == 0 || each.n == m->outputs)) || bad(r, "a bias of other outputs");
}

static const dp_doc *text_of(const struct reading *r, const char *key)
{
    dp_fb_vector all = dp_fb_vector_of(&r->f, dp_fb_root(&r->f), 2, 4);
    for (uint32_t i = 0; i < all.n && !r->f.s->failed; i++) {
        size_t entry = dp_fb_table_at(&r->f, all, i);
        if (dp_span_is(dp_fb_text(&r->f, entry, 0), key)) {
            return dp_doc_read(r->f.s, dp_fb_text(&r->f, entry, 1));
        }
    }
    return NULL;
}

bool dp_src_catboost_read(dp_prover *p, dp_state *s, dp_src_catboost *out)
{
    *out = (dp_src_catboost){0};
    dp_span bytes = dp_obj_bytes(s->heap, dp_need(s, "__model"));
    struct reading r = {.p = p, .m = out};
    if (s->failed || bytes.n < 12 || memcmp(bytes.p, "CBM1", 4) != 0) {
        return dp_refute(p, "__model: no model of CatBoost");
    }
    r.f = (dp_flatbuffer){s, dp_span_cut(bytes, 8, dp_load32(bytes.p + 4))};
    r.trees = dp_fb_table(&r.f, dp_fb_root(&r.f), 1);
    if (s->failed || r.trees == 0 || !read_features(&r) || !read_trees(&r) || !read_bias(&r)) {
        return bad(&r, "no trees");
    }
    out->params = text_of(&r, "params");
    out->classes = text_of(&r, "class_params");
    return !s->failed || bad(&r, "no parameters");
}
