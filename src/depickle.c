/* The library's front door: one handle, one file, the stages in order. The program uses the same stages, one process
 * further away from the input (src/cli/, src/sandbox/). */
#include "depickle.h"

#include "base/text.h"
#include "export/convert.h"
#include "export/inspect.h"
#include "export/report.h"
#include "graph/eval.h"
#include "io/sha256.h"
#include "io/sink.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_ANSWERS = 2 }; /* of one method: of kneighbors the rows and how far they are */

/* A method of a model that was asked once, and may be again. */
struct asked {
    struct asked *next;
    const dp_model *model;
    dp_method method;
    const dp_graph *graph;
    dp_runner *runner;
};

struct depickle {
    dp_ctx *ctx;
    dp_limits limits;
    dp_allow allow;
    dp_export_options export;
    const char *name;
    uint8_t *bytes;  /* of a file that we read ourselves */
    dp_span main;    /* the input */
    char sha256[DP_SHA256_HEX]; /* of it, once asked for */
    dp_loaded loaded;
    dp_models models;
    bool opened, loads, whole; /* whole: its models were found, too */
    dp_memory_sink output; /* of the last depickle_convert_bytes */
    struct asked *asked;
    double *answers;       /* of the last depickle_predict */
    const char *error;
};

struct callback_sink {
    dp_sink base;
    depickle_write write;
    void *self;
};

static bool has_member(const depickle_options *options, size_t end)
{
    return options != NULL && options->size >= end;
}

#define HAS(options, member) \
    has_member(options, offsetof(depickle_options, member) + sizeof((options)->member))

static size_t fitting(uint64_t value)
{
    return value < SIZE_MAX ? (size_t)value : SIZE_MAX;
}

static bool take_options(depickle *d, const depickle_options *options)
{
    if (HAS(options, n_allow)) {
        d->allow = (dp_allow){options->allow, options->n_allow};
    }
    if (HAS(options, target) && options->target != NULL && !dp_target_named(options->target, &d->export.target)) {
        return false;
    }
    if (HAS(options, input_name)) {
        d->export.emit.input_name = options->input_name;
    }
    d->export.emit.input_f32 = HAS(options, input_float) && options->input_float != 0;
    d->export.emit.output_f32 = HAS(options, output_float) && options->output_float != 0;
    if (HAS(options, c_name)) {
        d->export.c_name = options->c_name;
    }
    if (HAS(options, max_memory) && options->max_memory != 0) {
        d->limits.arena = fitting(options->max_memory);
    }
    if (HAS(options, max_input) && options->max_input != 0) {
        d->limits.input = fitting(options->max_input);
    }
    return true;
}

depickle *depickle_new(const depickle_options *options)
{
    depickle *d = calloc(1, sizeof *d);
    if (d == NULL) {
        return NULL;
    }
    d->limits = dp_limits_default((uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE));
    d->error = "";
    bool good = take_options(d, options);
    d->ctx = dp_ctx_new(&d->limits);
    if (d->ctx == NULL) {
        free(d);
        return NULL;
    }
    if (!good) {
        dp_fail(d->ctx, DP_USAGE, DP_NO_OFFSET, "no such target: %s", dp_escape(d->ctx, dp_span_of(options->target), 40));
    }
    return d;
}

void depickle_free(depickle *d)
{
    if (d != NULL) {
        dp_memory_sink_done(&d->output);
        dp_ctx_free(d->ctx);
        free(d->bytes);
        free(d->answers);
        free(d);
    }
}

/* Notes the fault that stands in the ctx and hands its rc out. */
static depickle_rc finish(depickle *d, dp_rc rc)
{
    d->error = rc == DP_OK ? "" : dp_error_line(d->ctx, d->name != NULL ? d->name : "", dp_ctx_record(d->ctx));
    return (depickle_rc)rc;
}

static dp_rc usage(depickle *d, const char *what)
{
    dp_forgive(d->ctx);
    return dp_fail(d->ctx, DP_USAGE, DP_NO_OFFSET, "%s", what);
}

