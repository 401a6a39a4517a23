#include "export/onnx_probes.h"

#include "base/num.h"
#include "base/text.h"
#include "export/verify.h"

#include <cjson/cJSON.h>
#include <math.h>

/* What another library's exp or another order of a sum may leave, relative to the number or to 1. */
static const double SLACK = 1e-11;

/* ---- writing ---- */

static void put_real(dp_text *t, double v, bool f32)
{
    char digits[DP_NUM_MAX];
    if (!isfinite(v)) {
        dp_text_adds(t, isnan(v) ? "\"NaN\"" : v > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        return;
    }
    if (f32) {
        dp_num_print32(digits, (float)v);
    } else {
        dp_num_print(digits, v);
    }
    dp_text_adds(t, digits);
}

static void put_string(dp_text *t, dp_span s)
{
    dp_text_adds(t, "\"");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 0x20 || s.p[i] == '"' || s.p[i] == '\\' || s.p[i] == 0x7f) {
            dp_text_addf(t, "\\u%04x", s.p[i]);
        } else {
            dp_text_add(t, (dp_span){s.p + i, 1});
        }
    }
    dp_text_adds(t, "\"");
}

static void put_item(dp_text *t, const dp_tensor *x, uint64_t i)
{
    switch (x->type) {
    case DP_T_F64: put_real(t, ((const double *)x->data)[i], false); break;
    case DP_T_F32: put_real(t, (double)((const float *)x->data)[i], true); break;
    case DP_T_I64: dp_text_addf(t, "%lld", (long long)((const int64_t *)x->data)[i]); break;
    case DP_T_BOOL: dp_text_adds(t, ((const uint8_t *)x->data)[i] != 0 ? "true" : "false"); break;
    case DP_T_TEXT: put_string(t, ((const dp_span *)x->data)[i]); break;
    }
}

/* "name": [ … ] of one dimension, or [[ … ], …] of two. */
static void put_tensor(dp_text *t, const char *name, const dp_tensor *x)
{
    bool table = x->shape.rank == 2;
    uint64_t width = table ? x->shape.dim[1] : 1;
    put_string(t, dp_span_of(name));
    dp_text_adds(t, ":[");
    for (uint64_t i = 0; i < x->count; i++) {
        dp_text_adds(t, i != 0 && (!table || i % width != 0) ? "," : i != 0 ? ",[" : table ? "[" : "");
        put_item(t, x, i);
        dp_text_adds(t, table && i % width == width - 1 ? "]" : "");
    }
    dp_text_adds(t, "]");
}

static bool takes_one_table(const dp_graph *g)
{
    const dp_value *x = g->n_inputs == 1 ? dp_value_at(g, g->input[0]) : NULL;
    return x != NULL && (x->type == DP_T_F64 || x->type == DP_T_F32);
}

const char *dp_onnx_probes(dp_ctx *ctx, const dp_graph *g, uint32_t n)
{
    dp_tensor x;
    dp_probed probed;
    if (!takes_one_table(g)) {
        dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "--probes: the model does not take one table of numbers");
        return NULL;
    }
    const dp_value *port = dp_value_at(g, g->input[0]);
    uint64_t width = port->shape.dim[1];
    const double *probe = dp_probe_rows(ctx, g, width, n, &probed);
    dp_tensor *out = dp_take(ctx, g->n_outputs, sizeof *out);
    if (probe == NULL || out == NULL || dp_probe_feed(ctx, port, probe, probed.rows, width, 0, &x) != DP_OK || dp_eval(ctx, g, &x, out) != DP_OK) {
        return NULL;
    }
    dp_text t = dp_text_new(ctx);
    dp_text_addf(&t, "{\"exact\":%s,\"inputs\":{", dp_graph_is_exact(g) ? "true" : "false");
    put_tensor(&t, dp_value_at(g, g->input[0])->name, &x);
    dp_text_adds(&t, "},\"outputs\":{");
    for (size_t i = 0; i < g->n_outputs; i++) {
        dp_text_adds(&t, i != 0 ? "," : "");
        put_tensor(&t, dp_value_at(g, g->output[i])->name, &out[i]);
    }
    dp_text_adds(&t, "}}");
    return t.failed ? NULL : dp_text_str(&t);
}

/* ---- reading back ---- */

static bool real_of(const cJSON *item, double *v)
{
    if (cJSON_IsNumber(item)) {
        *v = item->valuedouble;
        return true;
    }
    return cJSON_IsString(item) && dp_num_read(dp_span_of(item->valuestring), v);
}

