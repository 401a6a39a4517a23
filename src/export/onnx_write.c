#include "export/onnx_write.h"

#include "graph/kernels.h"

int32_t dp_onnx_type(dp_type type)
{
    static const int32_t types[] = {0, DP_ONNX_DOUBLE, DP_ONNX_FLOAT, DP_ONNX_INT64, DP_ONNX_BOOL, DP_ONNX_STRING};
    return types[type];
}

static void *take(dp_onnx_writer *w, size_t n, size_t size)
{
    void *p = w->failed ? NULL : dp_take(w->ctx, n, size);
    w->failed = w->failed || p == NULL;
    return p;
}

/* A pointer more in a list of pointers. */
static bool push(dp_onnx_writer *w, void *list_pointer, size_t *n, void *item)
{
    void *place = w->failed ? NULL : dp_grow(w->ctx, list_pointer, *n, sizeof item);
    if (place == NULL || item == NULL) {
        w->failed = true;
        return false;
    }
    memcpy(place, &item, sizeof item);
    (*n)++;
    return true;
}

static char *text(dp_onnx_writer *w, const char *s)
{
    char *kept = w->failed ? NULL : dp_take_text(w->ctx, dp_span_of(s));
    w->failed = w->failed || kept == NULL;
    return kept;
}

ProtobufCBinaryData dp_onnx_bytes(dp_span s)
{
    return (ProtobufCBinaryData){s.n, (uint8_t *)(uintptr_t)s.p};
}

char *dp_onnx_name(dp_onnx_writer *w, const char *what)
{
    return text(w, dp_take_printf(w->ctx, "%s%s%u", w->prefix, what, w->n_names++));
}

Onnx__NodeProto *dp_onnx_node(dp_onnx_writer *w, Onnx__GraphProto *to, const char *op, const char *domain)
{
    Onnx__NodeProto *node = take(w, 1, sizeof *node);
    if (node == NULL) {
        return NULL;
    }
    onnx__node_proto__init(node);
    node->op_type = text(w, op);
    if (domain[0] != '\0') {
        node->domain = text(w, domain);
        w->uses_ml = true;
    }
    return push(w, &to->node, &to->n_node, node) ? node : NULL;
}

void dp_onnx_input(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name)
{
    if (node != NULL && name != NULL) {
        push(w, &node->input, &node->n_input, text(w, name));
    }
}

void dp_onnx_output(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name)
{
    if (node != NULL && name != NULL) {
        push(w, &node->output, &node->n_output, text(w, name));
        node->name = w->names_nodes && node->name == NULL ? text(w, name) : node->name;
    }
}

const char *dp_onnx_result(dp_onnx_writer *w, Onnx__NodeProto *node)
{
    const char *name = dp_onnx_name(w, "v");
    dp_onnx_output(w, node, name);
    return name;
}

const char *dp_onnx_call(dp_onnx_writer *w, Onnx__GraphProto *to, const char *op, const char *a, const char *b,
                         const char *c)
{
    Onnx__NodeProto *node = dp_onnx_node(w, to, op, "");
    dp_onnx_input(w, node, a);
    dp_onnx_input(w, node, b);
    dp_onnx_input(w, node, c);
    return dp_onnx_result(w, node);
}

const char *dp_onnx_cast(dp_onnx_writer *w, const char *x, int32_t to)
{
    Onnx__NodeProto *node = dp_onnx_node(w, w->graph, "Cast", "");
    dp_onnx_input(w, node, x);
    dp_onnx_attr_int(w, node, "to", to);
    return dp_onnx_result(w, node);
}

static Onnx__AttributeProto *add_attr(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name,
                                      Onnx__AttributeProto__AttributeType type)
{
    Onnx__AttributeProto *a = node != NULL ? take(w, 1, sizeof *a) : NULL;
    if (a == NULL) {
        return NULL;
    }
    onnx__attribute_proto__init(a);
    a->name = text(w, name);
    a->has_type = 1;
    a->type = type;
    return push(w, &node->attribute, &node->n_attribute, a) ? a : NULL;
}