static const char *digest(void *self)
{
    depickle *d = self;
    if (d->sha256[0] == '\0') {
        dp_sha256_hex(d->main, d->sha256);
    }
    return d->sha256;
}

static dp_rc load(depickle *d, dp_span bytes)
{
    DP_TRY(dp_failed(d->ctx));
    if (d->opened) {
        return usage(d, "this handle has read a file already");
    }
    d->opened = true;
    if (bytes.n > d->limits.input) {
        return dp_fail(d->ctx, DP_LIMIT, DP_NO_OFFSET, "%zu bytes of input, more than the limit", bytes.n);
    }
    const char *slash = strrchr(d->name, '/');
    d->main = bytes;
    d->export.source = (dp_source){.file = slash != NULL ? slash + 1 : d->name, .sha256 = digest, .self = d};
    dp_input *input = dp_take(d->ctx, 1, sizeof *input);
    if (input == NULL) {
        return dp_failed(d->ctx);
    }
    input->name = d->name;
    input->main = bytes;
    DP_TRY(dp_load(d->ctx, input, &d->allow, &d->loaded));
    d->loads = true;
    const dp_record *record = dp_ctx_record(d->ctx);
    d->export.source.container = dp_take_printf(d->ctx, "%s%s%s", record->codecs, record->codecs[0] != '\0' ? "+" : "",
                                                record->format);
    DP_TRY(dp_models_find(d->ctx, &d->loaded, &d->models));
    d->whole = true;
    return DP_OK;
}

depickle_rc depickle_open_bytes(depickle *d, const char *name, const void *bytes, size_t n)
{
    if (d->name == NULL) {
        d->name = dp_take_text(d->ctx, dp_span_of(name));
    }
    return finish(d, load(d, (dp_span){bytes, n}));
}

/* Reads exactly size bytes, or says why not. */
static dp_rc read_all(depickle *d, int fd, size_t size)
{
    d->bytes = malloc(size != 0 ? size : 1);
    if (d->bytes == NULL) {
        return dp_fail(d->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    size_t have = 0;
    while (have < size) {
        ssize_t n = read(fd, d->bytes + have, size - have);
        if (n <= 0) {
            return dp_fail(d->ctx, DP_ERROR, DP_NO_OFFSET, "cannot be read to its end");
        }
        have += (size_t)n;
    }
    return DP_OK;
}

static dp_rc read_file(depickle *d, const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        return dp_fail(d->ctx, DP_ERROR, DP_NO_OFFSET, "cannot be opened");
    }
    struct stat st;
    dp_rc rc = DP_OK;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        rc = dp_fail(d->ctx, DP_ERROR, DP_NO_OFFSET, "is not a regular file");
    } else if ((uint64_t)st.st_size > d->limits.input) {
        rc = dp_fail(d->ctx, DP_LIMIT, DP_NO_OFFSET, "is larger than the limit of %zu MiB", d->limits.input >> 20);
    } else {
        *size = (size_t)st.st_size;
        rc = read_all(d, fd, *size);
    }
    close(fd);
    return rc;
}

depickle_rc depickle_open_file(depickle *d, const char *path)
{
    size_t size = 0;
    if (d->opened) {
        return finish(d, usage(d, "this handle has read a file already"));
    }
    d->name = dp_take_text(d->ctx, dp_span_of(path));
    dp_rc rc = d->name != NULL ? read_file(d, path, &size) : DP_ERROR;
    return finish(d, rc == DP_OK ? load(d, (dp_span){d->bytes, size}) : rc);
}

const char *depickle_report(depickle *d)
{
    return dp_report_json(d->ctx, d->name != NULL ? d->name : "", d->loads ? &d->loaded : NULL, &d->models);
}

