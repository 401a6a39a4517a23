/* Reads an ONNX file of ours into a graph, with nothing believed: the depth of messages is checked on the wire before
 * protobuf-c recurses into them, every name, type, shape and number before it is used. */
#include "export/onnx_read.h"

#include "base/ckd.h"
#include "export/onnx_meta.h"
#include "export/onnx_reader.h"
#include "export/onnx_write.h"

enum { DEEPEST = 12 };

/* ---- the wire ---- */

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
        return dp_onnx_varint(p, end, &n);
    case 1:
        n = 8;
        break;
    case 2:
        if (!dp_onnx_varint(p, end, &n)) {
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
        if (!dp_onnx_varint(&p, at->end, &tag) || tag >> 3 == 0 || tag >> 3 > UINT32_MAX >> 3
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
    *type = dp_onnx_graph_type(info->type->tensor_type->elem_type);
    *shape = (dp_shape){.rank = (uint8_t)dims->n_dim};
    for (size_t i = 0; i < dims->n_dim; i++) {
        bool told = dims->dim[i]->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        if (told != (i != 0) || (told && (dims->dim[i]->dim_value <= 0 || dims->dim[i]->dim_value > INT32_MAX))) {
            return false;
        }
        shape->dim[i] = told ? (uint64_t)dims->dim[i]->dim_value : DP_BATCH;
    }
    return *type != 0 && info->type->tensor_type->elem_type != DP_ONNX_INT32;
}

static dp_rc read_inputs(dp_onnx_reader *r)
{
    for (size_t i = 0; i < r->graph->n_input; i++) {
        const Onnx__ValueInfoProto *info = r->graph->input[i];
        dp_type type;
        dp_shape shape;
        if (!read_port(info, &type, &shape) || shape.rank != 2) {
            return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX input \"%s\": expected rows of numbers or strings",
                           dp_onnx_shown(r, info->name));
        }
        dp_onnx_thing *thing = dp_onnx_define(r, info->name);
        DP_TRY(thing == NULL ? dp_failed(r->ctx) : DP_OK);
        thing->v = dp_graph_input(r->g, info->name, type, shape.dim[1]);
        DP_TRY(r->g->failed ? dp_failed(r->ctx) : DP_OK);
    }
    return DP_OK;
}

static dp_rc read_initializers(dp_onnx_reader *r)
{
    for (size_t i = 0; i < r->graph->n_initializer; i++) {
        dp_onnx_thing *thing = dp_onnx_define(r, r->graph->initializer[i]->name);
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
                           dp_onnx_shown(r, info->name));
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
        DP_TRY(dp_onnx_read_next(r, &i));
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
