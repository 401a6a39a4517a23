/* A graph as text, the same in every run: for goldens and for people.
 *
 *     input X : float64 [N, 4]
 *     %1 = CAST X to float32 : float32 [N, 4]
 *     %2 = LEAF_ROWS %1 {10 trees, 120 nodes, 8 rows, #90ab12cd} : int64 [N, 10]
 *     output variable = %3 : float64 [N, 1]
 *
 * Constants stand where they are used: short ones whole, longer ones with their first values and a hash. */
#include "graph/forest.h"
#include "graph/text_counts.h"

#include "base/hash.h"
#include "base/num.h"
#include "base/text.h"

#include <math.h>

enum { SHOWN = 6 };

/* Not secret: a listing must not change from run to run. */
static const dp_hash_key fixed = {0x6465707069636b6cu, 0x6c697374696e6721u};

static void put_f64(dp_text *t, double v)
{
    char digits[DP_NUM_MAX];
    if (isfinite(v)) {
        dp_num_print(digits, v);
        dp_text_adds(t, digits);
    } else {
        dp_text_adds(t, v != v ? "nan" : v > 0 ? "inf" : "-inf");
    }
}

static void put_item(dp_text *t, const dp_const *c, uint64_t i)
{
    switch (c->type) {
    case DP_T_F64:
        put_f64(t, ((const double *)c->data)[i]);
        break;
    case DP_T_F32:
        put_f64(t, (double)((const float *)c->data)[i]);
        break;
    case DP_T_I64:
        dp_text_addf(t, "%lld", (long long)((const int64_t *)c->data)[i]);
        break;
    case DP_T_BOOL:
        dp_text_adds(t, ((const uint8_t *)c->data)[i] != 0 ? "true" : "false");
        break;
    case DP_T_TEXT:
        dp_text_addf(t, "\"%s\"", dp_escape(t->ctx, ((const dp_span *)c->data)[i], 40));
        break;
    }
}

static uint64_t hash_const(const dp_const *c)
{
    if (c->type != DP_T_TEXT) {
        return dp_hash(&fixed, (dp_span){c->data, (size_t)c->count * dp_type_size(c->type)});
    }
    uint64_t h = 0;
    for (uint64_t i = 0; i < c->count; i++) {
        h = h * 31 + dp_hash(&fixed, ((const dp_span *)c->data)[i]);
    }
    return h;
}

static void put_shape(dp_text *t, const dp_shape *shape)
{
    dp_text_adds(t, "[");
    for (int i = 0; i < shape->rank; i++) {
        dp_text_adds(t, i != 0 ? ", " : "");
        if (shape->dim[i] == DP_BATCH) {
            dp_text_adds(t, "N");
        } else {
            dp_text_addf(t, "%llu", (unsigned long long)shape->dim[i]);
        }
    }
    dp_text_adds(t, "]");
}

static void put_const(dp_text *t, const dp_const *c)
{
    if (c->shape.rank == 0) {
        put_item(t, c, 0);
        return;
    }
    dp_text_addf(t, "%s", dp_type_name(c->type));
    put_shape(t, &c->shape);
    dp_text_adds(t, "{");
    for (uint64_t i = 0; i < c->count && i < SHOWN; i++) {
        dp_text_adds(t, i != 0 ? ", " : "");
        put_item(t, c, i);
    }
    if (c->count > SHOWN) {
        dp_text_addf(t, ", … #%08x", (unsigned)(hash_const(c) & 0xffffffffu));
    }
    dp_text_adds(t, "}");
}

static uint64_t hash_node(const dp_tree *tree, uint32_t i)
{
    struct { double threshold; uint32_t left, right, feature, row, missing, zero; } n = {0};
    n.row = UINT32_MAX;
    if (dp_tree_is_leaf(tree, i)) {
        n.row = tree->row[i];
    } else {
        n.threshold = dp_tree_threshold(tree, i);
        n.left = dp_tree_left(tree, i);
        n.right = dp_tree_right(tree, i);
        n.feature = dp_tree_feature(tree, i);
        n.missing = dp_tree_missing_left(tree, i);
    }
    return dp_hash(&fixed, (dp_span){(const uint8_t *)&n, sizeof n});
}

