#include "export/onnx_meta.h"

#include "base/num.h"
#include "base/text.h"
#include "depickle.h"

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

size_t dp_onnx_metadata(dp_ctx *ctx, const dp_model *model, const dp_source *source, const char *target,
                        const char *runtime, dp_onnx_meta *out)
{
    size_t n = 0;
    add(out, &n, "depickle_version", DEPICKLE_VERSION);
    add(out, &n, "class", model->canonical);
    add(out, &n, "sklearn_version", model->sklearn_version != NULL ? model->sklearn_version : "");
    if (model->n_features != 0) {
        add(out, &n, "n_features", dp_take_printf(ctx, "%llu", (unsigned long long)model->n_features));
    }
    if (model->feature_names != NULL) {
        add(out, &n, "feature_names", names_json(ctx, model->feature_names, model->n_features));
    }
    if (model->classes != NULL) {
        add(out, &n, "classes", classes_json(ctx, model->classes));
        add(out, &n, "class_type",
            (const char *const[]){"int64", "string", "bool", "float64"}[model->classes->kind]);
    }
    add(out, &n, "target", target);
    add(out, &n, "requires", runtime);
    add(out, &n, "source_file",
        source->file != NULL ? dp_escape(ctx, dp_span_of(source->file), strlen(source->file) * 4) : "");
    add(out, &n, "source_container", source->container != NULL ? source->container : "");
    add(out, &n, "source_path", model->path != NULL ? model->path : "");
    add(out, &n, "source_sha256", source->sha256 != NULL ? source->sha256(source->self) : "");
    return n;
}
