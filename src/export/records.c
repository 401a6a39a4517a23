#include "export/records.h"

#include "export/inspect_facts.h"
#include "graph/forest.h"

#include <math.h>

/* ---- fields ---- */

static dp_record_field_at field_of(const dp_dtype *type, const char *name)
{
    for (uint32_t i = 0; i < type->n_fields; i++) {
        const dp_dtype_field *f = &type->fields[i];
        bool kind = f->type.kind == 'i' || f->type.kind == 'f';
        bool size = f->type.itemsize == 4 || f->type.itemsize == 8;
        if (dp_span_is(f->name, name) && kind && size && f->offset < UINT16_MAX && f->offset + f->type.itemsize <= type->itemsize) {
            return (dp_record_field_at){(uint16_t)f->offset, (uint8_t)f->type.itemsize, f->type.swapped, f->type.kind == 'f'};
        }
    }
    return (dp_record_field_at){0};
}

static uint64_t bits_at(const dp_record_tree *t, const dp_record_field_at *f, uint32_t i)
{
    const uint8_t *p = t->node + (size_t)i * t->stride + f->offset;
    uint8_t turned[8];
    for (size_t k = 0; f->swapped && k < f->size; k++) {
        turned[k] = p[f->size - 1U - k];
    }
    p = f->swapped ? turned : p;
    return f->size == 8 ? dp_load64(p) : dp_load32(p);
}

static int64_t index_at(const dp_record_tree *t, const dp_record_field_at *f, uint32_t i)
{
    uint64_t bits = bits_at(t, f, i);
    return f->size == 8 ? (int64_t)bits : (int64_t)(int32_t)(uint32_t)bits;
}

double dp_record_number(const dp_record_tree *t, const dp_record_field_at *f, uint32_t i)
{
    if (f->size == 0) {
        return NAN;
    }
    if (!f->real) {
        return (double)index_at(t, f, i);
    }
    uint64_t bits = bits_at(t, f, i);
    if (f->size == 8) {
        double v;
        memcpy(&v, &bits, sizeof v);
        return v;
    }
    uint32_t half = (uint32_t)bits;
    float v;
    memcpy(&v, &half, sizeof v);
    return (double)v;
}

bool dp_record_children(const dp_record_tree *t, uint32_t i, uint32_t *left, uint32_t *right)
{
    int64_t l = index_at(t, &t->left, i);
    int64_t r = index_at(t, &t->right, i);
    *left = (uint32_t)l;
    *right = (uint32_t)r;
    return l > (int64_t)i && r > (int64_t)i && l < (int64_t)t->n && r < (int64_t)t->n && l != r;
}

uint64_t dp_record_feature(const dp_record_tree *t, uint32_t i)
{
    int64_t f = index_at(t, &t->feature, i);
    return t->map != NULL && f >= 0 ? t->map[f] : (uint64_t)f; /* only trees of a computation have a map: those were checked, but for leaves */
}

double dp_record_value(const dp_record_tree *t, uint32_t i, uint64_t k)
{
    if (t->values != NULL) {
        return dp_array_f64(t->values, (uint64_t)i * t->width + k);
    }
    if (t->row == NULL || t->row[i] >= t->n_rows) {
        return NAN;
    }
    return t->table[(size_t)t->row[i] * t->width + k];
}

/* ---- scikit-learn's own trees ---- */

static void read_values(dp_heap *heap, dp_id id, dp_record_tree *t)
{
    const dp_array *a = dp_array_of(heap, id);
    if (a != NULL && a->type.kind == 'f' && a->ndim >= 1 && a->dim[0] == t->n && t->n != 0) {
        t->values = a;
        t->width = a->count / t->n;
        t->outputs = a->ndim == 3 && a->dim[1] != 0 ? a->dim[1] : 1;
    }
}

static bool read_tree(dp_heap *heap, dp_id id, dp_record_tree *t)
{
    if (!dp_is_tree(heap, id)) {
        return false;
    }
    const dp_made *made = dp_at(heap, id)->u.made;
    const dp_obj *args = dp_at(heap, made->args);
    const dp_obj *features = dp_at(heap, args->kind == DP_K_TUPLE && args->len == 3 ? args->u.item[0] : 0);
    const dp_array *nodes = dp_array_of(heap, dp_obj_get(heap, made->state, "nodes"));
    if (nodes == NULL || nodes->ndim != 1 || nodes->type.kind != 'V' || nodes->count == 0 || nodes->count >= INT32_MAX) {
        return false;
    }
    *t = (dp_record_tree){.node = nodes->data.p, .n = (uint32_t)nodes->count, .stride = nodes->type.itemsize, .heap = heap};
    t->left = field_of(&nodes->type, "left_child");
    t->right = field_of(&nodes->type, "right_child");
    t->feature = field_of(&nodes->type, "feature");
    t->threshold = field_of(&nodes->type, "threshold");
    t->impurity = field_of(&nodes->type, "impurity");
    t->samples = field_of(&nodes->type, "n_node_samples");
    t->weight = field_of(&nodes->type, "weighted_n_node_samples");
    t->n_features = features->kind == DP_K_INT && features->u.i > 0 ? (uint64_t)features->u.i : 0;
    read_values(heap, dp_obj_get(heap, made->state, "values"), t);
    return t->left.size != 0 && t->right.size != 0 && t->feature.size != 0 && t->threshold.size != 0;
}

