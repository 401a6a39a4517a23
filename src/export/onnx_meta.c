#include "export/onnx_meta.h"

#include "base/num.h"
#include "base/text.h"
#include "depickle.h"
#include "export/json_value.h"
#include "graph/ports.h"
#include "model/chain.h"
#include "model/column.h"
#include "model/state.h"
#include "value/array.h"

#include <math.h>

static void add(dp_onnx_meta *out, size_t *n, const char *key, const char *value)
{
    if (value[0] != '\0') {
        out[(*n)++] = (dp_onnx_meta){key, value};
    }
}

/* A JSON string. Bytes that are not UTF-8 cannot come this far as names; if they do, they are escaped readably. */
static void put_string(dp_text *t, dp_span s)
{
    if (!dp_utf8_valid(s)) {
        s = dp_span_of(dp_escape(t->ctx, s, s.n * 4));
    }
    dp_text_adds(t, "\"");
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        if (c == '"' || c == '\\') {
            dp_text_addf(t, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            dp_text_addf(t, "\\u%04x", c);
        } else {
            dp_text_add(t, (dp_span){s.p + i, 1});
        }
    }
    dp_text_adds(t, "\"");
}

static void put_float(dp_text *t, double v)
{
    char digits[DP_NUM_MAX];
    if (isfinite(v)) {
        dp_num_print(digits, v);
        dp_text_adds(t, digits);
    } else {
        dp_text_adds(t, v != v ? "\"NaN\"" : v > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    }
}

static const char *classes_json(dp_ctx *ctx, const dp_labels *classes)
{
    dp_text t = dp_text_new(ctx);
    dp_text_adds(&t, "[");
    for (size_t i = 0; i < classes->n; i++) {
        dp_text_adds(&t, i != 0 ? "," : "");
        switch (classes->kind) {
        case DP_LABEL_INT:
            dp_text_addf(&t, "%lld", (long long)classes->i[i]);
            break;
        case DP_LABEL_BOOL:
            dp_text_adds(&t, classes->i[i] != 0 ? "true" : "false");
            break;
        case DP_LABEL_FLOAT:
            put_float(&t, classes->f[i]);
            break;
        case DP_LABEL_TEXT:
            put_string(&t, classes->text[i]);
            break;
        }
    }
    dp_text_adds(&t, "]");
    return dp_text_str(&t);
}

static const char *names_json(dp_ctx *ctx, const dp_span *names, uint64_t n)
{
    dp_text t = dp_text_new(ctx);
    dp_text_adds(&t, "[");
    for (uint64_t i = 0; i < n; i++) {
        dp_text_adds(&t, i != 0 ? "," : "");
        put_string(&t, names[i]);
    }
    dp_text_adds(&t, "]");
    return dp_text_str(&t);
}

/* ---- what is asked of it, and how scikit-learn answers ---- */

/* {"predict":["label"]}: the outputs of each method. */
static const char *methods_json(dp_ctx *ctx, const dp_graph *g)
{
    dp_text t = dp_text_new(ctx);
    dp_text_adds(&t, "{");
    for (int m = 0; m < DP_METHODS; m++) {
        const char *method = dp_method_name((dp_method)m);
        bool any = false;
        for (size_t i = 0; i < g->n_outputs; i++) {
            const dp_value *v = dp_value_at(g, g->output[i]);
            if (v->method == NULL || strcmp(v->method, method) != 0) {
                continue;
            }
            dp_text_addf(&t, any ? "," : "%s\"%s\":[", t.n > 1 ? "," : "", method);
            put_string(&t, dp_span_of(v->name));
            any = true;
        }
        dp_text_adds(&t, any ? "]" : "");
    }
    dp_text_adds(&t, "}");
    return dp_text_str(&t);
}

/* Does the list of this method, up to its bracket, hold the name? */
static bool holds(dp_ctx *ctx, const char *list, const char *name)
{
    const char *end = strchr(list, ']');
    const char *at = strstr(list, dp_take_printf(ctx, "\"%s\"", name));
    return end != NULL && at != NULL && at < end;
}

void dp_onnx_tell_methods(dp_graph *g, const char *methods)
{
    for (int m = 0; m < DP_METHODS; m++) {
        const char *begin = dp_take_printf(g->ctx, "\"%s\":[", dp_method_name((dp_method)m));
        const char *list = begin != NULL ? strstr(methods, begin) : NULL;
        for (size_t i = 0; list != NULL && i < g->n_outputs; i++) {
            dp_value *v = &g->value[g->output[i]];
            if (holds(g->ctx, list + strlen(begin), v->name)) {
                v->method = dp_method_name((dp_method)m);
            }
        }
    }
}

static bool predicts_labels(const dp_graph *g)
{
    for (size_t i = 0; i < g->n_outputs; i++) {
        const dp_value *v = dp_value_at(g, g->output[i]);
        if (v->method != NULL && strcmp(v->method, "predict") == 0 && strstr(v->name, "label") != NULL) {
            return true;
        }
    }
    return false;
}

/* One number a row, which scikit-learn may give in one dimension or in two. */
static bool predicts_one_number(const dp_graph *g)
{
    for (size_t i = 0; i < g->n_outputs; i++) {
        const dp_value *v = dp_value_at(g, g->output[i]);
        if (v->method != NULL && strcmp(v->method, "predict") == 0 && strcmp(v->name, "variable") == 0) {
            return v->shape.rank == 2 && v->shape.dim[1] == 1;
        }
    }
    return false;
}

/* classes_ of each output; of one inside only where it classifies. */
static size_t classes_of(dp_ctx *ctx, const dp_model *model, const dp_graph *g, dp_labels *out)
{
    dp_heap *heap = model->file->heap;
    dp_id own = model->classes != NULL ? model->classes->obj : 0;
    dp_id id = own == 0 && predicts_labels(g) ? dp_own_or_inner(heap, model->obj, "classes_", false) : own;
    id = id == 0 && predicts_labels(g) ? dp_binarizer_classes(heap, model->obj) : id;
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    size_t n = o->kind == DP_K_LIST ? o->len : a != NULL && a->ndim == 1;
    for (size_t i = 0; i < n && n <= DP_MOST_OUTPUTS; i++) {
        dp_id one = o->kind == DP_K_LIST ? o->u.item[i] : id;
        dp_state s = dp_state_top(heap, model->obj, model->path);
        if (dp_array_of(heap, one) == NULL) {
            return 0;
        }
        out[i] = dp_labels_of(&s, one, "classes_");
    }
    return n <= DP_MOST_OUTPUTS && dp_failed(ctx) == DP_OK ? n : 0;
}

/* ["<U6"]: the dtype of each. */
static const char *dtypes_json(dp_ctx *ctx, const dp_model *model, const dp_labels *classes, size_t n)
{
    dp_text t = dp_text_new(ctx);
    char code[DP_JSON_CODE];
    for (size_t i = 0; i < n; i++) {
        dp_text_addf(&t, "%s\"%s\"", i != 0 ? "," : "[", dp_json_code(code, &dp_array_of(model->file->heap, classes[i].obj)->type));
    }
    dp_text_adds(&t, "]");
    return dp_text_str(&t);
}

static const char *lists_json(dp_ctx *ctx, const dp_labels *classes, size_t n)
{
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < n; i++) {
        dp_text_addf(&t, "%s%s", i != 0 ? "," : "[", classes_json(ctx, &classes[i]));
    }
    dp_text_adds(&t, "]");
    return dp_text_str(&t);
}