const char *depickle_inspect(depickle *d)
{
    const dp_paper paper = {.width = DP_PAPER_WIDTH, .boxes = true};
    dp_inspected found = {.file = {d->name != NULL ? d->name : "", d->main.n, d->main.p != NULL ? digest(d) : ""}};
    if (d->whole) {
        found.loaded = &d->loaded;
        found.models = &d->models;
    }
    return dp_inspect_text(d->ctx, &found, &paper);
}

size_t depickle_models(const depickle *d)
{
    return d->models.n;
}

const char *depickle_model_path(const depickle *d, size_t model)
{
    return model < d->models.n ? d->models.at[model]->path : "";
}

const char *depickle_model_class(const depickle *d, size_t model)
{
    return model < d->models.n ? d->models.at[model]->canonical : "";
}

static dp_rc callback_append(dp_sink *base, dp_span bytes)
{
    struct callback_sink *sink = (struct callback_sink *)base;
    return sink->write(sink->self, bytes.p, bytes.n) == 0 ? DP_OK : DP_ERROR;
}

static dp_rc convert(depickle *d, size_t model, const char *format, dp_sink *sink)
{
    const dp_exporter *exporter = dp_exporter_find(format);
    if (exporter == NULL || model >= d->models.n) {
        return usage(d, exporter == NULL ? "no such output format" : "no such model in this file");
    }
    dp_forgive(d->ctx); /* a fault of an earlier call: of another model, another format */
    DP_TRY(dp_failed(d->ctx));
    return dp_convert(d->ctx, d->models.at[model], exporter, &d->export, sink);
}

depickle_rc depickle_convert(depickle *d, size_t model, const char *format, depickle_write write, void *self)
{
    struct callback_sink sink = {.base = {.append = callback_append}, .write = write, .self = self};
    return finish(d, convert(d, model, format, &sink.base));
}

depickle_rc depickle_convert_bytes(depickle *d, size_t model, const char *format, const void **bytes, size_t *n)
{
    dp_memory_sink_done(&d->output);
    dp_memory_sink_init(&d->output, 0);
    dp_rc rc = convert(d, model, format, &d->output.base);
    *bytes = rc == DP_OK ? d->output.p : NULL;
    *n = rc == DP_OK ? d->output.n : 0;
    return finish(d, rc);
}

/* A label as the index of its class; a number of a cluster or of a fitted row, of which there are no classes, as it is. */
static double index_of(const dp_labels *classes, const dp_tensor *t, uint64_t i)
{
    const int64_t *labels = t->data;
    const dp_span *texts = t->data;
    size_t k = 0;
    if (classes == NULL) {
        return t->type == DP_T_I64 ? (double)labels[i] : 0.0;
    }
    while (k < classes->n && (t->type == DP_T_TEXT ? !dp_span_equal(classes->text[k], texts[i]) : classes->i[k] != labels[i])) {
        k++;
    }
    return (double)k;
}

static double number_of(const dp_labels *classes, const dp_tensor *t, uint64_t i)
{
    return t->type == DP_T_F64 ? ((const double *)t->data)[i] : index_of(classes, t, i);
}

