#include "graph/graph.h"

#include <stdarg.h>
#include <stdio.h>

dp_graph *dp_graph_new(dp_ctx *ctx)
{
    dp_graph *g = dp_take(ctx, 1, sizeof *g);
    if (g != NULL) {
        g->ctx = ctx;
        g->mismatch = DP_ERROR;
    }
    return g;
}

const dp_value *dp_value_at(const dp_graph *g, dp_val v)
{
    static const dp_value nothing = {.type = DP_T_F64};
    return v == 0 || v > g->n_values ? &nothing : &g->value[v];
}

void *dp_graph_take(dp_graph *g, uint64_t count, size_t size)
{
    void *p = g->failed ? NULL : dp_take(g->ctx, count, size);
    g->failed = p == NULL;
    return p;
}

void dp_graph_fail(dp_graph *g, dp_rc rc, const char *path, const char *fmt, ...)
{
    char what[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    if (!g->failed) {
        dp_fail_at(g->ctx, rc, DP_NO_OFFSET, path, "%s", what);
    }
    g->failed = true;
}

void dp_graph_output(dp_graph *g, dp_val v, const char *name)
{
    if (g->failed || v == 0 || v > g->n_values) {
        g->failed = true;
        return;
    }
    const dp_value *value = &g->value[v];
    if (value->kind != DP_V_NODE || value->name != NULL) {
        dp_graph_fail(g, DP_ERROR, "", "the value of output %s has a name already", name);
        return;
    }
    for (size_t i = 0; i < g->n_inputs; i++) {
        if (strcmp(g->value[g->input[i]].name, name) == 0) {
            dp_graph_fail(g, DP_UNSUPPORTED, "", "an input and an output would both be called %s", name);
            return;
        }
    }
    dp_val *place = dp_grow(g->ctx, &g->output, g->n_outputs, sizeof *place);
    const char *kept = dp_take_text(g->ctx, dp_span_of(name));
    if (place == NULL || kept == NULL) {
        g->failed = true;
        return;
    }
    *place = v;
    g->n_outputs++;
    g->value[v].name = kept;
}

const char *dp_op_name(dp_op op)
{
    static const char *const names[] = {
        "NONE",
#define OP(name, onnx, least, most, kernel, float64) #name,
#include "graph/ops.def"
#undef OP
    };
    return op < DP_OPS ? names[op] : "";
}

const char *dp_op_onnx(dp_op op)
{
    static const char *const names[] = {
        "",
#define OP(name, onnx, least, most, kernel, float64) onnx,
#include "graph/ops.def"
#undef OP
    };
    return op < DP_OPS ? names[op] : "";
}

unsigned dp_op_float64(dp_op op)
{
    static const uint8_t minor[] = {
        0,
#define OP(name, onnx, least, most, kernel, float64) float64,
#include "graph/ops.def"
#undef OP
    };
    return op < DP_OPS ? minor[op] : 0;
}

const char *dp_type_name(dp_type type)
{
    static const char *const names[] = {"", "float64", "float32", "int64", "bool", "text"};
    return type <= DP_T_TEXT ? names[type] : "";
}

size_t dp_type_size(dp_type type)
{
    static const uint8_t size[] = {0, sizeof(double), sizeof(float), sizeof(int64_t), 1, sizeof(dp_span)};
    return size[type];
}