static void add_answers(dp_ctx *ctx, const dp_model *model, const dp_graph *g, dp_onnx_meta *out, size_t *n)
{
    add(out, n, "methods", methods_json(ctx, g));
    if (model->file == NULL) { /* a graph of nobody's */
        return;
    }
    dp_heap *heap = model->file->heap;
    dp_labels *classes = dp_take(ctx, DP_MOST_OUTPUTS, sizeof *classes);
    size_t n_classes = classes != NULL ? classes_of(ctx, model, g, classes) : 0;
    dp_id answering = dp_answering(heap, model->obj);
    if (answering != model->obj) {
        add(out, n, "answering_class", dp_obj_class(heap, answering));
    }
    if (predicts_one_number(g) && dp_predicts_column(heap, model->obj)) {
        add(out, n, "predicts_column", "true");
    }
    if (n_classes == 1 && dp_kind_of(heap, classes[0].obj) == DP_K_ARRAY) {
        add(out, n, "classes", classes_json(ctx, &classes[0]));
        add(out, n, "class_type", (const char *const[]){"int64", "string", "bool", "float64"}[classes[0].kind]);
    } else if (n_classes > 1) {
        add(out, n, "classes_of_outputs", lists_json(ctx, classes, n_classes));
    }
    if (n_classes != 0) {
        add(out, n, "class_dtypes", dtypes_json(ctx, model, classes, n_classes));
    }
}

static void add_names(dp_ctx *ctx, const dp_model *model, dp_onnx_meta *out, size_t *n)
{
    size_t n_names;
    const dp_span *names = dp_names_of_features(ctx, model, &n_names);
    if (names != NULL && n_names != 0) {
        add(out, n, "feature_names", names_json(ctx, names, n_names));
    }
}

size_t dp_onnx_metadata(dp_ctx *ctx, const dp_model *model, const dp_graph *graph, const dp_source *source, const char *target,
                        const char *runtime, dp_onnx_meta *out)
{
    size_t n = 0;
    add(out, &n, "depickle_version", DEPICKLE_VERSION);
    add(out, &n, "class", model->canonical);
    add(out, &n, "sklearn_version", model->sklearn_version != NULL ? model->sklearn_version : "");
    if (model->n_features != 0) {
        add(out, &n, "n_features", dp_take_printf(ctx, "%llu", (unsigned long long)model->n_features));
    }
    add_names(ctx, model, out, &n);
    add_answers(ctx, model, graph, out, &n);
    add(out, &n, "target", target);
    add(out, &n, "requires", runtime);
    add(out, &n, "source_file",
        source->file != NULL ? dp_escape(ctx, dp_span_of(source->file), strlen(source->file) * 4) : "");
    add(out, &n, "source_container", source->container != NULL ? source->container : "");
    add(out, &n, "source_path", model->path != NULL ? model->path : "");
    add(out, &n, "source_sha256", source->sha256 != NULL ? source->sha256(source->self) : "");
    return n;
}
