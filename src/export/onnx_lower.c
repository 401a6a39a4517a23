/* Graph nodes to ONNX nodes of opset 13: one to one, except that
 *   - IS_NAN of float64 is Not(Equal(x, x)): runtimes before 2022 have no IsNaN for it;
 *   - ARGMIN is ArgMax(Neg(x)): ONNX Runtime 1.6 has no ArgMin of float64;
 *   - a CAST to float64 of what was cast from it to float32 has something to do in between: ONNX Runtime before 1.17 takes the
 *     two for nothing, and leaves out the rounding;
 *   - the axis of ReduceSum is an input, that of ReduceMax an attribute;
 *   - LEAF_ROWS is what the target makes of it (onnx_trees.c, onnx_plain.c);
 *   - TOP_K leaves TopK's first output, the values, to nobody;
 *   - TEXT_COUNTS is what onnx_texts.c says;
 *   - TEXT_INDEX is the LabelEncoder of ai.onnx.ml 2: its keys are an attribute. */
#include "export/onnx_texts.h"
#include "export/onnx_write.h"

static void push_info(dp_onnx_writer *w, Onnx__ValueInfoProto ***list, size_t *n, dp_val v)
{
    const dp_value *value = dp_value_at(w->g, v);
    Onnx__ValueInfoProto *info = dp_onnx_value_info(w, value->name, dp_onnx_type(value->type), &value->shape);
    Onnx__ValueInfoProto **place = info != NULL ? dp_grow(w->ctx, list, *n, sizeof *place) : NULL;
    if (place == NULL) {
        w->failed = true;
        return;
    }
    *place = info;
    (*n)++;
}

/* The name of an operand; a constant becomes an initializer with its first use. */
static const char *operand(dp_onnx_writer *w, dp_val v)
{
    if (w->name[v] == NULL) {
        w->name[v] = dp_onnx_constant(w, dp_value_at(w->g, v)->constant);
    }
    return w->name[v];
}

/* The factor once for each column of x. */
static const char *put_row(dp_onnx_writer *w, const dp_const *factor, uint64_t columns)
{
    double *row = dp_take_raw(w->ctx, columns, sizeof *row);
    for (uint64_t i = 0; i < columns && row != NULL; i++) {
        memcpy(&row[i], factor->data, sizeof *row);
    }
    w->failed = w->failed || row == NULL;
    dp_const c = {.type = DP_T_F64, .shape = {.rank = 1, .dim = {columns}}, .data = row, .count = columns};
    return w->failed ? "" : dp_onnx_constant(w, &c);
}

/* Operand i of a node. ONNX Runtime 1.26 takes a factor that is one number into the matrix product beside it, as a float32.
 * So beside matrix products it is written for each column; where there is but one, as what is taken from two of it, which no
 * optimizer knows beforehand. (1.6 has no Where of float64.) */
static const char *operand_of(dp_onnx_writer *w, const dp_node *node, size_t i)
{
    const dp_value *v = dp_value_at(w->g, node->in[i]);
    bool factor = (node->op == DP_OP_MUL || node->op == DP_OP_DIV) && v->kind == DP_V_CONST && v->type == DP_T_F64;
    const dp_value *x = factor ? dp_value_at(w->g, node->in[1 - i]) : NULL;
    if (!factor || v->constant->count != 1 || x->kind == DP_V_CONST || x->shape.rank < 2 || !w->products) {
        return operand(w, node->in[i]);
    }
    uint64_t columns = x->shape.dim[x->shape.rank - 1];
    if (columns != DP_BATCH && columns > 1) {
        return put_row(w, v->constant, columns);
    }
    const char *other = operand(w, node->in[1 - i]);
    const char *same = dp_onnx_call(w, w->graph, "Equal", other, other, NULL);
    const char *row = put_row(w, v->constant, 2); /* numbered before the cast: in a call the compiler would choose */
    return dp_onnx_call(w, w->graph, "Gather", row, dp_onnx_cast(w, same, DP_ONNX_INT64), NULL);
}

