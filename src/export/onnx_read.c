/* Reads an ONNX file of ours into a graph, with nothing believed: the depth of messages is checked on the wire before
 * protobuf-c recurses into them, every name, type, shape and number before it is used. Operators and attributes that we
 * never write are refused as such. */
#include "export/onnx_read.h"

#include "base/ckd.h"
#include "base/hash.h"
#include "base/text.h"
#include "export/onnx_meta.h"
#include "export/onnx_reader.h"

enum { DEEPEST = 12, FLOAT = 1, UINT8 = 2, INT32 = 6, INT64 = 7, STRING = 8, BOOL = 9, DOUBLE = 11 };

/* ---- the wire ---- */

static bool read_varint(const uint8_t **p, const uint8_t *end, uint64_t *out)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && *p < end; shift += 7) {
        uint8_t byte = *(*p)++;
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = v;
            return true;
        }
    }
    return false;
}

struct level {
    const ProtobufCMessageDescriptor *type;
    const uint8_t *end;
};

/* Skips a field's value; for one of length and bytes *inner is its first byte. */
static bool skip_field(const uint8_t **p, const uint8_t *end, unsigned wire, const uint8_t **inner)
{
    uint64_t n;
    *inner = NULL;
    switch (wire) {
    case 0:
        return read_varint(p, end, &n);
    case 1:
        n = 8;
        break;
    case 2:
        if (!read_varint(p, end, &n)) {
            return false;
        }
        *inner = *p;
        break;
    case 5:
        n = 4;
        break;
    default:
        return false;
    }
    if (n > (uint64_t)(end - *p)) {
        return false;
    }
    *p += n;
    return true;
}

/* protobuf-c unpacks by recursion: goes through all messages beforehand, without, and refuses what is too deep. */
static bool sound(dp_span bytes)
{
    struct level stack[DEEPEST] = {{&onnx__model_proto__descriptor, bytes.p + bytes.n}};
    size_t depth = 1;
    const uint8_t *p = bytes.p;
    while (depth != 0) {
        const struct level *at = &stack[depth - 1];
        if (p == at->end) {
            depth--;
            continue;
        }
        uint64_t tag;
        const uint8_t *inner;
        if (!read_varint(&p, at->end, &tag) || tag >> 3 == 0 || tag >> 3 > UINT32_MAX >> 3
            || !skip_field(&p, at->end, (unsigned)(tag & 7), &inner)) {
            return false;
        }
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(at->type, (unsigned)(tag >> 3));
        if (field == NULL || field->type != PROTOBUF_C_TYPE_MESSAGE) {
            continue;
        }
        if (inner == NULL || depth == DEEPEST) {
            return false;
        }
        stack[depth++] = (struct level){field->descriptor, p};
        p = inner;
        /* a message ends where its parent goes on, so reading through needs no way back */
    }
    return true;
}

static void *arena_alloc(void *ctx, size_t n)
{
    return dp_take_raw(ctx, n, 1);
}

static void arena_free(void *ctx, void *p)
{
    (void)ctx;
    (void)p;
}

/* ---- names, attributes, numbers ---- */

static const char *shown(const dp_onnx_reader *r, const char *name)
{
    return name == NULL ? "" : dp_escape(r->ctx, dp_span_of(name), 60);
}

dp_rc dp_onnx_corrupt(const dp_onnx_reader *r, const Onnx__NodeProto *node, const char *what)
{
    return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX operator %s: %s", shown(r, node->op_type), what);
}

dp_rc dp_onnx_foreign(const dp_onnx_reader *r, const Onnx__NodeProto *node, const char *what)
{
    return dp_fail(r->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "ONNX operator %s: %s, which depickle never writes",
                   shown(r, node->op_type), what);
}

static dp_onnx_thing *slot_of(const dp_onnx_reader *r, const char *name)
{
    static const dp_hash_key key = {0x6f6e6e78u, 0x6e616d6573u};
    size_t at = dp_hash(&key, dp_span_of(name)) & r->mask;
    while (r->thing[at].name != NULL && strcmp(r->thing[at].name, name) != 0) {
        at = (at + 1) & r->mask;
    }
    return &r->thing[at];
}

dp_onnx_thing *dp_onnx_find(const dp_onnx_reader *r, const char *name)
{
    dp_onnx_thing *thing = name != NULL && name[0] != '\0' ? slot_of(r, name) : NULL;
    return thing != NULL && thing->name != NULL ? thing : NULL;
}