void dp_onnx_attr_int(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, int64_t v)
{
    Onnx__AttributeProto *a = add_attr(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
    if (a != NULL) {
        a->has_i = 1;
        a->i = v;
    }
}

void dp_onnx_attr_ints(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, const int64_t *v, size_t n)
{
    uint8_t *bytes = take(w, n, 10);
    uint8_t *end = bytes;
    for (size_t i = 0; i < n && bytes != NULL; i++) {
        end = dp_varint(end, (uint64_t)v[i]);
    }
    if (bytes != NULL) {
        dp_onnx_attr_packed_ints(w, node, name, (dp_span){bytes, (size_t)(end - bytes)});
    }
}

void dp_onnx_attr_packed_ints(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, dp_span bytes)
{
    Onnx__AttributeProto *a = add_attr(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
    if (a != NULL) {
        a->has_ints = 1;
        a->ints = dp_onnx_bytes(bytes);
    }
}

void dp_onnx_attr_packed_floats(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, dp_span bytes)
{
    Onnx__AttributeProto *a = add_attr(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS);
    if (a != NULL) {
        a->has_floats = 1;
        a->floats = dp_onnx_bytes(bytes);
    }
}

void dp_onnx_attr_string(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, const char *v)
{
    Onnx__AttributeProto *a = add_attr(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);
    if (a != NULL) {
        a->has_s = 1;
        a->s = dp_onnx_bytes(dp_span_of(v));
    }
}

void dp_onnx_attr_strings(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, ProtobufCBinaryData *v, size_t n)
{
    Onnx__AttributeProto *a = add_attr(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS);
    if (a != NULL) {
        a->strings = v;
        a->n_strings = n;
    }
}

void dp_onnx_attr_tensor(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, Onnx__TensorProto *tensor)
{
    Onnx__AttributeProto *a = add_attr(w, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR);
    if (a != NULL) {
        a->t = tensor;
    }
}

Onnx__TensorProto *dp_onnx_tensor(dp_onnx_writer *w, int32_t type, const int64_t *dims, size_t rank, dp_span raw)
{
    Onnx__TensorProto *tensor = take(w, 1, sizeof *tensor);
    int64_t *kept = take(w, rank, sizeof *kept);
    if (tensor == NULL || kept == NULL) {
        return NULL;
    }
    onnx__tensor_proto__init(tensor);
    if (rank != 0) {
        memcpy(kept, dims, rank * sizeof *kept);
    }
    tensor->dims = kept;
    tensor->n_dims = rank;
    tensor->has_data_type = 1;
    tensor->data_type = type;
    tensor->has_raw_data = type != DP_ONNX_STRING;
    tensor->raw_data = dp_onnx_bytes(raw);
    return tensor;
}

const char *dp_onnx_initializer(dp_onnx_writer *w, const char *what, int32_t type, const int64_t *dims, size_t rank,
                                dp_span raw)
{
    Onnx__TensorProto *tensor = dp_onnx_tensor(w, type, dims, rank, raw);
    if (tensor == NULL) {
        return "";
    }
    tensor->name = dp_onnx_name(w, what);
    push(w, &w->graph->initializer, &w->graph->n_initializer, tensor);
    return tensor->name;
}

const char *dp_onnx_int64(dp_onnx_writer *w, const char *what, int64_t v)
{
    static const int64_t one[] = {1};
    int64_t *kept = take(w, 1, sizeof *kept);
    if (kept == NULL) {
        return "";
    }
    *kept = v;
    return dp_onnx_initializer(w, what, DP_ONNX_INT64, one, 1, (dp_span){(const uint8_t *)kept, sizeof *kept});
}

static void fill_strings(dp_onnx_writer *w, const dp_const *c)
{
    ProtobufCBinaryData *v = take(w, c->count, sizeof *v);
    const dp_span *from = c->data;
    if (v == NULL) {
        return;
    }
    for (uint64_t i = 0; i < c->count; i++) {
        v[i] = dp_onnx_bytes(from[i]);
    }
    Onnx__TensorProto *tensor = w->graph->initializer[w->graph->n_initializer - 1];
    tensor->string_data = v;
    tensor->n_string_data = c->count;
}

const char *dp_onnx_constant(dp_onnx_writer *w, const dp_const *c)
{
    int64_t dims[DP_MAX_RANK];
    for (int i = 0; i < c->shape.rank; i++) {
        dims[i] = (int64_t)c->shape.dim[i];
    }
    dp_span raw = {c->data, c->type == DP_T_TEXT ? 0 : (size_t)c->count * dp_type_size(c->type)};
    const char *name = dp_onnx_initializer(w, "c", dp_onnx_type(c->type), dims, c->shape.rank, raw);
    if (c->type == DP_T_TEXT && !w->failed) {
        fill_strings(w, c);
    }
    return name;
}

static Onnx__TensorShapeProto__Dimension *dimension(dp_onnx_writer *w, uint64_t n)
{
    Onnx__TensorShapeProto__Dimension *d = take(w, 1, sizeof *d);
    if (d == NULL) {
        return NULL;
    }
    onnx__tensor_shape_proto__dimension__init(d);
    if (n == DP_BATCH) {
        d->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
        d->dim_param = text(w, "N");
    } else {
        d->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        d->dim_value = (int64_t)n;
    }
    return d;
}

Onnx__ValueInfoProto *dp_onnx_value_info(dp_onnx_writer *w, const char *name, int32_t type, const dp_shape *shape)
{
    Onnx__ValueInfoProto *info = take(w, 1, sizeof *info);
    Onnx__TypeProto *t = take(w, 1, sizeof *t);
    Onnx__TypeProto__Tensor *tensor = take(w, 1, sizeof *tensor);
    Onnx__TensorShapeProto *dims = take(w, 1, sizeof *dims);
    if (info == NULL || t == NULL || tensor == NULL || dims == NULL) {
        return NULL;
    }
    onnx__value_info_proto__init(info);
    onnx__type_proto__init(t);
    onnx__type_proto__tensor__init(tensor);
    onnx__tensor_shape_proto__init(dims);
    info->name = text(w, name);
    info->type = t;
    t->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    t->tensor_type = tensor;
    tensor->has_elem_type = 1;
    tensor->elem_type = type;
    tensor->shape = dims;
    for (int i = 0; i < shape->rank; i++) {
        push(w, &dims->dim, &dims->n_dim, dimension(w, shape->dim[i]));
    }
    return info;
}
