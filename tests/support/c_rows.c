/* Does a C header that depickle writes answer what the evaluator answers, to the last bit?
 *
 *   c_rows write FILE FOLDER [float]    for each model of FILE that has a form in C: FOLDER/K.h, and FOLDER/K.c that gives its
 *                                       functions names to be found by; says which models have none, and why
 *   c_rows check FILE FOLDER [float]    with FOLDER/K.so made of them: all probe rows through both
 *
 * float: input and output are float32. Exit code 0: no difference. The last line counts values. */
#include "export/convert.h"
#include "export/verify.h"
#include "support/model.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 600 };

static char *folder_path;
static bool single;

static dp_export_options options_of(void)
{
    return (dp_export_options){.emit = {.input_f32 = single, .output_f32 = single}, .source = {.file = "model.pkl"}};
}

static FILE *open_output(size_t k, const char *suffix)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%zu%s", folder_path, k, suffix);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        perror(path);
        exit(2);
    }
    return out;
}

/* "static inline void model_predict(const" … of the header, in its order: functions 0, 1, … of the shim. */
static void write_shim(size_t k, const char *header)
{
    FILE *out = open_output(k, ".c");
    size_t n = 0;
    bool has_names = strstr(header, "char *const model_classes") != NULL;
    fprintf(out, "#include \"%zu.h\"\n", k);
    for (const char *at = header; (at = strstr(at, "static inline void model_")) != NULL; at++) {
        const char *name = at + strlen("static inline void ");
        int length = (int)strcspn(name, "(");
        if (strncmp(name, "model_leaves", 12) == 0) {
            continue;
        }
        fprintf(out, "void f%zu(const void *x, size_t n, void *out);\nvoid f%zu(const void *x, size_t n, void *out) { %.*s(x, n, out); }\n", n, n,
                length, name);
        n++;
    }
    fprintf(out, "extern const char *const *names;\nconst char *const *names = %s;\n", has_names ? "model_classes" : "0");
    fclose(out);
}

static int write_all(test_file *f)
{
    size_t written = 0;
    for (size_t k = 0; k < f->models.n; k++) {
        dp_memory_sink sink;
        dp_export_options options = options_of();
        dp_memory_sink_init(&sink, 1U << 30);
        dp_rc rc = dp_convert(f->ctx, f->models.at[k], dp_exporter_find("c"), &options, &sink.base);
        if (rc == DP_OK) {
            FILE *out = open_output(k, ".h");
            fwrite(sink.p, 1, sink.n, out);
            fclose(out);
            char *text = calloc(sink.n + 1, 1);
            memcpy(text, sink.p, sink.n);
            write_shim(k, text);
            free(text);
            written++;
        } else {
            printf("no C: %s: %s\n", f->models.at[k]->canonical, dp_ctx_record(f->ctx)->what);
            dp_forgive(f->ctx);
        }
        dp_memory_sink_done(&sink);
    }
    printf("%zu written\n", written);
    return 0;
}

/* The probe rows, each value in the type of the inputs; one tensor an input. */
static const void *make_rows(dp_ctx *ctx, const dp_graph *g, dp_tensor *in, uint64_t *rows)
{
    uint64_t width = 0;
    for (size_t i = 0; i < g->n_inputs; i++) {
        width += dp_value_at(g, g->input[i])->shape.dim[1];
    }
    dp_probed probed;
    const double *x = dp_probe_rows(ctx, g, width, ROWS, &probed);
    *rows = probed.rows;
    float *narrow = dp_take(ctx, *rows * width, sizeof *narrow);
    uint64_t from = 0;
    for (uint64_t i = 0; i < *rows * width; i++) {
        narrow[i] = (float)x[i];
    }
    for (size_t i = 0; i < g->n_inputs; i++) {
        const dp_value *port = dp_value_at(g, g->input[i]);
        uint64_t part = port->shape.dim[1];
        size_t size = port->type == DP_T_F32 ? sizeof(float) : sizeof(double);
        const uint8_t *all = port->type == DP_T_F32 ? (const uint8_t *)narrow : (const uint8_t *)x;
        uint8_t *data = dp_take(ctx, *rows * part, size);
        for (uint64_t r = 0; r < *rows; r++) {
            memcpy(data + r * part * size, all + (r * width + from) * size, part * size);
        }
        in[i] = (dp_tensor){port->type, {2, {*rows, part}}, *rows * part, data};
        from += part;
    }
    return dp_value_at(g, g->input[0])->type == DP_T_F32 ? (const void *)narrow : (const void *)x;
}