/* The table was made large enough for all names there can be. */
static dp_onnx_thing *define(const dp_onnx_reader *r, const char *name)
{
    dp_onnx_thing *thing = name != NULL && name[0] != '\0' ? slot_of(r, name) : NULL;
    if (thing == NULL || thing->name != NULL) {
        dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX name \"%s\" is given twice, or empty", shown(r, name));
        return NULL;
    }
    thing->name = name;
    return thing;
}

const Onnx__AttributeProto *dp_onnx_attr(const Onnx__NodeProto *node, const char *name,
                                         Onnx__AttributeProto__AttributeType type)
{
    for (size_t i = 0; i < node->n_attribute; i++) {
        const Onnx__AttributeProto *a = node->attribute[i];
        if (a->name != NULL && strcmp(a->name, name) == 0) {
            return a->has_type && a->type == type ? a : NULL;
        }
    }
    return NULL;
}

int64_t dp_onnx_int(const Onnx__NodeProto *node, const char *name, int64_t otherwise)
{
    const Onnx__AttributeProto *a = dp_onnx_attr(node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
    return a != NULL && a->has_i ? a->i : otherwise;
}

bool dp_onnx_next(dp_onnx_ints *ints, int64_t *out)
{
    uint64_t v;
    if (!read_varint(&ints->p, ints->end, &v)) {
        return false;
    }
    *out = (int64_t)v;
    return true;
}

bool dp_onnx_ints_of(const Onnx__NodeProto *node, const char *name, dp_onnx_ints *out, uint64_t *n)
{
    const Onnx__AttributeProto *a = dp_onnx_attr(node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
    if (a == NULL) {
        return false;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < a->ints.len; i++) {
        count += a->ints.data[i] < 0x80;
    }
    *out = (dp_onnx_ints){a->ints.data, a->ints.len != 0 ? a->ints.data + a->ints.len : a->ints.data};
    *n = count;
    return a->ints.len == 0 || a->ints.data[a->ints.len - 1] < 0x80;
}

/* 0: a type that we never write, or strings. */
static size_t item_size(int32_t type)
{
    switch (type) {
    case DOUBLE: case INT64:
        return 8;
    case FLOAT: case INT32:
        return 4;
    case UINT8: case BOOL:
        return 1;
    default:
        return 0;
    }
}

bool dp_onnx_shape(const Onnx__TensorProto *tensor, dp_shape *shape, uint64_t *count)
{
    size_t bytes;
    bool raw = tensor->data_type != STRING;
    *shape = (dp_shape){.rank = (uint8_t)tensor->n_dims};
    *count = 1;
    if (tensor->n_dims > DP_MAX_RANK || tensor->has_data_location || tensor->n_external_data != 0
        || tensor->n_float_data != 0 || tensor->n_int32_data != 0 || tensor->n_int64_data != 0
        || tensor->n_double_data != 0 || tensor->n_uint64_data != 0 || tensor->segment != NULL) {
        return false;
    }
    for (size_t i = 0; i < tensor->n_dims; i++) {
        if (tensor->dims[i] < 0 || !dp_mul(*count, (uint64_t)tensor->dims[i], count)) {
            return false;
        }
        shape->dim[i] = (uint64_t)tensor->dims[i];
    }
    if (!raw) {
        return tensor->n_string_data == *count && !tensor->has_raw_data;
    }
    size_t size = item_size(tensor->data_type);
    return size != 0 && tensor->n_string_data == 0 && dp_mul(*count, size, &bytes) && tensor->raw_data.len == bytes;
}

/* ---- constants ---- */

static dp_type graph_type(int32_t type)
{
    switch (type) {
    case DOUBLE:
        return DP_T_F64;
    case FLOAT:
        return DP_T_F32;
    case INT64: case INT32:
        return DP_T_I64;
    case BOOL:
        return DP_T_BOOL;
    case STRING:
        return DP_T_TEXT;
    default:
        return 0;
    }
}

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
    c->type = graph_type(tensor->data_type);
    if (c->type == 0 || !dp_onnx_shape(tensor, &c->shape, &c->count)) {
        return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX initializer \"%s\": type, shape and bytes do not fit",
                       shown(r, thing->name));
    }
    /* bytes lie aligned: each was a piece of the arena of its own */
    c->data = tensor->data_type == STRING  ? strings(r->ctx, tensor, c->count)
              : tensor->data_type == INT32 ? widened(r->ctx, tensor, c->count)
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
        to->to = graph_type((int32_t)dp_onnx_int(node, "to", 0));
        return dp_onnx_int(node, "to", 0) != INT32 && to->to != 0 && to->to != DP_T_TEXT;
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
    dp_onnx_thing *thing = define(r, node->output[n_output - 1]);
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
    dp_onnx_thing *thing = define(r, steps.name);
    DP_TRY(thing == NULL ? dp_failed(r->ctx) : DP_OK);
    thing->v = steps.v;
    return DP_OK;
}