/* What the outputs of a method say of each row, side by side: all answers are numbers. */
static dp_rc keep_answers(depickle *d, const dp_labels *classes, const dp_tensor *y, size_t n, size_t rows, size_t *cols)
{
    uint64_t all = 0;
    for (size_t k = 0; k < n; k++) {
        all += y[k].count;
    }
    double *v = realloc(d->answers, ((size_t)all + 1) * sizeof *v);
    if (v == NULL) {
        return dp_fail(d->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    d->answers = v;
    *cols = rows != 0 ? (size_t)(all / rows) : 0;
    if (n == 1 && y->type == DP_T_F64 && all != 0) {
        memcpy(v, y->data, (size_t)all * sizeof *v);
        return DP_OK;
    }
    for (size_t row = 0; row < rows; row++) {
        for (size_t k = 0; k < n; k++) {
            uint64_t width = y[k].count / rows;
            for (uint64_t i = row * width; i < (row + 1) * width; i++) {
                *v++ = number_of(classes, &y[k], i);
            }
        }
    }
    return DP_OK;
}

static bool method_named(const char *name, dp_method *method)
{
    for (int m = 0; m < DP_METHODS; m++) {
        if (strcmp(name, dp_method_name((dp_method)m)) == 0) {
            *method = (dp_method)m;
            return true;
        }
    }
    return false;
}

static dp_rc prepare(depickle *d, dp_model *model, dp_method method, struct asked *asked)
{
    dp_emit_options options = {0};
    options.method[method] = true;
    dp_graph *graph = NULL;
    DP_TRY(dp_model_read(d->ctx, model));
    DP_TRY(dp_model_emit(d->ctx, model, &options, &graph));
    if (graph->n_inputs != 1 || graph->n_outputs != (method == DP_KNEIGHBORS ? MOST_ANSWERS : 1)) {
        return dp_fail(d->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "has %zu inputs and %zu outputs, expected one of each",
                       graph->n_inputs, graph->n_outputs);
    }
    *asked = (struct asked){d->asked, model, method, graph, NULL};
    DP_TRY(dp_runner_new(d->ctx, graph, &asked->runner));
    d->asked = asked;
    return DP_OK;
}

/* *found: of an earlier call, or made. */
static dp_rc find_asked(depickle *d, dp_model *model, dp_method method, struct asked **found)
{
    for (*found = d->asked; *found != NULL; *found = (*found)->next) {
        if ((*found)->model == model && (*found)->method == method) {
            return DP_OK;
        }
    }
    *found = dp_take(d->ctx, 1, sizeof **found);
    return *found != NULL ? prepare(d, model, method, *found) : dp_failed(d->ctx);
}

static dp_rc predict(depickle *d, dp_model *model, const struct asked *asked, const dp_tensor *x, size_t *cols)
{
    const dp_value *port = dp_value_at(asked->graph, asked->graph->input[0]);
    if (port->shape.rank != 2 || port->shape.dim[1] != x->shape.dim[1]) {
        return dp_fail(d->ctx, DP_USAGE, DP_NO_OFFSET, "expects %llu features a row",
                       (unsigned long long)port->shape.dim[1]);
    }
    dp_tensor y[MOST_ANSWERS] = {0};
    DP_TRY(dp_runner_answer(asked->runner, x, y));
    return keep_answers(d, asked->method == DP_PREDICT ? model->classes : NULL, y, asked->graph->n_outputs,
                        (size_t)x->shape.dim[0], cols);
}

depickle_rc depickle_predict(depickle *d, size_t model, const char *method, const double *x, size_t rows, size_t features,
                             const double **out, size_t *cols)
{
    dp_method m;
    if (model >= d->models.n || !method_named(method, &m)) {
        return finish(d, usage(d, model >= d->models.n ? "no such model in this file" : "no such method"));
    }
    dp_forgive(d->ctx);
    struct asked *asked;
    dp_rc rc = find_asked(d, d->models.at[model], m, &asked);
    if (rc == DP_OK) {
        /* kernels only read what comes in */
        const dp_tensor in = {DP_T_F64, {2, {rows, features}}, (uint64_t)rows * features, (void *)(uintptr_t)x};
        dp_mark mark = dp_ctx_mark(d->ctx);
        rc = predict(d, d->models.at[model], asked, &in, cols);
        dp_ctx_release(d->ctx, mark); /* a handle may be asked for ever */
        *out = rc == DP_OK ? d->answers : NULL;
    }
    return finish(d, rc);
}

const char *depickle_error(const depickle *d)
{
    return d->error;
}

size_t depickle_warnings(const depickle *d)
{
    return dp_ctx_record(d->ctx)->n_warnings;
}

const char *depickle_warning(const depickle *d, size_t i)
{
    const dp_record *record = dp_ctx_record(d->ctx);
    return i < record->n_warnings ? record->warnings[i] : "";
}

const char *depickle_version(void)
{
    return DEPICKLE_VERSION;
}