static bool same_value(const dp_tensor *expected, uint64_t i, const void *found, const char *const *names)
{
    double wide = ((const double *)found)[expected->type == DP_T_F32 ? 0 : i];
    switch (expected->type) {
    case DP_T_F64: {
        double e = ((const double *)expected->data)[i];
        return memcmp(&e, &wide, sizeof e) == 0 || (e != e && wide != wide);
    }
    case DP_T_F32: {
        float e = ((const float *)expected->data)[i];
        float v = ((const float *)found)[i];
        return memcmp(&e, &v, sizeof e) == 0 || (e != e && v != v);
    }
    case DP_T_I64: return (double)((const int64_t *)expected->data)[i] == wide;
    case DP_T_BOOL: return (double)((const uint8_t *)expected->data)[i] == wide;
    case DP_T_TEXT: {
        dp_span e = ((const dp_span *)expected->data)[i];
        return names != NULL && dp_span_equal(e, dp_span_of(names[(size_t)wide]));
    }
    }
    return false;
}

typedef void function(const void *x, size_t n, void *out);

static uint64_t check_model(test_file *f, size_t k, uint64_t *failed)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%zu.so", folder_path, k);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) { /* it has no form in C */
        return 0;
    }
    dp_graph *g = NULL;
    dp_export_options options = options_of();
    dp_tensor in[4096];
    dp_tensor out[DP_MOST_OUTPUTS];
    uint64_t rows;
    uint64_t values = 0;
    if (dp_model_read(f->ctx, f->models.at[k]) != DP_OK || dp_model_emit(f->ctx, f->models.at[k], &options.emit, &g) != DP_OK) {
        printf("%s: %s\n", f->models.at[k]->canonical, dp_ctx_record(f->ctx)->what);
        (*failed)++;
        return 0;
    }
    const void *x = make_rows(f->ctx, g, in, &rows);
    if (dp_eval(f->ctx, g, in, out) != DP_OK) { /* a row that the evaluator refuses */
        printf("%s: not compared: %s\n", f->models.at[k]->canonical, dp_ctx_record(f->ctx)->what);
        dp_forgive(f->ctx);
        return 0;
    }
    const char *const **names = (const char *const **)dlsym(library, "names");
    for (size_t o = 0; o < g->n_outputs; o++) {
        char name[32];
        snprintf(name, sizeof name, "f%zu", o);
        function *answer = (function *)(uintptr_t)dlsym(library, name);
        void *found = calloc(out[o].count + 1, sizeof(double));
        if (answer == NULL) {
            printf("%s: no function for output %zu\n", f->models.at[k]->canonical, o);
            (*failed)++;
            continue;
        }
        answer(x, rows, found);
        for (uint64_t i = 0; i < out[o].count; i++) {
            if (!same_value(&out[o], i, found, *names)) {
                printf("%s: output %zu, value %" PRIu64 " differs\n", f->models.at[k]->canonical, o, i);
                (*failed)++;
                break;
            }
            values++;
        }
        free(found);
    }
    dlclose(library);
    return values;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        return 4;
    }
    folder_path = argv[3];
    single = argc > 4;
    test_file f;
    char *slash = strrchr(argv[2], '/');
    *slash = '\0';
    test_open(&f, argv[2], slash + 1);
    if (f.rc != DP_OK) {
        printf("%s: %s\n", slash + 1, dp_ctx_record(f.ctx)->what);
        return 1;
    }
    if (strcmp(argv[1], "write") == 0) {
        return write_all(&f);
    }
    uint64_t failed = 0;
    uint64_t values = 0;
    for (size_t k = 0; k < f.models.n; k++) {
        values += check_model(&f, k, &failed);
    }
    printf("%" PRIu64 " values\n", values);
    test_close(&f);
    return failed != 0;
}
