#include "support/model.h"

#include "export/convert.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_BESIDE = 128 };

dp_span test_read(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return (dp_span){NULL, 0};
    }
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f);
    rewind(f);
    uint8_t *p = malloc(n + 1);
    n = fread(p, 1, n, f);
    p[n] = 0;
    fclose(f);
    return (dp_span){p, n};
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const dp_beside *)a)->name, ((const dp_beside *)b)->name);
}

static void read_beside(dp_input *input, const char *folder, const char *name)
{
    dp_beside *beside = calloc(MOST_BESIDE, sizeof *beside);
    DIR *d = opendir(folder);
    size_t n = strlen(name);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL && input->n_beside < MOST_BESIDE;) {
        if (strncmp(e->d_name, name, n) == 0 && e->d_name[n] == '_') {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            beside[input->n_beside++] = (dp_beside){strdup(e->d_name), test_read(path)};
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    qsort(beside, input->n_beside, sizeof *beside, by_name);
    input->beside = beside;
}

static void load(test_file *f)
{
    f->limits = dp_limits_default(0);
    f->ctx = dp_ctx_new(&f->limits);
    f->rc = f->ctx != NULL ? dp_load(f->ctx, &f->input, NULL, &f->loaded) : DP_ERROR;
    f->rc = f->rc == DP_OK ? dp_models_find(f->ctx, &f->loaded, &f->models) : f->rc;
}

void test_open(test_file *f, const char *folder, const char *name)
{
    char path[4096];
    memset(f, 0, sizeof *f);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    f->input.name = strdup(name);
    f->input.main = test_read(path);
    read_beside(&f->input, folder, name);
    load(f);
}

void test_open_bytes(test_file *f, dp_span bytes)
{
    uint8_t *copy = malloc(bytes.n != 0 ? bytes.n : 1); /* of its very size, so that a sanitizer sees its end */
    memset(f, 0, sizeof *f);
    memcpy(copy, bytes.p, bytes.n);
    f->input.name = strdup("m.pkl");
    f->input.main = (dp_span){copy, bytes.n};
    load(f);
}

/* What strdup and malloc gave is kept under const; nothing else hands it to free. */
static void drop(const void *p)
{
    union { const void *c; void *v; } u = {.c = p};
    free(u.v);
}

void test_close(test_file *f)
{
    dp_ctx_free(f->ctx);
    for (size_t i = 0; i < f->input.n_beside; i++) {
        drop(f->input.beside[i].name);
        drop(f->input.beside[i].bytes.p);
    }
    drop(f->input.beside);
    drop(f->input.name);
    drop(f->input.main.p);
}

dp_model *test_model(const test_file *f, const char *path)
{
    for (size_t i = 0; i < f->models.n; i++) {
        if (strcmp(f->models.at[i]->path, path) == 0) {
            return f->models.at[i];
        }
    }
    return NULL;
}

/* The rows as g takes them, [*n] tensors: one table, or one column each. NULL: of another width, or no memory. */
static dp_tensor *feed_of(test_file *f, const dp_graph *g, const double *x, uint64_t rows, uint64_t features)
{
    dp_tensor *in = dp_take(f->ctx, g->n_inputs, sizeof *in);
    double *copy = dp_take(f->ctx, rows * features, sizeof *copy);
    uint64_t first = 0;
    for (size_t k = 0; k < g->n_inputs && in != NULL && copy != NULL; k++) {
        uint64_t width = dp_value_at(g, g->input[k])->shape.dim[1];
        double *to = copy + rows * first;
        if (width > features - first || dp_value_at(g, g->input[k])->type != DP_T_F64) {
            return NULL;
        }
        for (uint64_t r = 0; r < rows; r++) {
            memcpy(to + r * width, x + r * features + first, width * sizeof *to);
        }
        in[k] = (dp_tensor){DP_T_F64, {2, {rows, width}}, rows * width, to};
        first += width;
    }
    return first == features && copy != NULL ? in : NULL;
}

dp_rc test_answer(test_file *f, dp_model *model, dp_method method, const double *x, uint64_t rows, uint64_t features,
                  dp_tensor *out, size_t *n)
{
    dp_graph *g = NULL;
    dp_emit_options options = {0};
    options.method[method] = true;
    DP_TRY(dp_model_read(f->ctx, model));
    DP_TRY(dp_model_emit(f->ctx, model, &options, &g));
    const dp_tensor *in = feed_of(f, g, x, rows, features);
    if (in == NULL) {
        return dp_fail(f->ctx, DP_USAGE, DP_NO_OFFSET, "%zu inputs, of another width than the rows", g->n_inputs);
    }
    *n = g->n_outputs;
    return dp_eval(f->ctx, g, in, out);
}

dp_rc test_convert(test_file *f, dp_model *model, const char *format, dp_target target, dp_span *out)
{
    dp_export_options options = {.target = target, .source = {.file = "m", .container = "test"}};
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 0);
    dp_rc rc = dp_convert(f->ctx, model, dp_exporter_find(format), &options, &sink.base);
    *out = (dp_span){sink.p, sink.n};
    return rc;
}