static void put_attributes(dp_onnx_writer *w, const dp_node *node, Onnx__NodeProto *to)
{
    int64_t perm[DP_MAX_RANK];
    int rank = dp_value_at(w->g, node->out)->shape.rank;
    switch ((int)node->op) {
    case DP_OP_CAST:
        dp_onnx_attr_int(w, to, "to", dp_onnx_type(node->to));
        break;
    case DP_OP_CONCAT:
    case DP_OP_GATHER:
    case DP_OP_GATHER_ELEMENTS:
        dp_onnx_attr_int(w, to, "axis", node->axis);
        break;
    case DP_OP_ARGMAX:
    case DP_OP_ARGMIN:
        dp_onnx_attr_int(w, to, "axis", node->axis);
        dp_onnx_attr_int(w, to, "keepdims", node->keepdims);
        break;
    case DP_OP_MOD: /* as fmod: the sign of the dividend */
        dp_onnx_attr_int(w, to, "fmod", 1);
        break;
    case DP_OP_REDUCE_MAX:
        dp_onnx_attr_ints(w, to, "axes", &node->axis, 1);
        dp_onnx_attr_int(w, to, "keepdims", node->keepdims);
        break;
    case DP_OP_REDUCE_SUM:
        dp_onnx_input(w, to, dp_onnx_int64(w, "axes", node->axis));
        dp_onnx_attr_int(w, to, "keepdims", node->keepdims);
        break;
    case DP_OP_TOP_K:
        dp_onnx_attr_int(w, to, "axis", node->axis);
        dp_onnx_attr_int(w, to, "largest", 0);
        dp_onnx_attr_int(w, to, "sorted", 1);
        dp_onnx_output(w, to, dp_onnx_name(w, "v"));
        break;
    case DP_OP_TRANSPOSE:
        for (int i = 0; i < rank; i++) {
            perm[i] = node->perm[i];
        }
        dp_onnx_attr_ints(w, to, "perm", perm, (size_t)rank);
        break;
    default:
        break;
    }
}

/* The plain form has only operators of the standard's own domain, and those do nothing of the kind to texts. */
static void refuse_texts_in_plain(dp_onnx_writer *w, const char *domain)
{
    if (w->target == DP_TARGET_PLAIN && !w->failed) {
        dp_fail(w->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "texts need an operator of %s (--target ml1 or ml5)", domain);
        w->failed = true;
    }
}

static void put_text_index(dp_onnx_writer *w, const dp_node *node)
{
    const dp_const *keys = dp_value_at(w->g, node->in[1])->constant;
    const dp_span *text = keys->data;
    size_t n = (size_t)keys->count;
    ProtobufCBinaryData *key = dp_take(w->ctx, n, sizeof *key);
    int64_t *number = dp_take(w->ctx, n, sizeof *number);
    const char *x = operand(w, node->in[0]);
    refuse_texts_in_plain(w, "ai.onnx.ml");
    if (key == NULL || number == NULL || w->failed) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        key[i] = dp_onnx_bytes(text[i]);
        number[i] = (int64_t)i;
    }
    Onnx__NodeProto *to = dp_onnx_node(w, w->graph, "LabelEncoder", "ai.onnx.ml");
    dp_onnx_input(w, to, x);
    dp_onnx_attr_strings(w, to, "keys_strings", key, n);
    dp_onnx_attr_ints(w, to, "values_int64s", number, n);
    dp_onnx_attr_int(w, to, "default_int64", (int64_t)n);
    const char *name = dp_value_at(w->g, node->out)->name;
    w->name[node->out] = name != NULL ? name : dp_onnx_name(w, "v");
    dp_onnx_output(w, to, w->name[node->out]);
    w->uses_ml = true;
    w->uses_text = true;
}

/* Is v float64, rounded to float32? */
static bool is_rounded(const dp_graph *g, dp_val v)
{
    const dp_value *value = dp_value_at(g, v);
    const dp_node *node = value->kind == DP_V_NODE ? &g->node[value->node] : NULL;
    return node != NULL && node->op == DP_OP_CAST && value->type == DP_T_F32 && dp_value_at(g, node->in[0])->type == DP_T_F64;
}

/* As float64, with the sign turned. */
static const char *put_turned(dp_onnx_writer *w, const char *x)
{
    return dp_onnx_cast(w, dp_onnx_call(w, w->graph, "Neg", x, NULL, NULL), DP_ONNX_DOUBLE);
}

