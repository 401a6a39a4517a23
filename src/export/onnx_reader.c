#include "export/onnx_reader.h"

#include "base/ckd.h"
#include "base/hash.h"
#include "base/text.h"
#include "export/onnx_write.h"

/* ---- names ---- */

const char *dp_onnx_shown(const dp_onnx_reader *r, const char *name)
{
    return name == NULL ? "" : dp_escape(r->ctx, dp_span_of(name), 60);
}

dp_rc dp_onnx_corrupt(const dp_onnx_reader *r, const Onnx__NodeProto *node, const char *what)
{
    return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX operator %s: %s", dp_onnx_shown(r, node->op_type), what);
}

dp_rc dp_onnx_foreign(const dp_onnx_reader *r, const Onnx__NodeProto *node, const char *what)
{
    return dp_fail(r->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "ONNX operator %s: %s, which depickle never writes",
                   dp_onnx_shown(r, node->op_type), what);
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

dp_onnx_thing *dp_onnx_define(const dp_onnx_reader *r, const char *name)
{
    dp_onnx_thing *thing = name != NULL && name[0] != '\0' ? slot_of(r, name) : NULL;
    if (thing == NULL || thing->name != NULL) {
        dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX name \"%s\" is given twice, or empty", dp_onnx_shown(r, name));
        return NULL;
    }
    thing->name = name;
    return thing;
}

/* ---- attributes and numbers ---- */

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

bool dp_onnx_varint(const uint8_t **p, const uint8_t *end, uint64_t *out)
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

bool dp_onnx_next(dp_onnx_ints *ints, int64_t *out)
{
    uint64_t v;
    if (!dp_onnx_varint(&ints->p, ints->end, &v)) {
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

/* ---- tensors ---- */

dp_type dp_onnx_graph_type(int32_t type)
{
    switch (type) {
    case DP_ONNX_DOUBLE:
        return DP_T_F64;
    case DP_ONNX_FLOAT:
        return DP_T_F32;
    case DP_ONNX_INT64: case DP_ONNX_INT32:
        return DP_T_I64;
    case DP_ONNX_BOOL:
        return DP_T_BOOL;
    case DP_ONNX_STRING:
        return DP_T_TEXT;
    default:
        return 0;
    }
}

/* 0: a type that we never write, or strings. */
static size_t item_size(int32_t type)
{
    switch (type) {
    case DP_ONNX_DOUBLE: case DP_ONNX_INT64:
        return 8;
    case DP_ONNX_FLOAT: case DP_ONNX_INT32:
        return 4;
    case DP_ONNX_UINT8: case DP_ONNX_BOOL:
        return 1;
    default:
        return 0;
    }
}

bool dp_onnx_shape(const Onnx__TensorProto *tensor, dp_shape *shape, uint64_t *count)
{
    size_t bytes;
    bool raw = tensor->data_type != DP_ONNX_STRING;
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

const dp_tree_layout dp_onnx_flat_layout = {
    .stride = sizeof(dp_onnx_flat), .left = offsetof(dp_onnx_flat, left), .right = offsetof(dp_onnx_flat, right),
    .feature = offsetof(dp_onnx_flat, feature), .threshold = offsetof(dp_onnx_flat, threshold),
    .missing = offsetof(dp_onnx_flat, missing), .index_size = 4, .threshold_size = 8,
};
