/* Nodes of an ONNX file of ours, and the constants that they use. Operators and attributes that we never write are refused as
 * such. */
#include "base/text.h"
#include "export/onnx_reader.h"
#include "export/onnx_write.h"

/* ---- constants ---- */

static const void *widened(dp_ctx *ctx, const Onnx__TensorProto *tensor, uint64_t count)
{
    int64_t *v = dp_take_raw(ctx, count, sizeof *v);
    for (uint64_t i = 0; i < count && v != NULL; i++) {
        v[i] = (int32_t)dp_load32(tensor->raw_data.data + i * 4);
    }
    return v;
}

static const void *strings(dp_ctx *ctx, const Onnx__TensorProto *tensor, uint64_t count)
{
    dp_span *v = dp_take_raw(ctx, count, sizeof *v);
    for (uint64_t i = 0; i < count && v != NULL; i++) {
        v[i] = (dp_span){tensor->string_data[i].data, tensor->string_data[i].len};
        if (!dp_utf8_valid(v[i])) {
            dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, "an ONNX string is not UTF-8");
            return NULL;
        }
    }
    return v;
}

/* An initializer as a constant, with its first use: some are only read by the operators of trees. int32 becomes int64. */
static dp_rc use_constant(const dp_onnx_reader *r, dp_onnx_thing *thing)
{
    const Onnx__TensorProto *tensor = thing->tensor;
    dp_const *c = dp_take(r->ctx, 1, sizeof *c);
    if (c == NULL) {
        return dp_failed(r->ctx);
    }
    c->type = dp_onnx_graph_type(tensor->data_type);
    if (c->type == 0 || !dp_onnx_shape(tensor, &c->shape, &c->count)) {
        return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX initializer \"%s\": type, shape and bytes do not fit",
                       dp_onnx_shown(r, thing->name));
    }
    /* bytes lie aligned: each was a piece of the arena of its own */
    c->data = tensor->data_type == DP_ONNX_STRING  ? strings(r->ctx, tensor, c->count)
              : tensor->data_type == DP_ONNX_INT32 ? widened(r->ctx, tensor, c->count)
                                           : tensor->raw_data.data;
    DP_TRY(dp_failed(r->ctx));
    thing->v = dp_constant(r->g, c);
    return r->g->failed ? dp_failed(r->ctx) : DP_OK;
}

static dp_rc operand(dp_onnx_reader *r, const Onnx__NodeProto *node, size_t i, dp_val *out)
{
    dp_onnx_thing *thing = i < node->n_input ? dp_onnx_find(r, node->input[i]) : NULL;
    if (thing == NULL || thing->start != NULL) {
        return dp_onnx_corrupt(r, node, "an input is missing, or comes after its use");
    }
    if (thing->v == 0) {
        DP_TRY(use_constant(r, thing));
    }
    *out = thing->v;
    return DP_OK;
}

/* ---- nodes ---- */

/* Attributes of one integer must hold one: a default is for those that are not there. */
static bool well_typed(const Onnx__AttributeProto *a)
{
    static const char *const integers[] = {"axis", "fmod", "keepdims", "to", "largest", "sorted", "n_targets",
                                           "aggregate_function", "post_transform"};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        if (strcmp(a->name, integers[i]) == 0) {
            return a->has_type && a->type == ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT && a->has_i;
        }
    }
    return true;
}

/* Attributes each operator may have, each at most once. */
static bool known_attributes(const Onnx__NodeProto *node)
{
    static const struct { const char *op, *names; } known[] = {
        {"ArgMax", " axis keepdims "}, {"ArgMin", " axis keepdims "}, {"Cast", " to "}, {"Concat", " axis "},
        {"Gather", " axis "}, {"GatherElements", " axis "}, {"Mod", " fmod "}, {"ReduceMax", " axes keepdims "}, {"ReduceSum", " keepdims "},
        {"TopK", " axis largest sorted "},
        {"LabelEncoder", " keys_strings values_int64s default_int64 "}, {"Transpose", " perm "},
        {"TreeEnsemble", " aggregate_function post_transform n_targets tree_roots nodes_featureids nodes_splits nodes_modes"
                         " nodes_truenodeids nodes_falsenodeids nodes_trueleafs nodes_falseleafs"
                         " nodes_missing_value_tracks_true leaf_targetids leaf_weights "},
        {"TreeEnsembleRegressor", " n_targets nodes_treeids nodes_nodeids nodes_featureids nodes_values nodes_modes"
                                  " nodes_truenodeids nodes_falsenodeids nodes_missing_value_tracks_true target_treeids"
                                  " target_nodeids target_ids target_weights "},
    };
    const char *names = "";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        names = strcmp(node->op_type, known[i].op) == 0 ? known[i].names : names;
    }
    for (size_t i = 0; i < node->n_attribute; i++) {
        const char *name = node->attribute[i]->name;
        size_t n = name != NULL ? strlen(name) : 0;
        const char *at = n != 0 && strchr(name, ' ') == NULL ? strstr(names, name) : NULL;
        while (at != NULL && (at[-1] != ' ' || at[n] != ' ')) {
            at = strstr(at + 1, name);
        }
        if (at == NULL || !well_typed(node->attribute[i])) {
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(node->attribute[k]->name, name) == 0) {
                return false;
            }
        }
    }
    return true;
}