/* ---- the graph ---- */

/* Element type and shape of a port; the dimension of rows is the first, and open. */
static bool read_port(const Onnx__ValueInfoProto *info, dp_type *type, dp_shape *shape)
{
    bool tensor = info->name != NULL && info->type != NULL
                  && info->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE
                  && info->type->tensor_type->shape != NULL;
    const Onnx__TensorShapeProto *dims = tensor ? info->type->tensor_type->shape : NULL;
    if (dims == NULL || dims->n_dim == 0 || dims->n_dim > DP_MAX_RANK) {
        return false;
    }
    *type = graph_type(info->type->tensor_type->elem_type);
    *shape = (dp_shape){.rank = (uint8_t)dims->n_dim};
    for (size_t i = 0; i < dims->n_dim; i++) {
        bool told = dims->dim[i]->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        if (told != (i != 0) || (told && (dims->dim[i]->dim_value <= 0 || dims->dim[i]->dim_value > INT32_MAX))) {
            return false;
        }
        shape->dim[i] = told ? (uint64_t)dims->dim[i]->dim_value : DP_BATCH;
    }
    return *type != 0 && info->type->tensor_type->elem_type != INT32;
}

static dp_rc read_inputs(dp_onnx_reader *r)
{
    for (size_t i = 0; i < r->graph->n_input; i++) {
        const Onnx__ValueInfoProto *info = r->graph->input[i];
        dp_type type;
        dp_shape shape;
        if (!read_port(info, &type, &shape) || shape.rank != 2) {
            return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX input \"%s\": expected rows of numbers or strings",
                           shown(r, info->name));
        }
        dp_onnx_thing *thing = define(r, info->name);
        DP_TRY(thing == NULL ? dp_failed(r->ctx) : DP_OK);
        thing->v = dp_graph_input(r->g, info->name, type, shape.dim[1]);
        DP_TRY(r->g->failed ? dp_failed(r->ctx) : DP_OK);
    }
    return DP_OK;
}

static dp_rc read_initializers(dp_onnx_reader *r)
{
    for (size_t i = 0; i < r->graph->n_initializer; i++) {
        dp_onnx_thing *thing = define(r, r->graph->initializer[i]->name);
        DP_TRY(thing == NULL ? dp_failed(r->ctx) : DP_OK);
        thing->tensor = r->graph->initializer[i];
    }
    return DP_OK;
}

static dp_rc read_outputs(dp_onnx_reader *r)
{
    for (size_t i = 0; i < r->graph->n_output; i++) {
        const Onnx__ValueInfoProto *info = r->graph->output[i];
        const dp_onnx_thing *thing = dp_onnx_find(r, info->name);
        dp_type type;
        dp_shape shape;
        const dp_value *v = dp_value_at(r->g, thing != NULL ? thing->v : 0);
        if (thing == NULL || v->kind != DP_V_NODE || v->name != NULL || !read_port(info, &type, &shape) || type != v->type
            || shape.rank != v->shape.rank || memcmp(shape.dim, v->shape.dim, shape.rank * sizeof *shape.dim) != 0) {
            return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX output \"%s\": not of the type and shape it promises",
                           shown(r, info->name));
        }
        dp_graph_output(r->g, thing->v, info->name);
    }
    return r->g->failed ? dp_failed(r->ctx) : DP_OK;
}

static dp_rc take_names(dp_onnx_reader *r)
{
    size_t n = r->graph->n_input + r->graph->n_initializer + r->graph->n_node;
    size_t size = 64;
    while (size < n * 2) {
        size *= 2;
    }
    r->thing = dp_take(r->ctx, size, sizeof *r->thing);
    r->mask = size - 1;
    return r->thing != NULL ? DP_OK : dp_failed(r->ctx);
}