static void put_counts(dp_text *t, const dp_text_counts *c)
{
    uint64_t h = 0;
    for (size_t i = 0; i < c->n; i++) {
        for (size_t k = 0; k < c->term[i].n; k++) {
            h = h * 31 + c->term[i].p[k];
        }
        h = h * 31 + c->column[i];
    }
    static const char *const units[] = {"words", "words between blanks", "characters", "characters of words"};
    dp_text_addf(t, " {%zu terms of %u to %u %s%s", c->n, c->least, c->most, units[c->units], c->lower ? " in lower case" : "");
    if (c->n_stop != 0) {
        dp_text_addf(t, " without %zu others", c->n_stop);
    }
    dp_text_addf(t, ", #%08x}", (unsigned)(h & 0xffffffffu));
}

static void put_forest(dp_text *t, const dp_forest *forest)
{
    uint64_t h = 0;
    for (size_t k = 0; k < forest->n_trees; k++) {
        for (uint32_t i = 0; i < forest->tree[k].n; i++) {
            h = h * 31 + hash_node(&forest->tree[k], i);
        }
    }
    dp_text_addf(t, " {%zu trees, %llu nodes, %u rows, #%08x}", forest->n_trees, (unsigned long long)forest->n_nodes,
                 forest->n_rows, (unsigned)(h & 0xffffffffu));
}

static void put_operand(dp_text *t, const dp_graph *g, dp_val v)
{
    const dp_value *value = dp_value_at(g, v);
    switch (value->kind) {
    case DP_V_INPUT:
        dp_text_addf(t, " %s", dp_escape(t->ctx, dp_span_of(value->name), 80));
        break;
    case DP_V_CONST:
        dp_text_adds(t, " ");
        put_const(t, value->constant);
        break;
    case DP_V_NODE:
        dp_text_addf(t, " %%%u", value->node + 1);
        break;
    }
}

static void put_settings(dp_text *t, const dp_graph *g, const dp_node *node)
{
    switch ((int)node->op) {
    case DP_OP_CAST:
        dp_text_addf(t, " to %s", dp_type_name(node->to));
        break;
    case DP_OP_CONCAT:
    case DP_OP_GATHER:
    case DP_OP_GATHER_ELEMENTS:
        dp_text_addf(t, " axis %lld", (long long)node->axis);
        break;
    case DP_OP_ARGMAX:
    case DP_OP_ARGMIN:
    case DP_OP_REDUCE_MAX:
    case DP_OP_REDUCE_SUM:
        dp_text_addf(t, " axis %lld%s", (long long)node->axis, node->keepdims ? " kept" : "");
        break;
    case DP_OP_TRANSPOSE:
        for (int i = 0; i < dp_value_at(g, node->out)->shape.rank; i++) {
            dp_text_addf(t, "%s%u", i == 0 ? " to " : ",", node->perm[i]);
        }
        break;
    case DP_OP_LEAF_ROWS:
        put_forest(t, node->forest);
        break;
    case DP_OP_TEXT_COUNTS:
        put_counts(t, node->counts);
        break;
    default:
        break;
    }
}

static void put_type(dp_text *t, const dp_value *v)
{
    dp_text_addf(t, " : %s ", dp_type_name(v->type));
    put_shape(t, &v->shape);
    dp_text_adds(t, "\n");
}

const char *dp_graph_listing(dp_graph *g)
{
    dp_text t = dp_text_new(g->ctx);
    for (size_t i = 0; i < g->n_inputs; i++) {
        dp_text_adds(&t, "input");
        put_operand(&t, g, g->input[i]);
        put_type(&t, dp_value_at(g, g->input[i]));
    }
    for (size_t i = 0; i < g->n_nodes; i++) {
        const dp_node *node = &g->node[i];
        dp_text_addf(&t, "%%%zu = %s", i + 1, dp_op_name(node->op));
        for (uint8_t k = 0; k < node->n_in; k++) {
            put_operand(&t, g, node->in[k]);
        }
        put_settings(&t, g, node);
        put_type(&t, dp_value_at(g, node->out));
    }
    for (size_t i = 0; i < g->n_outputs; i++) {
        const dp_value *v = dp_value_at(g, g->output[i]);
        dp_text_addf(&t, "output %s =", v->name);
        put_operand(&t, g, g->output[i]);
        put_type(&t, v);
    }
    return dp_text_str(&t);
}