static const char *put_made_of_many(dp_onnx_writer *w, const dp_node *node, const char *x, dp_type x_type)
{
    if (node->op == DP_OP_TEXT_COUNTS) {
        refuse_texts_in_plain(w, DP_ONNX_MICROSOFT);
        return w->failed ? NULL : dp_onnx_text_counts(w, node->counts, x);
    }
    return w->target == DP_TARGET_PLAIN ? dp_onnx_plain_rows(w, node->forest, x, x_type)
                                        : dp_onnx_leaf_rows(w, node->forest, x, x_type);
}

static void put_node(dp_onnx_writer *w, const dp_node *node)
{
    if (node->op == DP_OP_TEXT_INDEX) {
        put_text_index(w, node);
        return;
    }
    const dp_value *x = dp_value_at(w->g, node->in[0]);
    const dp_value *out = dp_value_at(w->g, node->out);
    const char *first = operand_of(w, node, 0);
    const char *op = dp_op_onnx(node->op);
    const char *made = NULL; /* by nodes before the last one */
    if (node->op == DP_OP_LEAF_ROWS || node->op == DP_OP_TEXT_COUNTS) {
        made = put_made_of_many(w, node, first, x->type);
        if (out->name == NULL) {
            w->name[node->out] = made;
            return;
        }
        op = "Identity";
    } else if (node->op == DP_OP_IS_NAN && x->type == DP_T_F64) {
        made = dp_onnx_call(w, w->graph, "Equal", first, first, NULL);
        op = "Not";
    } else if (node->op == DP_OP_ARGMIN) {
        made = dp_onnx_call(w, w->graph, "Neg", first, NULL, NULL);
        op = "ArgMax";
    } else if (node->op == DP_OP_CAST && node->to == DP_T_F64 && is_rounded(w->g, node->in[0])) {
        made = put_turned(w, first);
        op = "Neg";
    }
    const char *second = node->n_in > 1 ? operand_of(w, node, 1) : NULL; /* may take nodes, which come before this one */
    Onnx__NodeProto *to = dp_onnx_node(w, w->graph, op, "");
    dp_onnx_input(w, to, made != NULL ? made : first);
    for (uint8_t i = 1; i < node->n_in; i++) {
        dp_onnx_input(w, to, i == 1 ? second : operand(w, node->in[i]));
    }
    if (node->op != DP_OP_CAST || made == NULL) {
        put_attributes(w, node, to);
    }
    w->name[node->out] = out->name != NULL ? out->name : dp_onnx_name(w, "v");
    dp_onnx_output(w, to, w->name[node->out]);
}

/* Names of ours begin with as many underscores as it takes for no port to begin so. */
static const char *free_prefix(dp_onnx_writer *w)
{
    size_t n = 1;
    for (size_t v = 1; v <= w->g->n_values; v++) {
        const char *name = w->g->value[v].name;
        size_t have = name != NULL ? strspn(name, "_") : 0;
        n = have >= n ? have + 1 : n;
    }
    char *prefix = dp_take(w->ctx, n + 1, 1);
    w->failed = w->failed || prefix == NULL;
    return prefix != NULL ? memset(prefix, '_', n) : "";
}

void dp_onnx_lower(dp_onnx_writer *w)
{
    const dp_graph *g = w->g;
    w->name = dp_take(w->ctx, g->n_values + 1, sizeof *w->name);
    w->failed = w->name == NULL;
    w->prefix = free_prefix(w);
    for (size_t i = 0; i < g->n_nodes; i++) {
        w->names_nodes = w->names_nodes || g->node[i].op == DP_OP_SLICE;
        w->products = w->products || g->node[i].op == DP_OP_MATMUL;
    }
    for (size_t i = 0; i < g->n_inputs && !w->failed; i++) {
        w->name[g->input[i]] = dp_value_at(g, g->input[i])->name;
        push_info(w, &w->graph->input, &w->graph->n_input, g->input[i]);
    }
    for (size_t i = 0; i < g->n_nodes && !w->failed; i++) {
        put_node(w, &g->node[i]);
    }
    for (size_t i = 0; i < g->n_outputs && !w->failed; i++) {
        push_info(w, &w->graph->output, &w->graph->n_output, g->output[i]);
    }
}
