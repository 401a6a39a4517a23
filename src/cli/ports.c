#include "cli/ports.h"

#include "base/text.h"
#include "cli/told.h"
#include "export/onnx_read.h"

#include <stdlib.h>

static const char *type_name(dp_type type)
{
    switch (type) {
    case DP_T_F64: return "float64";
    case DP_T_F32: return "float32";
    case DP_T_I64: return "int64";
    case DP_T_BOOL: return "bool";
    case DP_T_TEXT: return "text";
    }
    return "";
}

static void add_ports(cJSON *o, const char *key, const dp_graph *graph, const dp_val *val, size_t n)
{
    cJSON *list = cJSON_AddArrayToObject(o, key);
    for (size_t i = 0; i < n; i++) {
        const dp_value *value = dp_value_at(graph, val[i]);
        bool wide = value->shape.rank == 2 && value->shape.dim[1] != DP_BATCH;
        cJSON *port = cJSON_CreateObject();
        cJSON_AddStringToObject(port, "name", value->name);
        cJSON_AddStringToObject(port, "type", type_name(value->type));
        cJSON_AddNumberToObject(port, "width", wide ? (double)value->shape.dim[1] : 0);
        cJSON_AddItemToArray(list, port);
    }
}

dp_rc dp_read_ports(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_onnx_file file = {0};
    dp_ctx_scale_arena(ctx, task->input->main.n);
    DP_TRY(dp_onnx_read(ctx, task->input->main, &file));
    cJSON *o = cJSON_CreateObject();
    add_ports(o, "inputs", file.graph, file.graph->input, file.graph->n_inputs);
    add_ports(o, "outputs", file.graph, file.graph->output, file.graph->n_outputs);
    cJSON_AddNumberToObject(o, "features", strtod(dp_onnx_meta_of(&file, "n_features"), NULL));
    cJSON_AddStringToObject(o, "labels", dp_onnx_meta_of(&file, "class_type"));
    cJSON *meta = cJSON_AddArrayToObject(o, "meta");
    for (size_t i = 0; i < file.n_meta; i++) {
        cJSON_AddItemToArray(meta, cJSON_CreateString(file.meta[i].key));
    }
    return dp_tell_tree(ctx, wire, o);
}