/* Rows of `width` numbers; NULL: they are something else. */
static const double *rows_of(dp_ctx *ctx, const cJSON *list, uint64_t width, uint64_t *n)
{
    *n = cJSON_IsArray(list) ? (uint64_t)cJSON_GetArraySize(list) : 0;
    double *v = *n != 0 ? dp_take(ctx, *n * width, sizeof *v) : NULL;
    const cJSON *row = v != NULL ? list->child : NULL;
    for (uint64_t i = 0; row != NULL; row = row->next) {
        if (!cJSON_IsArray(row) || (uint64_t)cJSON_GetArraySize(row) != width) {
            return NULL;
        }
        for (const cJSON *item = row->child; item != NULL; item = item->next) {
            if (!real_of(item, &v[i++])) {
                return NULL;
            }
        }
    }
    return v;
}

static bool same_item(const dp_tensor *x, uint64_t i, const cJSON *item, bool exact)
{
    double want;
    if (x->type == DP_T_TEXT) {
        return cJSON_IsString(item) && dp_span_is(((const dp_span *)x->data)[i], item->valuestring);
    }
    if (x->type == DP_T_I64 || x->type == DP_T_BOOL) {
        int64_t found = x->type == DP_T_I64 ? ((const int64_t *)x->data)[i] : ((const uint8_t *)x->data)[i];
        return cJSON_IsBool(item) ? cJSON_IsTrue(item) == (found != 0) : cJSON_IsNumber(item) && item->valuedouble == (double)found;
    }
    bool f32 = x->type == DP_T_F32;
    double found = f32 ? (double)((const float *)x->data)[i] : ((const double *)x->data)[i];
    if (!real_of(item, &want)) {
        return false;
    }
    uint64_t apart = dp_ulps(found, f32 ? (double)(float)want : want, f32);
    return apart == 0 || (!exact && (fabs(found - want) <= SLACK * fmax(1.0, fabs(want)) || (f32 && apart == 1)));
}

/* All numbers of an output, row after row. */
static bool same_output(const dp_tensor *x, const cJSON *list, bool exact)
{
    uint64_t i = 0;
    for (const cJSON *row = cJSON_IsArray(list) ? list->child : NULL; row != NULL; row = row->next) {
        for (const cJSON *item = cJSON_IsArray(row) ? row->child : row; item != NULL; item = item->next) {
            if (i == x->count || !same_item(x, i++, item, exact)) {
                return false;
            }
            if (!cJSON_IsArray(row)) {
                break;
            }
        }
    }
    return i == x->count;
}

static dp_rc compare(dp_ctx *ctx, const dp_graph *g, const cJSON *doc, uint64_t *rows)
{
    const cJSON *in = cJSON_GetObjectItemCaseSensitive(doc, "inputs");
    const cJSON *outs = cJSON_GetObjectItemCaseSensitive(doc, "outputs");
    const dp_value *port = dp_value_at(g, g->input[0]);
    dp_tensor x;
    dp_tensor *out = dp_take(ctx, g->n_outputs, sizeof *out);
    const double *probe = rows_of(ctx, cJSON_GetObjectItemCaseSensitive(in, port->name), port->shape.dim[1], rows);
    if (probe == NULL || out == NULL) {
        return dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, "the file's probe rows are not rows of its input");
    }
    DP_TRY(dp_probe_feed(ctx, port, probe, *rows, port->shape.dim[1], 0, &x));
    DP_TRY(dp_eval(ctx, g, &x, out));
    bool exact = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(doc, "exact"));
    for (size_t i = 0; i < g->n_outputs; i++) {
        const char *name = dp_value_at(g, g->output[i])->name;
        if (!same_output(&out[i], cJSON_GetObjectItemCaseSensitive(outs, name), exact)) {
            return dp_fail(ctx, DP_MISMATCH, DP_NO_OFFSET, "output %s: not what the file's probe rows say", name);
        }
    }
    return DP_OK;
}

dp_rc dp_onnx_probes_hold(dp_ctx *ctx, const dp_graph *g, const char *text, uint64_t *rows)
{
    cJSON *doc = takes_one_table(g) ? cJSON_Parse(text) : NULL;
    dp_rc rc = cJSON_IsObject(doc) ? compare(ctx, g, doc, rows)
                                   : dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, "the file's probe rows are not to be read");
    cJSON_Delete(doc);
    return rc;
}