static void add(dp_ctx *ctx, dp_heap *heap, dp_id estimator, dp_record_tree **list, dp_record_forest *out)
{
    dp_record_tree t;
    dp_id id = dp_kind_of(heap, estimator) == DP_K_MADE ? dp_model_attribute(heap, estimator, "tree_") : 0;
    if (id == 0 || !read_tree(heap, id, &t)) {
        return;
    }
    const char *name = strrchr(dp_obj_class(heap, estimator), '.');
    dp_record_tree *place = dp_grow(ctx, list, out->n, sizeof *place);
    if (place != NULL) {
        t.counts = name != NULL && strstr(name, "Classifier") != NULL;
        *place = t;
        out->n++;
        out->n_features = t.n_features > out->n_features ? t.n_features : out->n_features;
    }
}

/* Bagging numbers features anew for each tree: those are read from the computation, which numbers them as the input does. */
void dp_record_forest_of(dp_ctx *ctx, dp_heap *heap, dp_id estimator, dp_record_forest *out)
{
    dp_record_tree *list = NULL;
    dp_id all = dp_model_attribute(heap, estimator, "estimators_");
    const dp_array *a = dp_array_of(heap, all);
    const dp_obj *o = dp_at(heap, all);
    *out = (dp_record_forest){.own = true};
    add(ctx, heap, estimator, &list, out);
    bool renumbered = dp_model_attribute(heap, estimator, "estimators_features_") != 0;
    for (uint32_t i = 0; !renumbered && o->kind == DP_K_LIST && i < o->len; i++) {
        add(ctx, heap, o->u.item[i], &list, out);
    }
    for (uint64_t i = 0; !renumbered && a != NULL && a->type.kind == 'O' && i < a->count; i++) {
        add(ctx, heap, a->item[i], &list, out);
    }
    out->tree = list;
}

/* ---- trees of a computation ---- */

/* The table that leaf rows are looked up in; NULL: something else is made of them. */
static const dp_const *table_of(const dp_graph *g, dp_val rows)
{
    for (size_t i = 0; i < g->n_nodes; i++) {
        const dp_node *n = &g->node[i];
        bool turned = n->op == DP_OP_TRANSPOSE || n->op == DP_OP_RESHAPE;
        if (turned && n->in[0] == rows) {
            rows = n->out;
        } else if (n->op == DP_OP_GATHER && n->in[1] == rows) {
            const dp_value *v = dp_value_at(g, n->in[0]);
            return v->kind == DP_V_CONST && v->type == DP_T_F64 && v->shape.rank == 2 ? v->constant : NULL;
        }
    }
    return NULL;
}

static dp_record_tree tree_of(const dp_tree *tree, const dp_forest *forest, const dp_const *table)
{
    const dp_tree_layout *at = &tree->at;
    dp_record_tree t = {.node = tree->node, .n = tree->n, .stride = at->stride, .map = tree->feature, .n_features = forest->n_features};
    t.left = (dp_record_field_at){at->left, at->index_size, false, false};
    t.right = (dp_record_field_at){at->right, at->index_size, false, false};
    t.feature = (dp_record_field_at){at->feature, at->index_size, false, false};
    t.threshold = (dp_record_field_at){at->threshold, at->threshold_size, false, true};
    if (table != NULL) {
        t.row = tree->row;
        t.table = table->data;
        t.n_rows = table->shape.dim[0];
        t.width = table->shape.dim[1];
    }
    return t;
}

void dp_record_forest_in(dp_ctx *ctx, const dp_graph *g, dp_record_forest *out)
{
    dp_record_tree *list = NULL;
    *out = (dp_record_forest){0};
    for (size_t i = 0; i < g->n_nodes; i++) {
        const dp_forest *forest = g->node[i].op == DP_OP_LEAF_ROWS ? g->node[i].forest : NULL;
        const dp_const *table = forest != NULL ? table_of(g, g->node[i].out) : NULL;
        for (size_t k = 0; forest != NULL && k < forest->n_trees; k++) {
            dp_record_tree *place = forest->tree[k].n > 1 ? dp_grow(ctx, &list, out->n, sizeof *place) : NULL;
            if (place != NULL) { /* of one node: a sum's first number, or a tree that asks nothing */
                *place = tree_of(&forest->tree[k], forest, table);
                out->n++;
            }
        }
        if (forest != NULL && forest->n_features > out->n_features) {
            out->n_features = forest->n_features;
        }
    }
    out->tree = list;
}