static bool is_op(const Onnx__NodeProto *node, const char *op)
{
    return strcmp(node->op_type, op) == 0;
}

static dp_op op_of(const char *name)
{
    for (int op = 1; op < DP_OPS; op++) {
        if (dp_op_onnx((dp_op)op)[0] != '\0' && strcmp(dp_op_onnx((dp_op)op), name) == 0) {
            return (dp_op)op;
        }
    }
    return DP_OP_NONE;
}

static bool read_perm(const Onnx__NodeProto *node, dp_node *to)
{
    dp_onnx_ints ints;
    uint64_t n;
    int64_t v;
    if (!dp_onnx_ints_of(node, "perm", &ints, &n) || n > DP_MAX_RANK) {
        return false;
    }
    for (uint64_t i = 0; i < n; i++) {
        if (!dp_onnx_next(&ints, &v) || v < 0 || v >= DP_MAX_RANK) {
            return false;
        }
        to->perm[i] = (uint8_t)v;
    }
    return true;
}

/* The axis of ReduceSum is its second input, a constant; that of ReduceMax an attribute. */
static bool read_reduce(dp_onnx_reader *r, const Onnx__NodeProto *node, dp_node *to, const dp_val *in)
{
    dp_onnx_ints ints;
    uint64_t n;
    to->keepdims = dp_onnx_int(node, "keepdims", 1) != 0;
    if (to->op == DP_OP_REDUCE_MAX) {
        return dp_onnx_ints_of(node, "axes", &ints, &n) && n == 1 && dp_onnx_next(&ints, &to->axis);
    }
    const dp_value *axes = to->n_in == 2 ? dp_value_at(r->g, in[1]) : NULL;
    if (axes == NULL || axes->kind != DP_V_CONST || axes->type != DP_T_I64 || axes->constant->count != 1) {
        return false;
    }
    to->axis = *(const int64_t *)axes->constant->data;
    to->n_in = 1;
    return true;
}

static bool read_settings(dp_onnx_reader *r, const Onnx__NodeProto *node, dp_node *to, const dp_val *in)
{
    switch ((int)to->op) {
    case DP_OP_CAST:
        to->to = dp_onnx_graph_type((int32_t)dp_onnx_int(node, "to", 0));
        return dp_onnx_int(node, "to", 0) != DP_ONNX_INT32 && to->to != 0 && to->to != DP_T_TEXT;
    case DP_OP_CONCAT:
    case DP_OP_GATHER:
    case DP_OP_GATHER_ELEMENTS:
        to->axis = dp_onnx_int(node, "axis", to->op == DP_OP_CONCAT ? -1 : 0);
        return true;
    case DP_OP_ARGMAX:
    case DP_OP_ARGMIN:
        to->axis = dp_onnx_int(node, "axis", 0);
        to->keepdims = dp_onnx_int(node, "keepdims", 1) != 0;
        return true;
    case DP_OP_MOD:
        return dp_onnx_int(node, "fmod", 0) == 1;
    case DP_OP_REDUCE_MAX:
    case DP_OP_REDUCE_SUM:
        return read_reduce(r, node, to, in);
    case DP_OP_CUM_SUM:
        return dp_onnx_int(node, "exclusive", 0) == 0 && dp_onnx_int(node, "reverse", 0) == 0;
    case DP_OP_TOP_K:
        to->axis = dp_onnx_int(node, "axis", -1);
        return to->axis == 1 && dp_onnx_int(node, "largest", 1) == 0 && dp_onnx_int(node, "sorted", 1) == 1;
    case DP_OP_TRANSPOSE:
        return read_perm(node, to);
    default:
        return true;
    }
}

static dp_rc read_op(dp_onnx_reader *r, const Onnx__NodeProto *node, dp_val *out)
{
    dp_val in[255];
    dp_node to = {.op = op_of(node->op_type), .in = in, .n_in = (uint8_t)node->n_input};
    if (to.op == DP_OP_NONE) {
        return dp_onnx_foreign(r, node, "an operator");
    }
    if (node->n_input == 0 || node->n_input > 255) {
        return dp_onnx_corrupt(r, node, "wrong number of inputs");
    }
    for (size_t i = 0; i < node->n_input; i++) {
        DP_TRY(operand(r, node, i, &in[i]));
    }
    if (!read_settings(r, node, &to, in)) {
        return dp_onnx_corrupt(r, node, "an attribute is missing or out of range");
    }
    *out = dp_node_add(r->g, &to);
    return r->g->failed ? dp_failed(r->ctx) : DP_OK;
}

