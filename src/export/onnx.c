/* A graph as an ONNX file: opset 13, IR 7, readable by ONNX Runtime 1.6 and newer; with the tree operator of
 * ai.onnx.ml 5 IR 8, ONNX Runtime 1.21. docs/formats/onnx.md describes the files.
 *
 * A file is two protobuf messages one after another, which readers merge: first all but the metadata, then the metadata
 * alone, for the sha256 of the source may still be on its way while the graph is written. */
#include "export/exporter.h"

#include "depickle.h"
#include "export/onnx_meta.h"
#include "export/onnx_probes.h"
#include "export/onnx_write.h"

enum { FEW_NODES = 100000, PUT_AT_ONCE = 64 << 10 };

/* protobuf-c appends a field at a time: gathers small ones, passes large ones on. */
struct buffer {
    ProtobufCBuffer base;
    dp_sink *sink;
    uint8_t *p;
    size_t n;
};

static void flush(struct buffer *b)
{
    dp_put(b->sink, (dp_span){b->p, b->n});
    b->n = 0;
}

static void append(ProtobufCBuffer *base, size_t n, const uint8_t *data)
{
    struct buffer *b = (struct buffer *)base;
    if (n > PUT_AT_ONCE - b->n) {
        flush(b);
    }
    if (n > PUT_AT_ONCE) {
        dp_put(b->sink, (dp_span){data, n});
    } else if (n != 0) {
        memcpy(b->p + b->n, data, n);
        b->n += n;
    }
}

static dp_rc pack(dp_ctx *ctx, const Onnx__ModelProto *model, dp_sink *sink)
{
    struct buffer b = {{append}, sink, dp_take_raw(ctx, PUT_AT_ONCE, 1), 0};
    if (b.p == NULL) {
        return dp_failed(ctx);
    }
    if (onnx__model_proto__get_packed_size(model) > INT32_MAX) {
        return dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, DP_ONNX_TOO_LARGE);
    }
    onnx__model_proto__pack_to_buffer(model, &b.base);
    flush(&b);
    return DP_OK; /* the sink remembers its faults */
}

static uint64_t tree_nodes(const dp_graph *g)
{
    uint64_t n = 0;
    for (size_t i = 0; i < g->n_nodes; i++) {
        n += g->node[i].op == DP_OP_LEAF_ROWS ? g->node[i].forest->n_nodes : 0;
    }
    return n;
}

static dp_target choose_target(const dp_graph *g, dp_target asked)
{
    if (asked != DP_TARGET_AUTO) {
        return asked;
    }
    return tree_nodes(g) < FEW_NODES ? DP_TARGET_ML1 : DP_TARGET_ML5;
}

static bool takes_float64(const dp_graph *g, const dp_node *node)
{
    bool any = false;
    for (uint8_t i = 0; i < node->n_in; i++) {
        any = any || dp_value_at(g, node->in[i])->type == DP_T_F64;
    }
    return any;
}

/* 1.6 and newer read all but a few operators, whose float64 came later, and the tree operator of ai.onnx.ml 5. */
static const char *runtime_of(const dp_onnx_writer *w)
{
    unsigned minor = w->uses_ml && w->target == DP_TARGET_ML5 ? 21 : 6;
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        const dp_node *node = &w->g->node[i];
        unsigned since = takes_float64(w->g, node) ? dp_op_float64(node->op) : 0;
        minor = since > minor ? since : minor;
    }
    return dp_take_printf(w->ctx, "onnxruntime >= 1.%u%s", minor,
                          w->uses_microsoft ? ", its contributed operators (com.microsoft), locale C.UTF-8" : "");
}

static const char *target_of(const dp_onnx_writer *w)
{
    return !w->uses_ml ? "plain" : w->target == DP_TARGET_ML5 ? "ml5" : "ml1";
}

static void add_opset(Onnx__ModelProto *model, Onnx__OperatorSetIdProto *set, char *domain, int64_t version)
{
    onnx__operator_set_id_proto__init(set);
    set->domain = domain;
    set->has_version = 1;
    set->version = version;
    model->n_opset_import++;
}

static dp_rc write_graph(dp_onnx_writer *w, dp_sink *sink)
{
    static char ml_domain[] = "ai.onnx.ml";
    static char microsoft[] = "com.microsoft";
    static char no_domain[] = "";
    static char producer[] = "depickle";
    static char version[] = DEPICKLE_VERSION;
    static char name[] = "model";
    Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
    Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
    Onnx__OperatorSetIdProto set[3];
    Onnx__OperatorSetIdProto *sets[] = {&set[0], &set[1], &set[2]};
    w->graph = &graph;
    graph.name = name;
    dp_onnx_lower(w);
    if (w->failed) {
        return dp_failed(w->ctx) != DP_OK ? dp_failed(w->ctx)
                                          : dp_fail(w->ctx, DP_ERROR, DP_NO_OFFSET, "the ONNX graph is not whole");
    }
    bool ml5 = w->uses_ml && w->target == DP_TARGET_ML5;
    model.has_ir_version = 1;
    model.ir_version = ml5 ? 8 : 7;
    model.producer_name = producer;
    model.producer_version = version;
    model.opset_import = sets;
    add_opset(&model, &set[0], no_domain, 13);
    if (w->uses_ml) {
        add_opset(&model, &set[1], ml_domain, ml5 ? 5 : w->uses_text ? 2 : 1);
    }
    if (w->uses_microsoft) {
        add_opset(&model, &set[model.n_opset_import], microsoft, 1);
    }
    model.graph = &graph;
    return pack(w->ctx, &model, sink);
}

static dp_rc write_metadata(const dp_onnx_writer *w, const dp_model *model, const dp_export_options *options, dp_sink *sink)
{
    const char *probes = options->probes != 0 ? dp_onnx_probes(w->ctx, w->g, options->probes) : "";
    DP_TRY(probes == NULL ? dp_failed(w->ctx) : DP_OK);
    Onnx__ModelProto last = ONNX__MODEL_PROTO__INIT;
    dp_onnx_meta meta[DP_ONNX_META + 1];
    Onnx__StringStringEntryProto entry[DP_ONNX_META + 1];
    Onnx__StringStringEntryProto *entries[DP_ONNX_META + 1];
    size_t n = dp_onnx_metadata(w->ctx, model, w->g, &options->source, target_of(w), runtime_of(w), meta);
    if (probes[0] != '\0') {
        meta[n++] = (dp_onnx_meta){DP_PROBES_KEY, probes};
    }
    for (size_t i = 0; i < n; i++) {
        onnx__string_string_entry_proto__init(&entry[i]);
        entry[i].key = (char *)(uintptr_t)meta[i].key;
        entry[i].value = (char *)(uintptr_t)meta[i].value;
        entries[i] = &entry[i];
    }
    last.metadata_props = entries;
    last.n_metadata_props = n;
    DP_TRY(dp_failed(w->ctx));
    return pack(w->ctx, &last, sink);
}

static dp_rc write(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options, dp_sink *sink)
{
    dp_onnx_writer w = {.ctx = ctx, .g = graph, .target = choose_target(graph, options->target), .exact = 1U << 24,
                        .most = INT32_MAX};
    DP_TRY(write_graph(&w, sink));
    return write_metadata(&w, model, options, sink);
}

const dp_exporter dp_exporter_onnx = {"onnx", ".onnx", DP_VIEW_GRAPH, write, NULL, NULL};