static dp_rc read_graph(dp_onnx_reader *r)
{
    const Onnx__GraphProto *graph = r->graph;
    if (graph->n_sparse_initializer != 0 || graph->n_input == 0 || graph->n_output == 0) {
        return dp_fail(r->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "an ONNX graph as depickle never writes it");
    }
    DP_TRY(take_names(r));
    DP_TRY(read_inputs(r));
    DP_TRY(read_initializers(r));
    for (size_t i = 0; i < graph->n_node;) {
        bool steps = dp_onnx_is_descent(r, graph->node[i]) || dp_onnx_is_text_counts(r, graph->node[i]);
        DP_TRY(steps ? read_steps(r, &i) : read_node(r, graph->node[i++]));
    }
    return read_outputs(r);
}

static dp_rc check_versions(dp_onnx_reader *r, const Onnx__ModelProto *model)
{
    int64_t core = 0;
    for (size_t i = 0; i < model->n_opset_import; i++) {
        const Onnx__OperatorSetIdProto *set = model->opset_import[i];
        bool ml = set->domain != NULL && strcmp(set->domain, "ai.onnx.ml") == 0;
        if (ml) {
            r->ml = set->version;
        } else if (set->domain == NULL || set->domain[0] == '\0') {
            core = set->version;
        }
    }
    if (core != 13 || (r->ml != 0 && r->ml != 1 && r->ml != 2 && r->ml != 5) || model->n_functions != 0 || model->n_training_info != 0) {
        return dp_fail(r->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "ONNX operator sets %lld and ai.onnx.ml %lld; depickle writes "
                       "13 and 1, 2 or 5", (long long)core, (long long)r->ml);
    }
    r->ml = r->ml == 2 ? 1 : r->ml; /* the trees of 2 are those of 1 */
    return DP_OK;
}

static dp_rc read_meta(dp_ctx *ctx, const Onnx__ModelProto *model, dp_onnx_file *out)
{
    dp_onnx_meta *meta = dp_take(ctx, model->n_metadata_props, sizeof *meta);
    if (meta == NULL) {
        return dp_failed(ctx);
    }
    for (size_t i = 0; i < model->n_metadata_props; i++) {
        const Onnx__StringStringEntryProto *entry = model->metadata_props[i];
        meta[i] = (dp_onnx_meta){entry->key != NULL ? entry->key : "", entry->value != NULL ? entry->value : ""};
    }
    out->meta = meta;
    out->n_meta = model->n_metadata_props;
    return DP_OK;
}

dp_rc dp_onnx_read(dp_ctx *ctx, dp_span bytes, dp_onnx_file *out)
{
    ProtobufCAllocator arena = {arena_alloc, arena_free, ctx};
    dp_onnx_reader r = {.ctx = ctx};
    size_t counted;
    *out = (dp_onnx_file){0};
    /* this file is input too: the arena may grow with it, beside what it holds already */
    dp_ctx_scale_arena(ctx, dp_add(dp_ctx_used(ctx), bytes.n, &counted) ? counted : bytes.n);
    Onnx__ModelProto *model = sound(bytes) ? onnx__model_proto__unpack(&arena, bytes.n, bytes.p) : NULL;
    DP_TRY(dp_failed(ctx)); /* memory */
    if (model == NULL || model->graph == NULL) {
        return dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, "not an ONNX file that depickle wrote");
    }
    r.graph = model->graph;
    r.g = dp_graph_new(ctx);
    DP_TRY(r.g == NULL ? dp_failed(ctx) : DP_OK);
    r.g->mismatch = DP_CORRUPT;
    DP_TRY(check_versions(&r, model));
    DP_TRY(read_graph(&r));
    DP_TRY(read_meta(ctx, model, out));
    dp_onnx_tell_methods(r.g, dp_onnx_meta_of(out, "methods"));
    out->graph = r.g;
    return dp_failed(ctx);
}

const char *dp_onnx_meta_of(const dp_onnx_file *file, const char *key)
{
    for (size_t i = 0; i < file->n_meta; i++) {
        if (strcmp(file->meta[i].key, key) == 0) {
            return file->meta[i].value;
        }
    }
    return "";
}