/* LabelEncoder as we write it: from texts to their own numbers, and one more for all others. */
static dp_rc read_text_index(dp_onnx_reader *r, const Onnx__NodeProto *node, dp_val x, dp_val *out)
{
    const Onnx__AttributeProto *keys = NULL;
    dp_onnx_ints numbers;
    uint64_t n = 0;
    int64_t v;
    for (size_t i = 0; i < node->n_attribute; i++) {
        keys = strcmp(node->attribute[i]->name, "keys_strings") == 0 ? node->attribute[i] : keys;
    }
    if (keys == NULL || !dp_onnx_ints_of(node, "values_int64s", &numbers, &n) || n != keys->n_strings
        || dp_onnx_int(node, "default_int64", -1) != (int64_t)n) {
        return dp_onnx_corrupt(r, node, "an attribute is missing or out of range");
    }
    dp_span *text = dp_take(r->ctx, (size_t)n, sizeof *text);
    DP_TRY(text == NULL ? dp_failed(r->ctx) : DP_OK);
    for (uint64_t i = 0; i < n; i++) {
        if (!dp_onnx_next(&numbers, &v) || v != (int64_t)i) {
            return dp_onnx_corrupt(r, node, "keys that are not numbered in order");
        }
        text[i] = (dp_span){keys->strings[i].data, keys->strings[i].len};
    }
    *out = dp_text_index(r->g, x, dp_row_text(r->g, text, n));
    return r->g->failed ? dp_failed(r->ctx) : DP_OK;
}

/* Shape, Slice, Concat and Expand of the plain form lead to its first nodes: dp_onnx_read_descent looks at them all, from
 * its own end. */
static bool leads_to_start(const dp_onnx_reader *r, const Onnx__NodeProto *node)
{
    if (is_op(node, "Shape") || is_op(node, "Expand")) {
        return true;
    }
    const dp_onnx_thing *first = node->n_input != 0 ? dp_onnx_find(r, node->input[0]) : NULL;
    return first != NULL && first->start != NULL && (is_op(node, "Slice") || is_op(node, "Concat"));
}

static dp_rc read_node(dp_onnx_reader *r, const Onnx__NodeProto *node)
{
    size_t n_output = node->op_type != NULL && is_op(node, "TopK") ? 2 : 1; /* the first of two is used by nobody */
    if (node->op_type == NULL || node->n_output != n_output) {
        return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "an ONNX node without operator, or with other outputs than it has");
    }
    bool ml = node->domain != NULL && strcmp(node->domain, "ai.onnx.ml") == 0;
    if (!ml && node->domain != NULL && node->domain[0] != '\0') {
        return dp_onnx_foreign(r, node, "another domain");
    }
    if (!leads_to_start(r, node) && !known_attributes(node)) {
        return dp_onnx_foreign(r, node, "an attribute");
    }
    dp_val v = 0;
    dp_val x;
    if (ml) {
        DP_TRY(operand(r, node, 0, &x));
        DP_TRY(is_op(node, "LabelEncoder") ? read_text_index(r, node, x, &v) : dp_onnx_read_trees(r, node, x, &v));
    } else if (!leads_to_start(r, node)) {
        DP_TRY(read_op(r, node, &v));
    }
    dp_onnx_thing *thing = dp_onnx_define(r, node->output[n_output - 1]);
    if (thing == NULL) {
        return dp_failed(r->ctx);
    }
    thing->v = v;
    thing->start = v == 0 ? node : NULL;
    return DP_OK;
}

/* The plain form's steps; only where they end has a value. */
static dp_rc read_steps(dp_onnx_reader *r, size_t *i)
{
    dp_onnx_descent steps;
    bool texts = dp_onnx_is_text_counts(r, r->graph->node[*i]);
    DP_TRY(texts ? dp_onnx_read_text_counts(r, *i, &steps) : dp_onnx_read_descent(r, *i, &steps));
    *i += steps.n_nodes;
    dp_onnx_thing *thing = dp_onnx_define(r, steps.name);
    DP_TRY(thing == NULL ? dp_failed(r->ctx) : DP_OK);
    thing->v = steps.v;
    return DP_OK;
}

dp_rc dp_onnx_read_next(dp_onnx_reader *r, size_t *i)
{
    const Onnx__NodeProto *node = r->graph->node[*i];
    bool steps = dp_onnx_is_descent(r, node) || dp_onnx_is_text_counts(r, node);
    return steps ? read_steps(r, i) : read_node(r, r->graph->node[(*i)++]);
}
